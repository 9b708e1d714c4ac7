// One stage: the charts, the transport and the panels of one run, kept in step with one clock.

const stages = new WeakMap();

export default function (component) {
  const { parentElement, data } = component;
  const host = parentElement.querySelector(".samplewise-stage");
  if (!stages.has(host)) stages.set(host, new Stage(host));
  const stage = stages.get(host);
  stage.trigger = (action) => component.setTriggerValue("action", action);
  if (stage.message !== data) {
    stage.message = data;
    stage.load(...unpack(data));
  }
  return () => {
    stage.dispose();
    stages.delete(host);
  };
}

/** Loads Plotly once for all stages of a page. */
function loadPlotly(source) {
  window.samplewisePlotly ??= new Promise((resolve, reject) => {
    const script = make("script", "", "", { src: source });
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error(`could not load ${source}`));
    document.head.append(script);
  });
  return window.samplewisePlotly;
}

const CONFIG = { displayModeBar: false, responsive: true, doubleClick: "reset" };
const ANIMATION = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };

/** How many updates on either side of the one in view should be at hand, where most are thinned out. */
const NEAR = 60;
/** How long a picture stands before Plotly takes it over. */
const SETTLE_MS = 150;

class Stage {
  constructor(host) {
    this.host = host;
    this.clock = new Clock(
      () => this.paint(),
      () => this.rest(),
    );
    this.view = { ...VIEW_DEFAULTS };
    this.tab = "log";
    this.plots = new Map();
    this.lives = new Map();
    this.part = (name) => host.querySelector(`[data-part="${name}"]`);
    this.listen();
  }

  /** Takes a run (or the same one in other words) from Python, and draws it in place. */
  async load(spec, columns) {
    if (this.spec?.key !== spec.key) this.host.dataset.state = "loading";
    this.spec = spec;
    this.columns = columns;
    this.asked = null;
    this.rows = new Rows(spec, columns);
    this.painter = new Painter(spec, this.rows, this.columns);
    this.cards = new Cards(spec, this.part("cards"));
    if (this.seen !== spec.goto.id) {
      this.seen = spec.goto.id;
      Object.assign(this.view, spec.goto.view);
      this.clock.stop();
      this.clock.u = spec.goto.at;
      this.clock.played = false;
      this.clock.speed = this.view.speed;
    }
    this.clock.load(spec.updates, spec.perEpoch);
    this.label();
    this.plotly = await loadPlotly(spec.plotly);
    await this.draw();
    this.rest();
  }

  dispose() {
    this.clock.stop();
    for (const element of this.plots.values()) this.plotly?.purge(element);
  }

  // What is drawn.

  /** The moment in view; in slow motion an update passes through its stages before it moves. */
  moment() {
    const { u, phase } = this.clock;
    const coming = phase > 0 && phase < MOVE_PHASE;
    const shown = this.rows.knownUpTo(u);
    const pulling = this.rows.row(coming ? shown + 1 : shown);
    const [columns, k] = this.rows.place(shown);
    const place = {};
    this.spec.parameters.forEach((name) => (place[name] = columns[name][k]));
    const epochs = Math.floor(shown / this.spec.perEpoch);
    const now = { ...pulling, ...place, mean_loss: columns.mean_loss[k] };
    const hurried = this.clock.playing && !this.clock.unhurried;
    return { u: shown, phase, pulling, place, now, epochs, hurried, preview: shown === 0 && !coming };
  }

  figureOf(chart) {
    const key = chart.toggles.map((toggle) => this.view[toggle.name]).join(" ");
    return chart.figures[key];
  }

  /** Draws every chart anew, keeping the nodes and the reader's zoom. */
  async draw() {
    const moment = this.moment();
    const charts = this.part("charts");
    const names = this.spec.charts.map((chart) => chart.name).join(" ");
    if (charts.dataset.names !== names) {
      charts.dataset.names = names;
      charts.replaceChildren(...this.spec.charts.map((chart) => this.makeChart(chart)));
    }
    const drawn = this.spec.charts.map((chart) => {
      const element = this.plots.get(chart.name);
      element.setAttribute("aria-label", chart.alt);
      this.labelChart(chart);
      const { data, layout } = this.painter.figure(this.figureOf(chart), moment);
      return this.plotly.react(element, data, layout, CONFIG);
    });
    await Promise.all(drawn);
    this.closeLive();
    this.showNumbers(moment);
  }

