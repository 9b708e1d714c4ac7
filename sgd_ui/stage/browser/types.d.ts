// What the scripts of the stage hand to one another. The first part mirrors Python: spec.py, payload.py
// (of `Facts` and the columns), and drawing/marks.py.

/** Formulas as the core takes them down: each entry a name, a number, or an operation on earlier entries. */
interface Tree {
  code: (string | number | [string, ...number[]])[];
  out: number[];
}

/** What names are looked up in: numbers, and now and then their texts. */
interface Scope {
  // biome-ignore lint/suspicious/noExplicitAny: what stands under a name is known where it is asked for
  [name: string]: any;
}

interface ClockFacts {
  by: "updates" | "gradients" | "time";
  size: number;
  ticks: number;
  leap: number;
  grain?: number;
}

interface Facts {
  prefix: string;
  updates: number;
  planned: number;
  perEpoch: number;
  epochs: number;
  samples: number;
  batch: number;
  batchAll: boolean;
  stride: number;
  epochStride: number;
  windowed: boolean;
  parameters: string[];
  constants: Scope;
  rates: [number, number][];
  steerable: boolean;
  computed: [number, number, number];
  best: number[][] | null;
  label?: string;
  colour?: string;
  dash?: string;
  pace?: number;
}

/** A tag of MathML, and what is in it: elements, or one text. */
type MathElement = [string, ...(MathElement | string)[]];

interface Card {
  title: string;
  code: string;
  formula?: MathElement[];
  given: string;
  result: string;
}

/** A step of the arithmetic of an update, as `Clause` of line.py spells it. */
interface Clause {
  name: string;
  left: string;
  right: [of: string, template: string][];
  formula?: Tree;
}

interface LineSpec {
  rows: Clause[][];
  gradient: Tree;
  constants: Record<string, number>;
  memory?: { names: string[]; start: number[]; formula: Tree };
}

/** What the sentence of a run must know beside its columns. */
interface ToldSpec {
  /** Ranges of the rate in which the distance grows without bound. */
  apart: [number, number | null][];
  by: string;
  tol: string;
}

/** A line of a program. */
interface Line {
  code: string;
  apart: boolean;
  at: "start" | "update" | "epoch" | "end";
  lights: string[];
  phase: number;
  rests: string;
  /** The number that its sum comes to, and how. */
  comes: { to: string; by: Tree } | null;
  about: string;
  given: string;
}

/** What to open on: `at` and `view` once for every `id`; `stays` names a session that began anew. */
interface Goto {
  id: number;
  at: number;
  view: View;
  reveal?: boolean;
  stays?: string;
}

/** Where a stage stands. */
interface Place {
  query: Record<string, string>;
  names: string[];
  viewDefaults: View;
  goto: Goto;
  heard: number;
  answered: boolean;
  plotly: string;
  command?: string;
}

interface Spec extends Place {
  runs: Facts[];
  clock: ClockFacts;
  samples: number;
  key: string;
  page: string;
  lang: string;
  colours: string[];
  symbols: string[];
  ink: string;
  speeds: [string, string][];
  words: Record<string, string>;
  note: string;
  prediction?: Tree;
  answer?: Tree;
  loss?: Tree;
  cards?: Card[];
  line?: LineSpec;
  told?: ToldSpec;
  steers?: boolean;
  listing?: Line[];
  program?: Record<string, string>;
  ladder?: LadderFacts;
  engine?: EngineSent | null;
  hand?: { w0: number[]; lr: number };
  targets?: number[] | null;
}

/** Learning rates from `low` to `high` (null: all above) of which `kind` holds. */
interface RateBand {
  kind: string;
  low: number;
  high: number | null;
}

/** A learning rate that can be pressed, and what else holds there. */
interface Rung {
  rate: number;
  text: string;
  name: string;
}

/** A track for the learning rate; `narrow` is its span where there is little room. */
interface LadderFacts {
  log: boolean;
  span: [number, number];
  narrow: [number, number];
  bands: RateBand[];
  rungs: Rung[];
  says: Record<string, string>;
}

/** That of a single run, with its arithmetic. */
interface ArithmeticSpec extends Spec {
  prediction: Tree;
  answer: Tree;
  loss: Tree;
  cards: Card[];
}

