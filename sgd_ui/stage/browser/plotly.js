// Plotly, which all that draws on a page shares.

/**
 * Loads Plotly once for all of a page; a failure is forgotten, so that the next load tries again.
 * @param {string} source
 * @returns {Promise<Plotly>}
 */
export function loadPlotly(source) {
  window.samplewisePlotly ??= new Map();
  const loading = window.samplewisePlotly;
  // By source: a damaged file may still be on its way when one that was made again is asked for.
  let known = loading.get(source);
  if (!known) {
    known = fetchPlotly(source);
    loading.set(source, known);
    known.catch(() => loading.delete(source));
  }
  return known;
}

/**
 * @param {string} source
 * @returns {Promise<Plotly>}
 */
function fetchPlotly(source) {
  return new Promise((resolve, reject) => {
    // The head of the page may have begun with it.
    /** @type {HTMLScriptElement | null} */
    const begun = document.head.querySelector(`script[src="${source}"]`);
    if (begun?.dataset.loaded !== undefined && window.Plotly) {
      resolve(window.Plotly);
      return;
    }
    const script = begun ?? document.createElement("script");
    const fail = () => {
      script.remove();
      reject(new Error(source));
    };
    script.onerror = fail;
    // A damaged file loads as well, but leaves nothing behind.
    script.onload = () => (window.Plotly?.react ? resolve(window.Plotly) : fail());
    if (begun) return;
    script.src = source;
    document.head.append(script);
  });
}

/** What is the same of every plot. */
export const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, showTips: false };

/**
 * Whether a plot is drawn as large as its place is, but for a pixel, for which Plotly draws none anew.
 * @param {Plot} plot
 */
export function fits({ _fullLayout: { width, height }, clientWidth, clientHeight }) {
  return Math.abs(width - clientWidth) <= 1 && Math.abs(height - clientHeight) <= 1;
}
