// Begins with Plotly once Streamlit's own scripts have come and run: it is compiled beside them while the page waits
// for its first words.
{
  const source = document.currentScript?.dataset.source ?? "";
  document.addEventListener("DOMContentLoaded", () => {
    const script = document.createElement("script");
    script.onerror = () => script.remove();
    // A damaged file loads as well, but leaves nothing behind.
    script.onload = () => (window.Plotly?.react ? script.setAttribute("data-loaded", "") : script.remove());
    script.fetchPriority = "low";
    script.src = source;
    document.head.append(script);
  });
}