/** The description as it travels. */
interface StageDocument extends Spec {
  sent: string;
  charts: Chart[];
  kinds: Record<string, string>;
  rows: number;
}

/**
 * A view in a document of its own: by language and theme, as `en light`; `words` are those around the stage,
 * `choices` what can be chosen on it, any number where null, `shapes` those of samples that are few.
 */
interface AloneView {
  lang: string;
  plotly: string;
  documents: Record<string, StageDocument>;
  parts: unknown[];
  dark: Record<string, string>;
  columns: [string, "f8" | "f4" | "u2" | "u1", number, string][];
  words: Record<string, Record<string, string>>;
  choices: Record<string, string[] | null>;
  colours: Record<string, { few: string[]; many: string[] }>;
  shapes: string[];
  ladders: Record<string, LadderFacts>;
  most: { visits: number; updates: number };
}

interface Toggle {
  name: string;
  label: string;
  options: [string, string][];
  suits?: string;
  wide?: string;
}

/** What a mark of a chart is, and what it looks like. */
interface KeyEntry {
  text: string;
  kind: string;
  colour: string;
}

interface Chart {
  name: string;
  title: string;
  alt: string;
  /** What stands in its place until it is earned. */
  later: string;
  /** Whether its text alternative is an answer. */
  ends: boolean;
  span: number;
  grasps: string[];
  key: KeyEntry[];
  toggles: Toggle[];
  figures: Record<string, Figure>;
}

type Column = Float64Array | Float32Array | Uint16Array | Uint8Array;
type Columns = Record<string, Column>;

/** How the columns of a message lie in it: name, type, length. */
type ColumnLayout = [string, "f8" | "f4" | "u2" | "u1", number][];

/** The numbers of every update from `first` to `last` of the runs of `key`. */
interface ExactDocument {
  key: string;
  first: number;
  last: number;
}

interface ExactWindow {
  first: number;
  last: number;
  columns: Columns;
}

/** A run as the engine takes it, as `described` of engine.py spells it. */
interface EngineSpec {
  parameters: string[];
  remembered: string[];
  memory: number[];
  gradient: Tree;
  loss: Tree;
  move: Tree;
  rates: Tree;
  since: number[];
  constants: Record<string, number>;
  w0: number[];
  lr: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  batch: number | null;
  order: Uint16Array | null;
  repeats: boolean;
  epochs: number;
  tol: number;
}

/** The same as it travels: the samples are columns, and the order comes as its bytes in base 64. */
interface EngineSent extends Omit<EngineSpec, "x" | "y" | "order"> {
  order: { bdata: string } | null;
}

/** What of a run may be other than described, with no formula compiled anew. */
type EngineChanges = Partial<
  Pick<EngineSpec, "constants" | "w0" | "lr" | "x" | "y" | "batch" | "order" | "epochs" | "tol">
>;

interface Plan extends EngineSpec {
  x: Float64Array;
  y: Float64Array;
  n: number;
  batch: number;
  perEpoch: number;
  order: Uint16Array;
  begins: Int32Array;
  updates: number;
}

/**
 * The columns of a run: entry k belongs to update k, and what no update has (a gradient before the first)
 * is 0. `updates` is how many there were, of the `updates` of its `plan`.
 */
interface EngineRun {
  plan: Plan;
  updates: number;
  parameters: Float64Array[];
  gradient: Float64Array[];
  lr: Float64Array;
  loss: Float64Array;
  diverged: boolean;
}

// Figures, as Plotly takes them.

type Values = ArrayLike<number | null>;
/** Two opposite corners: [left, right, bottom, top]. */
type Box = [number, number, number, number];
type Point = [number, number];

interface Axis {
  range: [number, number];
  type?: string;
  nticks?: number;
  tickvals?: number[];
  ticktext?: string[];
  scaleanchor?: string;
}

interface Note {
  name?: string;
  xref?: string;
  yref?: string;
  xshift?: number;
  yshift?: number;
  font: { size: number };
}

