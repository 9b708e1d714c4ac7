// Carries the numbers around the update in view to the stage, when it asks for them.

const carriers = new WeakMap();

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const carrier = carriers.get(parentElement) ?? {};
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
  if (!carriers.has(parentElement)) {
    carriers.set(parentElement, carrier);
    carrier.listener = (event) => carrier.answer(event.detail);
    document.addEventListener("samplewise-exact", carrier.listener);
  }
  deliver();
  return () => {
    document.removeEventListener("samplewise-exact", carrier.listener);
    carriers.delete(parentElement);
  };
}