  makeChart(chart) {
    const figure = make("figure", "sw-chart", "", { "data-chart": chart.name });
    const head = make("figcaption", "sw-chart-head");
    head.append(make("span", "sw-chart-title"), make("span", "sw-toggles"));
    const plot = make("div", "sw-plot", "", { role: "img" });
    this.plots.set(chart.name, plot);
    this.lives.set(chart.name, new Live(plot));
    figure.append(head, plot);
    return figure;
  }

  labelChart(chart) {
    const figure = this.part("charts").querySelector(`[data-chart="${chart.name}"]`);
    figure.querySelector(".sw-chart-title").textContent = chart.title;
    const toggles = chart.toggles.map((toggle) => {
      const select = make("select", "sw-select", "", { "aria-label": toggle.label, "data-toggle": toggle.name });
      toggle.options.forEach(([value, text]) => select.append(new Option(text, value)));
      select.value = this.view[toggle.name];
      select.onchange = () => {
        this.view[toggle.name] = select.value;
        this.draw();
        this.rest();
      };
      return select;
    });
    const holder = figure.querySelector(".sw-toggles");
    if (!holder.contains(document.activeElement)) holder.replaceChildren(...toggles);
  }

  /** A new picture of the moment in view. */
  paint() {
    if (!this.plotly || !this.spec) return;
    const moment = this.moment();
    if (this.clock.playing && !this.clock.unhurried) this.clock.u = moment.u;
    if (this.clock.u !== moment.u || this.clock.unhurried) this.requestExact();
    if (!this.clock.playing && this.clock.u !== moment.u) {
      // The picture stays as it is until the numbers of this update have come.
      this.host.dataset.state = "loading";
      return;
    }
    for (const chart of this.spec.charts) {
      const figure = this.figureOf(chart);
      if (!this.moves(figure, moment)) continue;
      const traces = this.painter.traces(figure);
      const frame = this.painter.frame(figure, moment);
      const moving = traces.map((_, i) => i).filter((i) => traces[i].meta?.follow);
      this.lives.get(chart.name).draw(
        moving.map((i) => traces[i]),
        moving.map((i) => frame[i]),
      );
    }
    this.showNumbers(moment);
    clearTimeout(this.settling);
    if (!this.clock.playing) this.settling = setTimeout(() => this.settle(), SETTLE_MS);
  }

  /** Hands the picture over to Plotly, so that it can be hovered over and zoomed into. */
  async settle() {
    const moment = this.moment();
    const u = this.clock.u;
    const handed = this.spec.charts.map((chart) => {
      const frame = this.painter.frame(this.figureOf(chart), moment);
      const traces = frame.map((_, i) => i);
      return this.plotly.animate(this.plots.get(chart.name), { data: frame, traces }, ANIMATION);
    });
    // Plotly rejects a picture that a newer one has overtaken; that one will be handed over itself.
    await Promise.allSettled(handed);
    if (!this.clock.playing && this.clock.u === u) this.closeLive();
  }

  closeLive() {
    clearTimeout(this.settling);
    this.epochs = null;
    this.lives.forEach((live) => live.close());
  }

  /** Whether a figure can look different from its last picture: one by epoch changes once an epoch. */
  moves(figure, moment) {
    const byEpoch = this.painter.traces(figure).every((trace) => !trace.meta || trace.meta.by === "epoch");
    const same = byEpoch && this.epochs === moment.epochs;
    if (byEpoch) this.epochs = moment.epochs;
    return !same;
  }

