// One stage: the charts, the transport and the panels of one run or of several, kept in step with one clock.

const stages = new WeakMap();

export default function (component) {
  const host = component.parentElement.querySelector(".samplewise-stage");
  if (!stages.has(host)) stages.set(host, new Stage(host));
  const stage = stages.get(host);
  stage.trigger = (action) => component.setTriggerValue("action", action);
  stage.receive();
  // Python chose the colours of the figures; after a change of theme they are due anew.
  const background = getComputedStyle(host).getPropertyValue("--st-background-color").trim();
  if (background !== stage.background) {
    if (stage.background !== undefined) component.setTriggerValue("theme", background);
    stage.background = background;
  }
  return () => {
    stage.dispose();
    stages.delete(host);
  };
}

const ANIMATION = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };

/** How long a picture stands before Plotly takes it over and the address and the live region name it. */
const SETTLE_MS = 150;
/** How long to wait for numbers before asking for them again. */
const PATIENCE_MS = 3000;

class Stage {
  constructor(host) {
    this.host = host;
    this.clock = new Clock(() => this.show());
    this.view = {};
    this.tab = "log";
    this.charts = new Map();
    this.generation = 0;
    this.part = (name) => host.querySelector(`[data-part="${name}"]`);
    this.listing = new Listing(this);
    // A stage that plays is named in the address once it rests, or when somebody is about to read it there.
    this.name = () => this.clock.ready && writeAddress(this.spec, this.moment().tick, this.view);
    document.addEventListener("samplewise-address", this.name);
    this.listen();
  }

  /** Looks for what the carriers have brought; waits where the columns are not yet those of the document. */
  receive() {
    const document = window.samplewiseBox?.get("samplewise_document");
    const columns = window.samplewiseBox?.get("samplewise_columns");
    if (!document || !columns || (document === this.document && columns === this.sent)) return;
    const [spec] = unpack(document);
    const [{ digest }, sent] = unpack(columns);
    if (digest !== spec.sent) return;
    [this.document, this.sent] = [document, columns];
    this.load(spec, sent);
  }

  /** Takes a run (or the same one in other words or colours) from Python, and draws it in place. */
  async load(spec, columns) {
    const generation = ++this.generation;
    if (this.spec?.key !== spec.key) this.host.dataset.state = "loading";
    this.spec = spec;
    this.columns = columns;
    clearTimeout(this.asked);
    clearTimeout(this.settling);
    this.asked = null;
    this.runs = spec.runs.map((facts) => new Rows(facts, columns, spec.clock));
    [this.rows] = this.runs;
    this.painter = new Painter(spec, this.runs, columns);
    // The arithmetic and the log of its updates belong to one run; several are compared.
    this.arithmetic = Boolean(spec.cards);
    this.host.dataset.runs = this.arithmetic ? "one" : "many";
    if (this.arithmetic) this.cards = new Cards(spec, this.part("cards"));
    else this.standings = new Standings(spec, this.runs, this.part("standings"));
    this.stay(spec);
    if (this.seen !== spec.goto.id) {
      this.seen = spec.goto.id;
      this.view = { ...spec.viewDefaults, ...this.view, ...spec.goto.view };
      this.clock.open(spec.goto.at, this.view.speed);
      if (spec.goto.reveal) this.host.scrollIntoView({ block: "center", behavior: reducedMotion() ? "auto" : "smooth" });
    }
    this.clock.load(spec.clock);
    this.host.toggleAttribute("data-listing", Boolean(spec.listing));
    if (spec.listing) this.listing.load(spec);
    this.label();
    this.plotly = await loadPlotly(spec.plotly).catch(() => null);
    if (generation !== this.generation) return;
    this.part("failure").hidden = Boolean(this.plotly);
    if (this.plotly) await this.draw();
    else this.host.dataset.state = "failed";
  }

