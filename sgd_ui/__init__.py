"""Everything that shows: Streamlit, Plotly, and the words."""
