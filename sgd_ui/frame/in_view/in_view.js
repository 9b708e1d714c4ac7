// Tells Python which update the stage rests on, while there is something on the page that is made of it.

/** How long the stage rests before that is told. */
const RESTS_MS = 400;

/** @type {WeakMap<HTMLElement, MutationObserver>} */
const observers = new WeakMap();

/** @param {Component<{ at: number }>} component */
export default function ({ data, parentElement, setStateValue }) {
  const stage = document.querySelector(".samplewise-stage");
  if (!stage) return;
  let told = data.at;
  /** @type {number | undefined} */
  let resting;
  const look = () => {
    const { state, update } = /** @type {HTMLElement} */ (stage).dataset;
    const at = Number(update);
    if (!["ready", "paused", "ended"].includes(state ?? "") || !Number.isFinite(at) || at === told) return;
    told = at;
    setStateValue("at", at);
  };
  const wait = () => {
    clearTimeout(resting);
    resting = setTimeout(look, RESTS_MS);
  };
  observers.get(parentElement)?.disconnect();
  const observer = new MutationObserver(wait);
  observer.observe(stage, { attributeFilter: ["data-state", "data-update"] });
  observers.set(parentElement, observer);
  look();
  return () => {
    clearTimeout(resting);
    observer.disconnect();
  };
}
