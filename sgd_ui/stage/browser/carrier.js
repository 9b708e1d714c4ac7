// Carries one thing that Python sends, apart from the code that shows it: what is the same as before is
// then not sent again. It lies in the box of the page under the carrier's name until another comes.

const box = (window.samplewiseBox ??= new Map());

export default function ({ name, data }) {
  box.set(name, data);
  document.dispatchEvent(new Event("samplewise-box"));
  return () => {
    if (box.get(name) === data) box.delete(name);
  };
}
