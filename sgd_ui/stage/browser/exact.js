// Carries the numbers around the update in view to the stage, when it asks for them.

/**
 * Hears what the stage asks for, and answers.
 * @typedef {object} Carrier
 * @property {number} [around] the update that was asked for last
 * @property {(around: number) => void} answer
 * @property {(event: CustomEvent<number>) => void} listener
 */

/** @type {WeakMap<HTMLElement, Carrier>} */
const carriers = new WeakMap();

/** @param {Component<Uint8Array<ArrayBuffer>>} component */
export default function ({ data, parentElement, setStateValue }) {
  const carrier = carriers.get(parentElement) ?? listening();
  const deliver = () => {
    for (const stage of document.querySelectorAll(".samplewise-stage")) {
      stage.dispatchEvent(new CustomEvent("samplewise-window", { detail: data }));
    }
  };
  carrier.answer = (around) => {
    if (around === carrier.around) deliver();
    carrier.around = around;
    setStateValue("around", around);
  };
  carriers.set(parentElement, carrier);
  deliver();
  return () => {
    document.removeEventListener("samplewise-exact", carrier.listener);
    carriers.delete(parentElement);
  };
}

/** @returns {Carrier} */
function listening() {
  /** @type {Carrier} */
  const carrier = { answer: () => {}, listener: (event) => carrier.answer(event.detail) };
  document.addEventListener("samplewise-exact", carrier.listener);
  return carrier;
}
