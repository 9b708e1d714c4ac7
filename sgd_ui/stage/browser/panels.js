// What stands below the charts: the arithmetic of one update, the numbers, the log and the table.

const LOG_LINES = 9;
const TABLE_ROWS = 9;
/** How many digits of an exponential every browser agrees on, with room to spare. */
const SURE_DIGITS = 12;

/** `template` with each {name} replaced by what `values` holds for it. */
function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? glance(value) : String(value ?? "–");
  });
}

/** Arithmetic with a negative number after a sign put in brackets: 2 − −3 is 2 − (−3). */
function bracketed(text) {
  return text.replace(/([+−×] )(−[\d.]+(?:e−?\d+)?|−∞)/g, "$1($2)");
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
function cardValues(spec, facts, columns, row) {
  if (!row) return {};
  const indices = row.samples || [];
  const most = indices.length > 3 ? 2 : 3;
  const each = indices.slice(0, most).map((i) => {
    const scope = { ...row, x: columns.x[i], y: columns.y[i] };
    const before = Object.fromEntries(facts.parameters.map((name) => [name, row[`${name}_before`]]));
    return {
      ...scope,
      prediction: evaluate(spec.prediction, { ...scope, ...before }),
      prediction_after: evaluate(spec.prediction, scope),
    };
  });
  const more = indices.length > 3 ? ", …" : "";
  const list = (name, write = glance) => each.map((scope) => write(scope[name])).join(", ") + more;
  const given = (x) => plainNumber(Number(x.toPrecision(5))).replace("-", "−");
  const every = (write) => facts.parameters.map((name) => glance(row[write(name)])).join(", ");
  return {
    ...row,
    ...facts.constants,
    names: facts.parameters.join(", "),
    before: every((name) => `${name}_before`),
    grad: every((name) => `grad_${name}`),
    after: every((name) => name),
    lr: plainNumber(row.lr),
    sample: indices.slice(0, most).map((i) => i + 1).join(", ") + more || "–",
    index: indices.slice(0, most).join(", ") + more,
    count: indices.length,
    x: list("x", given),
    y: list("y", given),
    prediction: list("prediction"),
    prediction_after: list("prediction_after"),
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
      parts[1].textContent = parts[1].title = card.code;
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
      given.textContent = given.title = done ? bracketed(fill(card.given, values)) : "\u00a0";
      result.textContent = done ? fill(card.result, values) : "\u00a0";
    });
  }
}

/** How far each run has come, one line a run. */
class Standings {
  constructor(spec, runs, root) {
    const { words } = spec;
    const head = make("tr");
    const distance = fill(words.metric_distance, { names: together(runs[0].facts) });
    const titles = [words.run, distance, words.parameters, words.update, words.metric_gradients];
    titles.forEach((title) => head.append(make("th", "", title, { scope: "col" })));
    const body = make("tbody");
    this.lines = runs.map(({ facts }) => {
      const line = make("tr");
      const name = make("th", "", "", { scope: "row" });
      name.append(swatch(facts), make("span", "", facts.label));
      const cells = titles.slice(1).map(() => make("td"));
      line.append(name, ...cells);
      body.append(line);
      return cells;
    });
    const table = make("table");
    const header = make("thead");
    header.append(head);
    table.append(header, body);
    root.replaceChildren(table);
  }

  show(moment, runs, lang) {
    runs.forEach((rows, i) => {
      const { facts } = rows;
      const { u, place } = moment.runs[i];
      const w = facts.parameters.map((name) => place[name]);
      const texts = [
        glance(distanceTo(facts.best, w)),
        w.map(sixDecimals).join(", "),
        `${u.toLocaleString(lang)} / ${facts.updates.toLocaleString(lang)}`,
        rows.gradients(u).toLocaleString(lang),
      ];
      this.lines[i].forEach((cell, k) => (cell.textContent = texts[k]));
    });
  }
}

/** A piece of line in the way a run's path is drawn. */
function swatch({ colour, dash }) {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  const pen = { d: "M0,5H26", stroke: colour, "stroke-width": "3", "stroke-dasharray": dash || "none" };
  Object.entries(pen).forEach(([name, value]) => line.setAttribute(name, value));
  Object.entries({ width: "26", height: "10", "aria-hidden": "true" }).forEach((pair) => svg.setAttribute(...pair));
  svg.append(line);
  return svg;
}

