// A figure that stands still, drawn in place by Plotly.

const plots = new WeakMap();

export default function ({ parentElement, data }) {
  const host = parentElement.querySelector(".samplewise-still");
  if (plots.get(host)?.data !== data) draw(host, data);
  return () => {
    plots.delete(host);
    window.Plotly?.purge(host);
  };
}

async function draw(host, data) {
  plots.set(host, { data });
  host.style.height = `${data.height}px`;
  host.setAttribute("aria-label", data.alt);
  try {
    const plotly = await loadPlotly(data.plotly);
    const { data: traces, layout } = JSON.parse(data.figure);
    // A newer figure may have come meanwhile, or the page may have gone.
    if (plots.get(host)?.data === data) await plotly.react(host, traces, layout, { ...CONFIG, doubleClick: "reset+autosize" });
  } catch {
    host.textContent = data.missing;
  }
}