  showNumbers(moment) {
    const { spec, host } = this;
    const row = moment.preview ? this.rows.row(1) : moment.pulling;
    const last = this.rows.row(moment.u);
    const samples = last && last.samples;
    host.dataset.updates = spec.updates;
    host.dataset.update = moment.u;
    host.dataset.epoch = last ? last.epoch : "";
    host.dataset.sample = !last ? "" : spec.batchAll ? "all" : samples ? samples.join(";") : "";
    host.dataset.w = spec.parameters.map((name) => pythonRepr(moment.place[name])).join(",");
    host.dataset.state = this.clock.state;
    host.classList.toggle("sw-playing", this.clock.playing);
    const colour = row && row.samples && row.samples.length === 1 ? sampleColour(spec, row.samples[0]) : spec.ink;
    host.style.setProperty("--sw-now", colour);
    this.cards.show(moment, cardValues(spec, this.columns, row));
    this.showCounters(moment, last);
    this.showMetrics(moment, last);
    this.showPanel(moment.u);
    const scrubber = this.part("scrubber");
    scrubber.max = spec.updates;
    scrubber.value = moment.u;
    scrubber.setAttribute("aria-valuetext", fill(spec.words.position, { u: moment.u, updates: spec.updates }));
    scrubber.style.setProperty("--sw-done", `${spec.updates ? (100 * moment.u) / spec.updates : 0}%`);
    const play = this.part("play");
    play.textContent = this.clock.playing ? `❚❚ ${spec.words.pause}` : `▶ ${spec.words.play}`;
    play.setAttribute("aria-pressed", this.clock.playing);
    this.part("back").disabled = this.part("start").disabled = this.part("epoch-back").disabled = moment.u === 0;
    const ended = moment.u >= spec.updates;
    this.part("forward").disabled = this.part("end").disabled = this.part("epoch-forward").disabled = ended;
    this.part("start-from-here").disabled = moment.u === 0;
    this.part("rate-from-here").disabled = moment.u >= spec.planned;
  }

  showCounters(moment, last) {
    const { words, updates } = this.spec;
    const of = words.of ? fill(words.of, { updates: String(updates) }) : "";
    const samples = last && last.samples;
    const names = this.spec.batchAll && last ? words.all : samples ? sampleNames(last) : "–";
    this.part("count-update").style.minWidth = `${String(updates).length}ch`;
    this.part("count-update").textContent = `${moment.u}`;
    this.part("count-of").textContent = of;
    this.part("count-epoch").textContent = last ? last.epoch : "–";
    this.part("count-sample").textContent = last ? names : "–";
  }

  showMetrics(moment, last) {
    const { spec } = this;
    const w = spec.parameters.map((name) => moment.place[name]);
    const text = (value) => (Number.isFinite(value) && Math.abs(value) < 1e6 ? value.toFixed(6) : glance(value));
    this.part("metric-w").textContent = w.map(text).join(", ").replace(/-/g, "−");
    this.part("metric-w").title = w.map(pythonRepr).join(", ");
    const distance = spec.best && Math.hypot(...w.map((value, i) => value - spec.best[i]));
    this.part("metric-distance").textContent = glance(distance);
    this.part("metric-gradients").textContent = (last ? last.gradients : 0).toLocaleString(spec.lang);
    const x = Number(this.view.predict);
    const before = predictAt(spec, this.rows.parameters(0), x);
    this.part("metric-predict").textContent = `${glance(before)} → ${glance(predictAt(spec, w, x))}`;
  }

  showPanel(u) {
    const { spec, rows, columns } = this;
    this.part("log").hidden = this.tab !== "log";
    this.part("table").hidden = this.tab !== "table";
    if (this.tab === "log") showLog(this.part("log"), spec, rows, columns, u, Number(this.view.predict));
    else showTable(this.part("table"), spec, rows, columns, u);
  }

  // Rest.

  /** What is due whenever the picture stands still. */
  rest() {
    if (!this.spec || this.clock.playing) return;
    this.requestExact();
    const { u } = this.clock;
    writeAddress(this.spec, u, this.view);
    const row = this.rows.row(u);
    const sample = row && row.samples && row.samples.length === 1 ? String(row.samples[0] + 1) : "–";
    const w = this.rows.known(u) ? this.rows.parameters(u) : [];
    this.part("live").textContent = fill(this.spec.words.announce, {
      u: String(u),
      updates: String(this.spec.updates),
      epoch: row ? String(row.epoch) : "–",
      sample,
      w: w.map(glance).join(", "),
    });
  }

  /** Asks Python for the numbers around the update in view, where they were thinned out. */
  requestExact() {
    const { updates, windowed } = this.spec;
    const { u, playing, unhurried } = this.clock;
    if (!windowed || (playing && !unhurried)) return;
    const at = (by) => Math.max(1, Math.min(updates, u + by));
    if (this.rows.inWindow(at(-NEAR)) && this.rows.inWindow(at(NEAR))) return;
    if (this.asked === u || (playing && this.asked && Math.abs(this.asked - u) < NEAR)) return;
    this.asked = u;
    this.host.dispatchEvent(new CustomEvent("samplewise-exact", { detail: u, bubbles: true }));
  }