  /** Leaves the clock and the view as they are for a session that begins anew under this stage. */
  stay({ goto: { id, stays } }) {
    const { pending } = this;
    this.pending = null;
    if (!stays || stays === this.session) return;
    this.session = stays;
    if (!this.seen) return;
    this.seen = id;
    // The session that it was meant for has not answered.
    if (pending) this.trigger(pending);
  }

  dispose() {
    document.removeEventListener("samplewise-address", this.name);
    document.removeEventListener("samplewise-box", this.receiving);
    this.generation++;
    this.clock.stop();
    clearTimeout(this.settling);
    clearTimeout(this.asked);
    for (const { plot } of this.charts.values()) this.plotly?.purge(plot);
  }

  // What is drawn.

  /**
   * The moment that can be shown now: the update of the clock, or the last one before it whose
   * numbers are at hand. In slow motion an update passes through its stages before it moves.
   */
  moment() {
    const { tick, phase, playing, unhurried } = this.clock;
    const coming = phase > 0 && phase < MOVE_PHASE;
    const runs = this.runs.map((rows) => {
      const u = rows.reached(tick);
      // Before their first updates several runs show these as what comes.
      return rows.at(u, coming || (!this.arithmetic && u === 0));
    });
    const [first] = runs;
    return {
      // One run rests on updates whose numbers are at hand; several race on, whichever those are.
      tick: this.arithmetic ? first.u : tick,
      phase,
      runs,
      hurried: playing && !unhurried,
      preview: this.arithmetic && first.u === 0 && !coming,
      complete: !this.arithmetic || first.complete,
    };
  }

  figureOf(chart) {
    return chart.figures[chart.toggles.map((toggle) => this.view[toggle.name]).join(" ")];
  }

  /** Draws every chart anew, in the same nodes and with the reader's zoom. */
  async draw() {
    const { generation } = this;
    const charts = this.part("charts");
    const names = this.spec.charts.map((chart) => chart.name).join(" ");
    if (charts.dataset.names !== names) {
      charts.dataset.names = names;
      this.charts.clear();
      const wide = this.spec.charts.reduce((sum, { span }) => sum + span, 0);
      charts.dataset.rows = Math.ceil(wide / 6);
      charts.replaceChildren(...this.spec.charts.map((chart) => this.makeChart(chart)));
    }
    const moment = this.moment();
    const drawn = this.spec.charts.map((chart) => {
      const { plot, zoom } = this.charts.get(chart.name);
      this.labelChart(chart);
      const { data, layout } = this.painter.figure(this.figureOf(chart), moment);
      return this.plotly.react(plot, data, zoomed(layout, zoom), CONFIG);
    });
    await Promise.all(drawn);
    if (generation !== this.generation) return;
    for (const chart of this.charts.values()) this.watch(chart);
    this.clock.ready = true;
    this.leaveToPlotly();
    this.show();
  }

  makeChart(chart) {
    const figure = make("figure", "sw-chart", "", { "data-chart": chart.name, "data-span": chart.span });
    const head = make("figcaption", "sw-chart-head");
    head.append(make("span", "sw-chart-title"), make("span", "sw-toggles"));
    const plot = make("div", "sw-plot", "", { role: "img" });
    this.charts.set(chart.name, { name: chart.name, figure, plot, live: new Live(plot), zoom: null, watched: false });
    figure.append(head, plot);
    return figure;
  }

  labelChart(chart) {
    const { figure, plot } = this.charts.get(chart.name);
    plot.setAttribute("aria-label", chart.alt);
    figure.querySelector(".sw-chart-title").textContent = chart.title;
    const holder = figure.querySelector(".sw-toggles");
    if (holder.contains(document.activeElement) && holder.lang === this.spec.lang) return;
    holder.lang = this.spec.lang;
    const toggles = chart.toggles.map((toggle) => {
      const select = make("select", "sw-select", "", { "aria-label": toggle.label, "data-toggle": toggle.name });
      toggle.options.forEach(([value, text]) => select.append(new Option(text, value)));
      select.value = this.view[toggle.name];
      select.onchange = () => {
        this.view[toggle.name] = select.value;
        this.draw();
      };
      return select;
    });
    holder.replaceChildren(...toggles);
  }

