// Carries one thing that Python sends, apart from the code that shows it: what is the same as before is
// then not sent again. It lies in the box of the page under the carrier's name until another comes.

window.samplewiseBox ??= new Map();
const box = window.samplewiseBox;

/** @param {Component<Uint8Array<ArrayBuffer>>} component */
export default function ({ name, data }) {
  box.set(name, data);
  document.dispatchEvent(new Event("samplewise-box"));
  return () => {
    if (box.get(name) === data) box.delete(name);
  };
}
