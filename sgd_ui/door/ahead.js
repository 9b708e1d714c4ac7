// Begins with Plotly once Streamlit's own scripts have come: it is compiled beside them while the page asks for its first words.
{
  const source = document.currentScript?.dataset.source ?? "";
  const begin = () => {
    const script = document.createElement("script");
    script.onerror = () => script.remove();
    // A damaged file loads as well, but leaves nothing behind.
    script.onload = () => (window.Plotly?.react ? script.setAttribute("data-loaded", "") : script.remove());
    script.fetchPriority = "low";
    script.src = source;
    document.head.append(script);
  };
  const watch = new MutationObserver(() => {
    if (!document.querySelector(".stApp")) return;
    watch.disconnect();
    // The stage may have been faster.
    if (!document.querySelector(`head > script[src="${source}"]`)) begin();
  });
  watch.observe(document, { subtree: true, childList: true });
}