  /** Keeps the reader's zoom, so that another run is drawn inside it; a double click lets go of it. */
  watch(chart) {
    if (chart.watched) return;
    chart.watched = true;
    const own = () => this.figureOf(this.spec.charts.find(({ name }) => name === chart.name)).layout;
    chart.plot.on("plotly_relayout", () => {
      const { xaxis, yaxis } = chart.plot.layout;
      const same = `${xaxis.range} ${yaxis.range}` === `${own().xaxis.range} ${own().yaxis.range}`;
      chart.zoom = same ? null : { type: yaxis.type, x: [...xaxis.range], y: [...yaxis.range] };
      chart.live.epochs = null;
    });
    chart.plot.on("plotly_doubleclick", () => {
      const { xaxis, yaxis } = own();
      this.plotly.relayout(chart.plot, { "xaxis.range": [...xaxis.range], "yaxis.range": [...yaxis.range] });
    });
  }

  /** A new picture of the moment in view; at rest, what is missing is fetched and the rest is due. */
  show() {
    if (!this.clock.ready) return;
    const moment = this.moment();
    if (moment.hurried) this.clock.tick = moment.tick;
    for (const chart of this.spec.charts) {
      const figure = this.figureOf(chart);
      const traces = this.painter.traces(figure);
      const frame = this.painter.frame(figure, moment);
      const moving = traces.map((_, i) => i).filter((i) => traces[i].meta?.follow);
      if (!moving.length) continue;
      const { live } = this.charts.get(chart.name);
      // A curve by epoch changes once an epoch.
      const byEpoch = moving.every((i) => traces[i].meta.by === "epoch");
      const { epochs } = moment.runs[0];
      if (byEpoch && live.epochs === epochs) continue;
      live.epochs = epochs;
      const pick = (list) => moving.map((i) => list[i]);
      live.draw(pick(traces), pick(frame));
    }
    this.showNumbers(moment);
    this.requestExact(moment);
    clearTimeout(this.settling);
    if (!this.clock.playing && moment.complete) this.settling = setTimeout(() => this.settle(moment), SETTLE_MS);
  }

  /** Hands a picture at rest over to Plotly, to hover over and zoom into, and names it in the address. */
  async settle(moment) {
    const { generation } = this;
    writeAddress(this.spec, moment.tick, this.view);
    this.announce(moment);
    const handed = this.spec.charts.map((chart) => {
      const figure = this.figureOf(chart);
      const frame = this.painter.frame(figure, moment);
      return this.handOver(this.charts.get(chart.name).plot, this.painter.traces(figure), frame);
    });
    // Plotly rejects a picture that a newer one has overtaken; that one is handed over itself.
    await Promise.allSettled(handed);
    const { tick, phase, playing } = this.clock;
    if (generation === this.generation && !playing && tick === moment.tick && phase === moment.phase) this.leaveToPlotly();
  }

  /** Gives Plotly the coordinates of a picture; quickly, unless other traces than scatter would be lost by it. */
  handOver(plot, traces, frame) {
    const every = [...frame.keys()];
    if (traces.every(({ type = "scatter" }) => type === "scatter")) {
      return this.plotly.animate(plot, { data: frame, traces: every }, ANIMATION);
    }
    const moving = every.filter((i) => traces[i].meta?.follow);
    if (!moving.length) return null;
    const names = new Set(moving.flatMap((i) => Object.keys(frame[i])));
    // What one of the traces does not say is left as it is.
    const change = Object.fromEntries([...names].map((name) => [name, moving.map((i) => frame[i][name])]));
    return this.plotly.restyle(plot, change, moving);
  }

  leaveToPlotly() {
    for (const { live } of this.charts.values()) live.close();
  }