interface Layout {
  xaxis: Axis;
  yaxis: Axis;
  font?: { size: number };
  margin?: { l?: number; r?: number; t?: number; b?: number };
  annotations?: Note[];
  legend?: { font: { size: number } };
  shapes?: { name?: string }[];
  /** How far the axis of x goes when it is made wider. */
  meta?: { most?: number };
  /** How wide the plot is, and how high, in pixels. */
  room?: number;
  tall?: number;
}

interface Figure {
  data: Trace[];
  layout: Layout;
}

interface Trace {
  type?: string;
  mode?: string;
  x?: Values;
  y?: Values;
  uid?: string;
  opacity?: number;
  line?: Stroke;
  marker?: Marker;
  textfont?: Font;
  contours?: object;
  colorbar?: { tickfont: { size: number } };
  meta?: Meta;
}

interface LineTrace extends Trace {
  line: Stroke;
}

interface DotTrace extends Trace {
  marker: Marker;
}

interface TextTrace extends Trace {
  text: string[];
  textfont: Font;
  textposition: string;
}

interface Stroke {
  color: string;
  width: number;
  dash?: string;
}

interface Marker {
  color: string | string[];
  size: number;
  symbol?: string | string[];
  opacity?: number;
  line?: { color?: string; width?: number };
}

interface Font {
  color: string | string[];
  size: number;
  weight?: number;
}

/** What a trace shows of a run, as drawing/marks.py says. */
type Meta = StillMeta | Moving;
type Moving = PathMeta | SpotMeta | LineMeta | CurveMeta | LabelMeta | NamesMeta;

interface MetaOfRun {
  run?: number;
  wears?: "line" | "marker" | "fill" | "text";
  samples?: boolean;
  ago?: [first: number, last: number] | "start";
  held?: boolean;
  fades?: boolean;
  future?: boolean;
  watch?: string;
  /** Of g and h, what contour lines are of. */
  surface?: Tree;
}

interface StillMeta extends MetaOfRun {
  follow?: undefined;
  by?: undefined;
}

interface PathMeta extends MetaOfRun {
  future?: boolean;
  follow: "whole" | "trail" | "head";
  by: "update" | "epoch";
  x: string | number;
  /** A column, or a share of what is seen over 0. */
  y: string | number;
  floor?: number;
  only?: [number, number];
  last?: number;
}

interface Computed extends MetaOfRun {
  by?: undefined;
  formula: Tree;
  each?: boolean | "all" | number[];
  mean?: boolean;
  pulling?: boolean;
  from?: number;
  future?: boolean;
  model?: boolean;
}

interface SpotMeta extends Computed {
  follow: "head";
}

interface LineMeta extends Computed {
  follow: "line";
}

interface CurveMeta extends Computed {
  follow: "curve";
  grid: number;
}

interface LabelMeta extends Computed {
  follow: "label";
  text: string;
  ends: boolean;
  leans?: boolean;
  moved?: string;
  brief?: { text: string; moved: string };
}

interface NamesMeta extends Computed {
  follow: "names";
  grid: number;
  each: number[];
  text: string;
}

/** A curve thinned for the eye, with the updates or epochs that its entries belong to. */
interface Series {
  x: Float64Array;
  y: Float64Array;
  at: Float64Array;
  /** The first entry's number by which the values span very many decades, once that was asked for. */
  widensAt?: number;
}

/** What changes of a trace from one moment to the next. */
interface Drawn {
  x?: Values;
  y?: Values;
  customdata?: Values;
  text?: string[];
  textposition?: string | string[];
  "line.color"?: string;
  "marker.color"?: string | string[];
  "marker.line.color"?: string;
  "textfont.color"?: string | string[];
}

/** An axis that Plotly has laid out: `c2p` gives the place of a number in pixels, `p2c` the number of a place. */
interface LaidOutAxis {
  c2p(value: number): number;
  p2c(place: number): number;
  range: [number, number];
  _offset: number;
  _length: number;
}

/** An element that Plotly draws in. */
interface Plot extends HTMLDivElement {
  data: Trace[];
  layout: Layout;
  _fullLayout: { xaxis: LaidOutAxis; yaxis: LaidOutAxis; width: number; height: number };
  on(event: string, listener: () => void): void;
}

