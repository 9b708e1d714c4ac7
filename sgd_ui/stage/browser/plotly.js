// Plotly, which all that draws on a page shares.

/**
 * Loads Plotly once for all of a page; a failure is forgotten, so that the next load tries again.
 * @param {string} source
 * @returns {Promise<Plotly>}
 */
export function loadPlotly(source) {
  window.samplewisePlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    const fail = () => {
      window.samplewisePlotly = undefined;
      script.remove();
      reject(new Error(source));
    };
    script.onerror = fail;
    // A damaged file loads as well, but leaves nothing behind.
    script.onload = () => (window.Plotly?.react ? resolve(window.Plotly) : fail());
    document.head.append(script);
  });
  return window.samplewisePlotly;
}

/** What is the same of every plot. */
export const CONFIG = { displayModeBar: false, responsive: true, doubleClick: false, showTips: false };