  announce(moment) {
    const { charts } = this.spec;
    const text = this.arithmetic ? this.account(moment.runs[0]) : this.accounts(moment);
    this.part("live").textContent = text;
    for (const { name, alt } of charts) this.charts.get(name).plot.setAttribute("aria-label", `${alt} ${text}`);
  }

  /** One run's update in view, in a sentence. */
  account({ u }) {
    const row = this.rows.row(u);
    return fill(this.spec.words.announce, {
      u: String(u),
      updates: String(this.rows.facts.updates),
      epoch: row ? String(row.epoch) : "–",
      sample: row ? this.sampleNames(row) : "–",
      parameters: this.rows.parameters(u).map((value, i) => `${this.rows.facts.parameters[i]} ${glance(value)}`).join(", "),
    });
  }

  /** How far each of several runs is from the best parameters, in a sentence. */
  accounts({ tick, runs }) {
    const { words } = this.spec;
    const far = this.runs.map(({ facts }, i) => {
      const w = facts.parameters.map((name) => runs[i].place[name]);
      return fill(words.announce_run, { run: facts.label, distance: glance(distanceTo(facts.best, w)) });
    });
    return fill(words.announce_runs, { position: this.position(tick), distances: far.join(words.announce_join) });
  }

  /** Where the clock stands, in words. */
  position(tick) {
    const { words, clock } = this.spec;
    const text = (ticks) => plainNumber(Number((ticks * clock.size).toPrecision(6)));
    return fill(words.position, { clock: words[`clock_${clock.by}`], at: text(tick), end: text(clock.ticks) });
  }

  sampleNames(row) {
    return this.rows.facts.batchAll ? this.spec.words.all : sampleNames(row);
  }

  showNumbers(moment) {
    const { spec, host, clock } = this;
    const w = ({ facts }, i) => facts.parameters.map((name) => pythonRepr(moment.runs[i].place[name])).join(",");
    host.dataset.updates = spec.clock.ticks;
    host.dataset.update = moment.tick;
    host.dataset.w = this.runs.map(w).join(";");
    host.dataset.state = clock.playing || moment.complete ? clock.state : "loading";
    host.classList.toggle("sw-playing", clock.playing);
    if (this.arithmetic) this.showArithmetic(moment, moment.runs[0]);
    else this.standings.show(moment, this.runs, spec.lang);
    this.showCounters(moment);
    this.showTransport(moment);
  }

  /** The numbers of one run and of its update in view. */
  showArithmetic(moment, here) {
    const { spec, host, rows } = this;
    const last = rows.row(here.u);
    const row = moment.preview ? rows.row(1) : here.pulling;
    const samples = last?.samples;
    host.dataset.epoch = last ? last.epoch : "";
    host.dataset.sample = !last ? "" : rows.facts.batchAll ? "all" : samples ? samples.join(";") : "";
    const colour = (one) => (one?.samples?.length === 1 ? sampleColour(spec, one.samples[0]) : spec.ink);
    host.style.setProperty("--sw-now", colour(row));
    this.part("count-sample").style.color = colour(last);
    this.part("count-epoch").textContent = last ? last.epoch : "–";
    this.part("count-sample").textContent = last ? this.sampleNames(last) : "–";
    this.cards.show(moment, cardValues(spec, rows.facts, this.columns, row));
    if (spec.listing) this.listing.show(moment, row);
    this.showMetrics(here, last);
    this.showPanel(here.u);
  }

  showTransport({ tick }) {
    const { words, clock } = this.spec;
    const { planned, steerable } = this.rows.facts;
    const scrubber = this.part("scrubber");
    scrubber.max = clock.ticks;
    scrubber.value = this.clock.tick;
    scrubber.setAttribute("aria-valuetext", this.position(tick));
    scrubber.style.setProperty("--sw-done", `${clock.ticks ? (100 * tick) / clock.ticks : 0}%`);
    this.part("play").textContent = this.clock.playing ? `❚❚ ${words.pause}` : `▶ ${words.play}`;
    const enable = (names, enabled) => {
      // Not `disabled`, which would take the focus, and with it the keys, away.
      for (const name of names) this.part(name).setAttribute("aria-disabled", !enabled);
    };
    enable(["start", "epoch-back", "back", "start-from-here"], tick > 0);
    enable(["forward", "epoch-forward", "end"], tick < clock.ticks);
    enable(["rate-from-here"], tick < planned && steerable);
    this.part("rate-from-here").title = steerable ? "" : words.scheduled;
  }