interface Plotly {
  react(plot: HTMLElement, data: object[], layout: object, config: object): Promise<unknown>;
  animate(plot: HTMLElement, frame: object, how: object): Promise<unknown>;
  restyle(plot: HTMLElement, change: object, traces: number[]): Promise<unknown>;
  purge(plot: HTMLElement): void;
  Fx: { unhover(plot: HTMLElement): void };
  Plots: { resize(plot: HTMLElement): Promise<unknown> };
}

// A run at a moment.

/** Every number of one update, by name. */
interface Row extends Scope {
  u: number;
  t: number;
  epoch: number;
  lr: number;
  gradients: number;
  samples: number[] | null;
}

/**
 * What is known of a run after update u: the parameters, what is drawn beside them, and the update that
 * is pulling; `complete` where that is all there is to know.
 */
interface Here {
  u: number;
  pulling: Row | null;
  place: Record<string, number>;
  now: Record<string, number>;
  epochs: number;
  complete: boolean;
}

/** What a hand holds: the start of the run, its samples, its rate, or nothing. */
type Held = "" | "start" | "samples" | "rate";

/**
 * What is shown: a tick of the clock, a stage of it (0 for none), and how far each run is. Numbers are those
 * of `runs`, which are exact; pictures are `drawn` on their way there, `fraction` of it done (1 at rest),
 * between whole updates.
 */
interface Moment {
  tick: number;
  /** The update that is told: the one in its course, or the last that was made. */
  told: number;
  phase: number;
  fraction: number;
  runs: Here[];
  drawn: Here[];
  hurried: boolean;
  held: Held;
  preview: boolean;
  complete: boolean;
}

// The parts of the stage.

type Clock = import("./clock.js").Clock;
type Grasp = import("./grasp.js").Grasp;
type Plots = import("./plots.js").Plots;
type Rows = import("./columns.js").Rows;

/** What the reader chose on the stage, by the names of an address. */
type View = Record<string, string>;

/** The parts of the page that are more than any element. */
interface Fields {
  scrubber: HTMLInputElement;
  speed: HTMLSelectElement;
  future: HTMLInputElement;
  predict: HTMLInputElement;
  rate: HTMLInputElement;
  "rate-form": HTMLFormElement;
}

interface Part {
  <Name extends keyof Fields>(name: Name): Fields[Name];
  (name: string): HTMLElement;
}

/** What the parts of a stage know of it. */
interface Scene {
  host: HTMLElement;
  part: Part;
  clock: Clock;
  view: View;
  /** The description and the columns in view; none before they have come. */
  spec: StageDocument;
  columns: Columns;
  runs: Rows[];
  /** The only one, or the first of several. */
  rows: Rows;
  /** Where there is one run: what the arithmetic and the log of its updates are made of. */
  arithmetic: ArithmeticSpec | null;
  /** The update that is pointed at, on whichever part of the stage; null for none. */
  pointed: number | null;
  held: Held;
  /** The session that began anew under the stage last. */
  session: string | undefined;
  /** Whether what lies ahead of the run may be seen. */
  earned: boolean;
  grasp: Grasp;
  plots: Plots;
  receive(): void;
  hold(held: Held): void;
  redraft(held: Held, facts: Facts, columns: Columns): void;
  point(u: number | null): void;
  act(kind: Action["kind"], value?: string): void;
  moment(): Moment;
  draw(): void;
  show(): void;
  glide(): void;
  earn(): void;
}

/** A request of the reader's that Python answers, and the update that it was made at. */
interface Action {
  kind: "rate" | "start" | "reset" | "take";
  at: number;
  value: string;
}

/** What Streamlit hands to a component. */
interface Component<Data> {
  name: string;
  data: Data;
  parentElement: HTMLElement;
  setTriggerValue(name: string, value: unknown): void;
  setStateValue(name: string, value: unknown): void;
}

interface Window {
  Plotly?: Plotly;
  samplewisePlotly?: Map<string, Promise<Plotly>>;
  samplewiseBox?: Map<string, Uint8Array<ArrayBuffer>>;
}

interface DocumentEventMap {
  "samplewise-exact": CustomEvent<number>;
  "samplewise-help": Event;
}

interface HTMLElementEventMap {
  "samplewise-window": CustomEvent<Uint8Array<ArrayBuffer>>;
}
