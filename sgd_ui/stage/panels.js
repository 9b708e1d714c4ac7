// What stands below the charts: the arithmetic of one update, the numbers, the log and the table.

const LOG_LINES = 9;
const TABLE_ROWS = 9;

/** `template` with each {name} replaced by what `values` holds for it. */
function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? glance(value) : String(value ?? "–");
  });
}

/** An element with a class, text and attributes. */
function make(tag, className = "", text = "", attributes = {}) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** The names a card's template may use: the row, its samples, and what is computed from them. */
function cardValues(spec, columns, row) {
  if (!row) return {};
  const indices = row.samples || [];
  const most = indices.length > 3 ? 2 : 3;
  const each = indices.slice(0, most).map((i) => {
    const scope = { ...row, x: columns.x[i], y: columns.y[i] };
    spec.parameters.forEach((name) => (scope[name] = row[`${name}_before`]));
    return { ...scope, prediction: evaluate(spec.prediction, scope) };
  });
  const more = indices.length > 3 ? ", …" : "";
  const list = (name, write = glance) => each.map((scope) => write(scope[name])).join(", ") + more;
  const given = (x) => plainNumber(Number(x.toPrecision(5))).replace("-", "−");
  return {
    ...row,
    lr: plainNumber(row.lr),
    sample: indices.slice(0, most).map((i) => i + 1).join(", ") + more || "–",
    index: indices.slice(0, most).join(", ") + more,
    count: indices.length,
    x: list("x", given),
    y: list("y", given),
    prediction: list("prediction"),
  };
}

/** The cards of the five stages; the running one is lit. */
class Cards {
  constructor(spec, root) {
    this.root = root;
    this.spec = spec;
    root.replaceChildren();
    this.cards = spec.cards.map((card, i) => {
      const item = make("li", "sw-card");
      const parts = ["title", "code", "given", "result"].map((part) => make("span", `sw-card-${part}`));
      parts[1].textContent = card.code;
      item.append(...parts);
      root.append(item);
      return { card, item, title: parts[0], given: parts[2], result: parts[3] };
    });
  }

  show(moment, values) {
    const { phase } = moment;
    this.root.classList.toggle("sw-preview", moment.preview);
    this.cards.forEach(({ card, item, title, given, result }, i) => {
      title.textContent = `${moment.preview ? this.spec.words.next : i + 1} · ${card.title}`;
      const done = !phase || i < phase;
      item.classList.toggle("sw-lit", phase === i + 1);
      if (phase === i + 1) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
      given.textContent = given.title = done ? fill(card.given, values) : "\u00a0";
      result.textContent = done ? fill(card.result, values) : "\u00a0";
    });
  }
}

/** One line of the note's log: its text, and the sample it belongs to. */
function logLines(spec, rows, columns, u, predict) {
  const lines = [];
  const shown = plainNumber(predict);
  const now = rows.parameters(u);
  if (u === spec.updates && u > 0) {
    lines.push({ text: `Predict (after training) ${shown} ${pythonRepr(predictAt(spec, now, predict))}` });
  }
  let at = u;
  for (; at >= 1 && lines.length < LOG_LINES; at--) {
    const row = rows.row(at);
    if (!row) {
      lines.push({ text: "\t …" });
      at = rows.knownUpTo(at) + 1;
      continue;
    }
    if (rows.endsEpoch(at)) {
      const w = spec.parameters.map((name) => pythonRepr(row[name])).join(", ");
      lines.push({ text: ` Epoch: ${row.epoch}  w= ${w}  loss= ${pythonRepr(row.loss)}` });
    }
    if (lines.length < LOG_LINES) lines.push(sampleLine(spec, columns, row));
  }
  if (lines.length < LOG_LINES) {
    const start = rows.parameters(0);
    lines.push({ text: `Predict (before training) ${shown} ${pythonRepr(predictAt(spec, start, predict))}` });
  }
  return lines.reverse();
}

function sampleLine(spec, columns, row) {
  const grade = spec.parameters.map((name) => pythonRepr(row[`grad_${name}`])).join(", ");
  const indices = row.samples;
  if (indices && indices.length === 1) {
    const [i] = indices;
    return { text: `\t x= ${pythonRepr(columns.x[i])} y= ${pythonRepr(columns.y[i])} grade: ${grade}`, sample: i };
  }
  const names = spec.batchAll ? "all" : indices ? indices.slice(0, 8).map((i) => i + 1).join(",") : "…";
  return { text: `\t samples= ${names}${indices && !spec.batchAll && indices.length > 8 ? ",…" : ""} grade: ${grade}` };
}

function predictAt(spec, parameters, x) {
  const scope = { x };
  spec.parameters.forEach((name, i) => (scope[name] = parameters[i]));
  return evaluate(spec.prediction, scope);
}

/** Draws the log up to the update in view, each line in the colour of its sample. */
function showLog(root, spec, rows, columns, u, predict) {
  const lines = logLines(spec, rows, columns, u, predict).map(({ text, sample }) => {
    const line = make("div", "sw-line", text);
    if (sample !== undefined) line.style.setProperty("--sw-sample", sampleColour(spec, sample));
    return line;
  });
  root.replaceChildren(...lines);
}

/** The columns of the table: a word for the head, and the cell of one row. */
function tableColumns(spec, columns) {
  const single = (row, name) => {
    if (row.samples && row.samples.length === 1) return pythonRepr(columns[name][row.samples[0]]);
    return "–";
  };
  const { words } = spec;
  return [
    [words.update, (row) => row.u],
    [words.epoch, (row) => row.epoch],
    [words.sample, (row) => (spec.batchAll ? words.all : sampleNames(row))],
    ["x", (row) => single(row, "x")],
    ["y", (row) => single(row, "y")],
    [words.rate, (row) => pythonRepr(row.lr)],
    ...spec.parameters.flatMap((name) => [
      [fill(words.before, { name }), (row) => pythonRepr(row[`${name}_before`])],
      [words.gradient, (row) => pythonRepr(row[`grad_${name}`])],
      [fill(words.after, { name }), (row) => pythonRepr(row[name])],
    ]),
    [words.loss_after, (row) => pythonRepr(row.loss)],
  ];
}

function sampleNames(row) {
  if (!row.samples) return "…";
  return row.samples.slice(0, 6).map((i) => i + 1).join(", ") + (row.samples.length > 6 ? ", …" : "");
}

/** Draws the table of the updates up to the one in view. */
function showTable(root, spec, rows, columns, u) {
  const layout = tableColumns(spec, columns);
  const table = make("table");
  const head = make("tr");
  layout.forEach(([title]) => head.append(make("th", "", title, { scope: "col" })));
  const body = make("tbody");
  for (let at = Math.max(1, u - TABLE_ROWS + 1); at <= u; at++) {
    const row = rows.row(at);
    if (!row) continue;
    const line = make("tr", at === u ? "sw-now" : "");
    layout.forEach(([, cell]) => line.append(make("td", "", String(cell(row)))));
    if (row.samples && row.samples.length === 1) {
      line.style.setProperty("--sw-sample", sampleColour(spec, row.samples[0]));
    }
    body.append(line);
  }
  const header = make("thead");
  header.append(head);
  table.append(header, body);
  root.replaceChildren(u === 0 ? make("p", "sw-empty", spec.words.empty_table) : table);
}