  showCounters({ tick }) {
    const { words, clock } = this.spec;
    const text = (ticks) => plainNumber(Number((ticks * clock.size).toPrecision(4)));
    this.part("count-update").style.minWidth = `${text(clock.ticks).length}ch`;
    this.part("count-update").textContent = text(tick);
    this.part("count-of").textContent = fill(words.of, { updates: text(clock.ticks) });
  }

  showMetrics({ place }, last) {
    const { spec, rows } = this;
    const { facts } = rows;
    const w = facts.parameters.map((name) => place[name]);
    this.part("metric-w").textContent = w.map(sixDecimals).join(", ");
    this.part("metric-w").title = w.map(pythonRepr).join(", ");
    this.part("metric-distance").textContent = glance(distanceTo(facts.best, w));
    this.part("metric-gradients").textContent = (last ? last.gradients : 0).toLocaleString(spec.lang);
    const x = Number(this.view.predict);
    const before = predictAt(spec, facts, rows.parameters(0), x);
    this.part("metric-predict").textContent = `${glance(before)} → ${glance(predictAt(spec, facts, w, x))}`;
  }

  showPanel(u) {
    const { spec, rows, columns } = this;
    this.part("log").hidden = this.tab !== "log";
    this.part("table").hidden = this.tab !== "table";
    if (this.tab === "log") showLog(this.part("log"), spec, rows, columns, u, Number(this.view.predict));
    else showTable(this.part("table"), spec, rows, columns, u);
  }

  // Numbers that were thinned out.

  /** Asks Python for the numbers around the clock's update, where some are missing or soon will be. */
  requestExact({ complete, hurried }) {
    const { windowed, updates } = this.rows.facts;
    if (!this.arithmetic || !windowed || hurried || this.asked) return;
    const u = this.clock.tick;
    const { reach } = this.rows;
    const near = (by) => this.rows.inWindow(Math.max(1, Math.min(updates, u + by)));
    if (complete && near(-reach) && near(reach)) return;
    // One request at a time; one that is lost is made again.
    this.asked = setTimeout(() => this.answered(), PATIENCE_MS);
    document.dispatchEvent(new CustomEvent("samplewise-exact", { detail: u }));
  }

  answered() {
    clearTimeout(this.asked);
    this.asked = null;
    if (!this.clock.playing) this.show();
  }

  /** Takes the numbers of every update from `first` to `last`. */
  receiveExact(window, columns) {
    if (window.key !== this.spec?.key) return;
    this.rows.exact = { first: window.first, last: window.last, columns };
    this.answered();
  }

  // What the reader does.

  label() {
    const { words, lang, note } = this.spec;
    this.host.lang = lang;
    document.documentElement.lang = lang;
    this.host.setAttribute("aria-label", words.stage);
    this.host.dataset.parameters = this.rows.facts.parameters.length;
    this.part("name-w").textContent = together(this.rows.facts);
    this.part("name-distance").textContent = fill(words.metric_distance, { names: together(this.rows.facts) });
    for (const element of this.host.querySelectorAll("[data-word]")) {
      element.textContent = words[element.dataset.word];
    }
    for (const element of this.host.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", words[element.dataset.label]);
      element.title = words[element.dataset.label];
    }
    const speed = this.part("speed");
    this.part("clock-name").textContent = words[`clock_${this.spec.clock.by}`];
    speed.replaceChildren(...this.spec.speeds.map(([value, text]) => new Option(text, value)));
    speed.value = this.view.speed;
    if (document.activeElement !== this.part("predict")) this.part("predict").value = this.view.predict;
    if (!this.clock.ready) this.part("play").textContent = `▶ ${words.play}`;
    this.part("note").textContent = note;
    this.part("note").hidden = !note;
    this.part("motion").hidden = !reducedMotion();
    this.part("rate-from-here").hidden = !this.spec.steers;
  }

