// What the kernel and the browser exchange, and the parts of ipywidgets that are used.
// Nothing here is sent to the browser: it is for the type checker.

/** Where one array stands in the block of integers, and of what it is a difference. */
interface ArrayPlace {
  start: number;
  shape: number[];
  /** How many times differences were taken; once if it is not given. */
  order?: number;
  /** Where the array begins that predicts this one, as factor * it + offset. */
  reference?: number;
  factor?: number;
  offset?: number;
}

/** Every position of one slider: SliderFrames in codec.py. */
interface SliderFrames {
  /** For each trace its x and y. */
  lines: [ArrayPlace, ArrayPlace][];
  numbers: ArrayPlace[];
  captions: string[];
  endings: ([step: number, text: string] | null)[];
}

/** What frames are encoded as: the integers in `block`, and after them SliderFrames as JSON. */
interface Encoded {
  integers: number;
  block: DataView<ArrayBuffer>;
}

interface Payload extends Encoded {
  /** The position of each slider around which the frames were computed. */
  at: Record<string, number>;
}

/** A payload when it has been decoded. */
interface DecodedPayload {
  at: Record<string, number>;
  sliderFrames: Record<string, SliderFrames>;
  values: Int32Array;
}

/** One frame: those of a slider, a position on it, and a step. */
interface FrameSelection {
  frames: SliderFrames;
  position: number;
  step: number;
}

/** A frame that is shown, and the payload that it is selected from. */
interface Shown {
  decoded: DecodedPayload;
  selection: FrameSelection;
}

/** A place on the picture, in pixels of the figure. */
type Point = [x: number, y: number];
/** Those of one line; null where it is broken. */
type Points = (Point | null)[];

/** x, y, width and height. */
type Box = [number, number, number, number];

/** How a line is drawn: canvas_style in line_style.py. */
interface LineStyle {
  /** Whether it shows its first step + 1 points, or else all points of the step. */
  trail: boolean;
  line: string | null;
  width: number;
  dashes: number[];
  alpha: number;
  /** The number of its marker, or null. */
  marker: number | null;
  fill: string;
  edge: string;
  edge_width: number;
  clip: Box | null;
}

/** What an axis measures: axis_scales in readouts.py. */
interface Axis {
  name: string;
  log: boolean;
  limits: [low: number, high: number];
}

/** What can be dragged within a box: Grab in grabs.py. */
interface Grab {
  box: Box;
  /** The number of the trace whose points are dragged. */
  dots: number;
  /** The sliders that it moves: one along x, or two. Without any it is the start. */
  sliders: string[];
}

/** All lengths are in pixels of the figure. */
interface Geometry {
  width: number;
  height: number;
  panels: [left: number, width: number][];
  traces: LineStyle[];
  /** The outlines of all markers, as SVG paths around (0, 0). */
  markers: string[];
  decimals: number[];
  legends: Box[];
  grabs: Grab[];
  axes: { x: Axis; y: Axis }[];
  /** Of each trace the number of its axes, and its name or "". */
  names: [axes: number, name: string][];
}

/** What is marked on a slider: stability_marks in predictions.py. */
interface SliderMark {
  name: string;
  /** The slider that it moves with, if any: there is a place and a value for each position of it. */
  along: string | null;
  /** Counted in positions of its own slider; null beyond the ends. */
  places: (number | null)[];
  values: string[];
  /** The last position of its own slider. */
  last: number;
}

/** The traits of LiveFigure in live_figure.py. */
interface FigureState {
  background: DataView<ArrayBuffer>;
  geometry: Geometry;
  payload: Payload | Record<string, never>;
  sliders: Record<string, string>;
  marks: Record<string, SliderMark>;
  step: string | null;
  controls: string[];
  kernel_controls: string[];
  reset_positions: Record<string, number>;
  reset_button: string | null;
  error_message: string;
  goal: string;
  progress: { moves: number; met: boolean };
}

