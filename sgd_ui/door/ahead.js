// Begins with Plotly at once, and with nothing that waits for it: it is compiled while the scripts of Streamlit come
// and run.
{
  const script = document.createElement("script");
  script.onerror = () => script.remove();
  // A damaged file loads as well, but leaves nothing behind.
  script.onload = () => (window.Plotly?.react ? script.setAttribute("data-loaded", "") : script.remove());
  script.fetchPriority = "low";
  script.src = document.currentScript?.dataset.source ?? "";
  document.head.append(script);
}
