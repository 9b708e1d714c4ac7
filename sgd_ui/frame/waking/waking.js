// Answers with what the address bar holds, once each time that it is asked.

let answered = "";

export default function ({ data, setTriggerValue }) {
  if (!data.asked || data.asked === answered) return;
  answered = data.asked;
  document.dispatchEvent(new CustomEvent("samplewise-address"));
  setTriggerValue("answer", { asked: data.asked, query: window.location.search });
}