interface IdleMessage {
  kind: "idle";
  positions: Record<string, number>;
  /** The frames that were sent for them may have been lost: they are sent once more. */
  again?: true;
}
/** Settings a frame is requested for: the sliders at these positions, and perhaps the start at (x, y). */
interface Candidate {
  positions: Record<string, number>;
  start: Point | null;
}
interface PrefetchMessage {
  kind: "prefetch";
  /** Where it is dragged to, and where it may be next. */
  candidates: Candidate[];
}
interface SetStartMessage {
  kind: "set_start";
  x: number;
  y: number;
}
interface ShiftStartMessage {
  kind: "shift_start";
  right: number;
  up: number;
}

/** The kernel's answers, one to each message. "prefetched" brings frames of all candidates, or the first few. */
type Answer =
  | { kind: "done" }
  | ({ kind: "prefetched"; candidates: Candidate[] } & Omit<Encoded, "block">);

// ---- anywidget and ipywidgets ----------------------------------------------------------------

interface LuminoSignal {
  connect(slot: () => void): void;
  disconnect(slot: () => void): void;
}

/** What is saved of each widget, by its id. */
type WidgetStates = Record<string, { state: Record<string, unknown> }>;

interface SavedOutput {
  data?: Record<string, unknown> & {
    "application/vnd.jupyter.widget-view+json"?: { model_id: string };
  };
}

interface SavedNotebook {
  metadata: {
    widgets?: { "application/vnd.jupyter.widget-state+json"?: { state: WidgetStates } };
  };
  cells: { outputs?: SavedOutput[] }[];
}

interface OutputList {
  length: number;
  get(i: number): { toJSON(): SavedOutput };
  set(i: number, output: SavedOutput): void;
}

/** The model of a notebook in JupyterLab and Notebook 7. */
interface NotebookModel {
  getMetadata?(name: "widgets"): SavedNotebook["metadata"]["widgets"];
  setMetadata?(name: string, value: SavedNotebook["metadata"]["widgets"]): void;
  /** Whether the server, and not the page, writes the file. */
  collaborative?: boolean;
  cells: Iterable<{ outputs?: OutputList }>;
  toJSON(): SavedNotebook;
}

/**
 * Of a page that starts Python when a figure needs it, who is told so. Until then a figure is as if
 * it were saved, and `note` is what it says of that.
 */
interface Asleep {
  note: string;
  /** A reader has moved a control; without Python others had to go back, or it shows nothing. */
  moved(control: WidgetModel, needsPython: boolean): void;
  /** A reader has put all controls back. */
  reset(control: WidgetModel): void;
  /** A reader has put the start somewhere else: what Python is to be sent when it is there. */
  placed(figure: AnyModel<FigureState>, message: SetStartMessage | ShiftStartMessage): void;
}

interface WidgetManager {
  get_model(id: string): Promise<WidgetModel>;
  asleep?: Asleep;
  context?: { model: NotebookModel };
  restored?: LuminoSignal;
  restoredStatus?: boolean;
  kernel?: {
    connectionStatus?: string;
    connectionStatusChanged?: LuminoSignal;
    disposed?: LuminoSignal;
  };
  rendermime?: { latexTypesetter?: { typeset(element: Element): void } };
}

/** A model of ipywidgets, or of an anywidget, with the traits State. */
interface AnyModel<State> {
  get<Name extends keyof State>(name: Name): State[Name];
  set<Name extends keyof State>(name: Name, value: State[Name]): void;
  save_changes(): void;
  send(message: object): void;
  on(events: string, callback: (message: Answer, buffers: DataView<ArrayBuffer>[]) => void): void;
  off(events: string, callback: (message: Answer, buffers: DataView<ArrayBuffer>[]) => void): void;
  widget_manager: WidgetManager;
}

/** The traits of a slider, a checkbox or a row of buttons. */
interface ControlState {
  description: string;
  index?: number;
  _options_labels: string[];
  value: number | boolean;
  max: number;
  disabled: boolean;
}

interface WidgetModel extends AnyModel<ControlState> {
  comm_live: boolean;
  /** How many messages to the kernel have no answer yet: ipywidgets' own. */
  _pending_msgs?: number;
  views?: Record<string, Promise<WidgetView>>;
}

interface WidgetView {
  el: HTMLElement;
  listenTo(model: WidgetModel, event: string, callback: () => void): void;
}

/** The element in which ipywidgets makes a slider. */
interface SliderElement extends HTMLElement {
  noUiSlider: { on(event: string, callback: () => void): void };
}
