"""What several pages ask of runs; no Streamlit."""