  /** Takes the numbers of every update from `first` to `last`. */
  receiveExact(window, columns) {
    if (window.key !== this.spec?.key) return;
    this.rows.exact = { first: window.first, last: window.last, columns };
    if (this.clock.playing) return;
    this.paint();
    this.rest();
  }

  // What the reader does.

  label() {
    const { words } = this.spec;
    this.host.setAttribute("aria-label", words.stage);
    for (const element of this.host.querySelectorAll("[data-word]")) {
      element.textContent = words[element.dataset.word];
    }
    for (const element of this.host.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", words[element.dataset.label]);
      element.title = words[element.dataset.label];
    }
    const speed = this.part("speed");
    speed.replaceChildren(...this.spec.speeds.map(([value, text]) => new Option(text, value)));
    speed.value = this.view.speed;
    this.part("predict").value = this.view.predict;
    this.part("note").textContent = this.spec.note;
    this.part("note").hidden = !this.spec.note;
    this.part("motion").hidden = !reducedMotion();
  }

  listen() {
    const { clock } = this;
    const click = (name, action) => (this.part(name).onclick = action);
    click("play", () => clock.toggle());
    click("start", () => clock.go(0));
    click("end", () => clock.go(clock.updates));
    click("back", () => clock.step(-1));
    click("forward", () => clock.step(1));
    click("epoch-back", () => clock.stepEpoch(-1));
    click("epoch-forward", () => clock.stepEpoch(1));
    click("start-from-here", () => this.act("start"));
    click("rate-from-here", () => this.askRate(true));
    click("rate-cancel", () => this.askRate(false));
    click("reset", () => this.act("reset"));
    click("copy", () => this.copyLink());
    click("tab-log", () => this.openTab("log"));
    click("tab-table", () => this.openTab("table"));
    this.part("rate-form").onsubmit = (event) => {
      event.preventDefault();
      this.act("rate", this.part("rate").value);
      this.askRate(false);
    };
    const scrubber = this.part("scrubber");
    scrubber.oninput = () => clock.go(Number(scrubber.value));
    this.part("speed").onchange = (event) => {
      this.view.speed = clock.speed = event.target.value;
      clock.phase = 0;
      if (!clock.playing) {
        this.paint();
        this.rest();
      }
    };
    this.part("predict").oninput = (event) => {
      const text = event.target.value;
      if (text === "" || !Number.isFinite(Number(text))) return;
      this.view.predict = plainNumber(Number(text));
      this.showNumbers(this.moment());
      this.rest();
    };
    this.host.addEventListener("samplewise-window", (event) => this.receiveExact(...unpack(event.detail)));
    this.host.onkeydown = (event) => {
      if (this.spec) onKey(event, clock);
    };
    for (const tab of ["tab-log", "tab-table"]) {
      this.part(tab).onkeydown = (event) => {
        if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
        event.preventDefault();
        this.openTab(this.tab === "log" ? "table" : "log");
        this.part(`tab-${this.tab}`).focus();
      };
    }
  }

  openTab(name) {
    this.tab = name;
    for (const each of ["log", "table"]) {
      const tab = this.part(`tab-${each}`);
      tab.setAttribute("aria-selected", each === name);
      tab.tabIndex = each === name ? 0 : -1;
    }
    if (this.spec) this.showPanel(this.moment().u);
  }

  /** Tells Python what was asked for, and at which update. */
  act(kind, value = "") {
    this.clock.stop();
    this.trigger({ kind, at: this.clock.u, value });
  }

  askRate(open) {
    this.part("rate-form").hidden = !open;
    this.part("rate-from-here").setAttribute("aria-expanded", open);
    if (!open) return;
    this.clock.pause();
    this.part("rate").value = plainNumber(this.rows.rate(Math.min(this.clock.u + 1, this.spec.planned)));
    this.part("rate").select();
  }

  async copyLink() {
    if (this.clock.playing) this.clock.pause();
    const copied = await copyText(viewLink(this.spec, this.clock.u, this.view));
    const { words } = this.spec;
    this.part("copy").textContent = copied ? words.copied : words.copy_failed;
    setTimeout(() => (this.part("copy").textContent = this.spec.words.copy), 2000);
  }
}
