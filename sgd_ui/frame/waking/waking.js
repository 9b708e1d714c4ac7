// Answers with what the address bar holds, once each time that it is asked.

let answered = "";

/** @param {Component<{ asked: string }>} component */
export default function ({ data, setTriggerValue }) {
  if (!data.asked || data.asked === answered) return;
  answered = data.asked;
  document.dispatchEvent(new CustomEvent("samplewise-address"));
  setTriggerValue("answer", { asked: data.asked, query: window.location.search });
}