  listen() {
    const { clock } = this;
    const click = (name, action) => {
      this.part(name).onclick = () => {
        if (this.spec && this.part(name).getAttribute("aria-disabled") !== "true") action();
      };
    };
    click("play", () => clock.toggle());
    click("start", () => clock.go(0));
    click("end", () => clock.go(clock.ticks));
    click("back", () => clock.step(-1));
    click("forward", () => clock.step(1));
    click("epoch-back", () => clock.leapBy(-1));
    click("epoch-forward", () => clock.leapBy(1));
    click("start-from-here", () => this.act("start"));
    click("rate-from-here", () => this.askRate(this.part("rate-form").hidden));
    click("rate-cancel", () => this.askRate(false));
    click("reset", () => {
      this.part("rate-form").hidden = true;
      this.act("reset");
    });
    click("copy", () => this.copyLink());
    click("tab-log", () => this.openTab("log"));
    click("tab-table", () => this.openTab("table"));
    const form = this.part("rate-form");
    form.onsubmit = (event) => {
      event.preventDefault();
      this.act("rate", this.part("rate").value);
      this.askRate(false);
    };
    form.onkeydown = (event) => {
      if (event.key === "Escape") this.askRate(false);
    };
    const scrubber = this.part("scrubber");
    scrubber.oninput = () => clock.go(Number(scrubber.value));
    this.part("speed").onchange = (event) => {
      this.view.speed = event.target.value;
      clock.pace(this.view.speed);
    };
    this.part("predict").oninput = (event) => {
      const text = event.target.value;
      if (text === "" || !Number.isFinite(Number(text))) return;
      this.view.predict = plainNumber(Number(text));
      if (this.spec.listing) this.listing.load(this.spec);
      this.show();
    };
    this.receiving = () => this.receive();
    document.addEventListener("samplewise-box", this.receiving);
    this.host.addEventListener("samplewise-window", (event) => this.receiveExact(...unpack(event.detail)));
    // Plotly keeps a press on a chart to itself; the keys belong to the stage all the same.
    this.part("charts").addEventListener("pointerdown", (event) => {
      if (event.target.closest(".sw-plot")) this.host.focus({ preventScroll: true });
    });
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
    this.showPanel(this.moment().runs[0].u);
  }

  /** Tells Python what was asked for, and at which update. */
  act(kind, value = "") {
    if (this.clock.playing) this.clock.pause();
    this.pending = { kind, at: this.clock.tick, value };
    this.trigger(this.pending);
  }

  askRate(open) {
    const button = this.part("rate-from-here");
    this.part("rate-form").hidden = !open;
    button.setAttribute("aria-expanded", open);
    if (!open) {
      button.focus();
      return;
    }
    if (this.clock.playing) this.clock.pause();
    this.part("rate").value = plainNumber(this.rows.rate(Math.min(this.clock.tick + 1, this.rows.facts.planned)));
    this.part("rate").select();
  }

  async copyLink() {
    if (this.clock.playing) this.clock.pause();
    const copied = await copyText(viewLink(this.spec, this.clock.tick, this.view));
    const { words } = this.spec;
    this.part("copy").textContent = copied ? words.copied : words.copy_failed;
    setTimeout(() => (this.part("copy").textContent = this.spec.words.copy), 2000);
  }
}

/** A layout with the reader's zoom in place of its own ranges, where the axes are of the same kind. */
function zoomed(layout, zoom) {
  if (!zoom || zoom.type !== (layout.yaxis.type ?? "linear")) return layout;
  const { xaxis, yaxis } = layout;
  return { ...layout, xaxis: { ...xaxis, range: zoom.x }, yaxis: { ...yaxis, range: zoom.y } };
}
