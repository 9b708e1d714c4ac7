// Asks for Plotly once Streamlit's own scripts have come, and begins with it once the page has its first words.
{
  /** @param {string} source */
  const begin = (source) => {
    const script = document.createElement("script");
    script.onerror = () => script.remove();
    // A damaged file loads as well, but leaves nothing behind.
    script.onload = () => (window.Plotly?.react ? script.setAttribute("data-loaded", "") : script.remove());
    script.src = source;
    document.head.append(script);
  };
  const watch = new MutationObserver(() => {
    const preload = document.querySelector('head > link[rel="preload"][as="script"]');
    if (document.querySelector(".stApp")) preload?.removeAttribute("media");
    if (!document.querySelector("h1")) return;
    watch.disconnect();
    const source = preload?.getAttribute("href");
    // The stage may have been faster.
    if (source && !document.querySelector(`head > script[src="${source}"]`)) begin(source);
  });
  watch.observe(document, { subtree: true, childList: true });
}
