// Answers with what the address bar holds, once each time that it is asked.

let answered = "";

export default function ({ data, setTriggerValue }) {
  if (!data.asked || data.asked === answered) return;
  answered = data.asked;
  setTriggerValue("answer", { asked: data.asked, query: window.location.search });
}
