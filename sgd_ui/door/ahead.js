// Begins with Plotly once Streamlit waits for its server's answer, which is when the browser has time for it.
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
  const connected = '[data-test-connection-state="CONNECTED"]';
  const watch = new MutationObserver(() => {
    if (!document.querySelector(connected)) return;
    watch.disconnect();
    const preload = document.querySelector('head > link[rel="preload"][as="script"]');
    const source = preload?.getAttribute("href");
    // The stage may have been faster.
    if (source && !document.querySelector(`head > script[src="${source}"]`)) begin(source);
  });
  const attributeFilter = ["data-test-connection-state"];
  watch.observe(document, { subtree: true, childList: true, attributeFilter });
}