/** The parameters as one thing: w, or (w, b). */
function together({ parameters }) {
  return parameters.length > 1 ? `(${parameters.join(", ")})` : parameters[0];
}

function sixDecimals(value) {
  return Math.abs(value) < 1e6 ? value.toFixed(6).replace("-", "−") : glance(value);
}

/** How far w is from the nearest of the best points; null where none is known. */
function distanceTo(best, w) {
  return best && Math.min(...best.map((point) => Math.hypot(...w.map((value, i) => value - point[i]))));
}

/** One line of the note's log: its text, and the sample it belongs to. */
function logLines(spec, rows, columns, u, predict) {
  const lines = [];
  const { facts } = rows;
  if (u === facts.updates && u > 0) {
    const end = predictAt(spec, facts, rows.parameters(u), predict);
    lines.push({ text: predictLine("after", predict, predicted(spec, end)) });
  }
  let at = u;
  for (; at >= 1 && lines.length < LOG_LINES; at--) {
    const row = rows.row(at);
    if (!row) {
      lines.push({ text: "\t …" });
      at = rows.knownUpTo(at) + 1;
      continue;
    }
    if (rows.endsEpoch(at)) lines.push({ text: epochLine(facts, row) });
    if (lines.length < LOG_LINES) lines.push(sampleLine(facts, columns, row));
  }
  if (lines.length < LOG_LINES) {
    const start = predictAt(spec, facts, rows.parameters(0), predict);
    lines.push({ text: predictLine("before", predict, predicted(spec, start)) });
  }
  return lines.reverse();
}

function predictLine(when, x, prediction) {
  return `Predict (${when} training) ${plainNumber(x)} ${prediction}`;
}

function epochLine(facts, row) {
  const w = facts.parameters.map((name) => `${name}= ${pythonRepr(row[name])}`).join("  ");
  return ` Epoch: ${row.epoch}  ${w}  loss= ${pythonRepr(row.loss)}`;
}

function sampleLine(facts, columns, row) {
  const grade = facts.parameters.map((name) => pythonRepr(row[`grad_${name}`])).join(", ");
  const indices = row.samples;
  if (indices && indices.length === 1) {
    const [i] = indices;
    return { text: `\t x= ${pythonRepr(columns.x[i])} y= ${pythonRepr(columns.y[i])} grade: ${grade}`, sample: i };
  }
  const names = facts.batchAll ? "all" : indices ? indices.slice(0, 8).map((i) => i + 1).join(",") : "…";
  return { text: `\t samples= ${names}${indices && !facts.batchAll && indices.length > 8 ? ",…" : ""} grade: ${grade}` };
}

function predictAt(spec, facts, parameters, x) {
  const scope = { x };
  facts.parameters.forEach((name, i) => (scope[name] = parameters[i]));
  return evaluate(spec.prediction, scope);
}

/** A prediction as the log writes it: of one that an exponential went into, the digits that are the core's. */
function predicted({ prediction }, value) {
  return isExact(prediction) ? pythonRepr(value) : pythonRepr(Number(value.toPrecision(SURE_DIGITS)));
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
function tableColumns({ words }, facts, columns) {
  const single = (row, name) => {
    if (row.samples && row.samples.length === 1) return pythonRepr(columns[name][row.samples[0]]);
    return "–";
  };
  return [
    [words.update, (row) => row.u],
    [words.epoch, (row) => row.epoch],
    [words.sample, (row) => (facts.batchAll ? words.all : sampleNames(row))],
    ["x", (row) => single(row, "x")],
    ["y", (row) => single(row, "y")],
    [words.rate, (row) => pythonRepr(row.lr)],
    ...facts.parameters.flatMap((name) => [
      [fill(words.before, { name }), (row) => pythonRepr(row[`${name}_before`])],
      [facts.parameters.length > 1 ? `${words.gradient} ${name}` : words.gradient, (row) => pythonRepr(row[`grad_${name}`])],
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
  const layout = tableColumns(spec, rows.facts, columns);
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
