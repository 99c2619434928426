// @ts-check
// What is dragged on the picture, by a pointer or by keys: sliders, or the start of the walker, which
// rolls when it is dropped. Frames for what no slider has come from the kernel, one at a time.

import { decodePayload, linePoints } from "./codec.js";
import { positionsAt } from "./drag_sliders.js";
import { samePositions } from "./kernel.js";

/** @import { Points } from "./drag_sliders.js" */
/** @import { Controls } from "./controls.js" */
/** @import { KernelLink } from "./kernel.js" */
/** @import { Player } from "./play.js" */

/** @typedef {{ frames: Frames, selection: FrameSelection }} Shown */

export class Dragging {
  /** @type {Grab | null} */
  #held = null;
  /** Where its dots were when it was grabbed. @type {Points} */
  #dots = [];
  #dragged = 0; // the number of the one that is dragged
  /** Where the start is dragged to. @type {[number, number]} */
  #start = [0, 0];
  /** The frame of what is dragged, while no other fits. @type {Frames | null} */
  #tried = null;
  #tries = 0; // that have come
  #shownTry = 0; // the number of the newest that was decoded; those before are out of date
  #rollLater = false; // whether a walker was dropped that does not roll yet
  #isShifted = false; // whether keys have moved the start since
  #controls;
  #kernel;
  #player;
  #figure;

  /**
   * @param {Controls} controls
   * @param {KernelLink} kernel
   * @param {Player} player
   * @param {{
   *   geometry: () => Geometry,
   *   frames: () => Frames | null,
   *   shown: () => Shown | null,
   *   decoded: () => Promise<unknown>,
   *   failed: () => boolean,
   *   onMove: (what: string) => void,
   *   onChange: () => void,
   * }} figure what it shows; when the frames that have come are decoded; whether a rule raised
   */
  constructor(controls, kernel, player, figure) {
    this.#controls = controls;
    this.#kernel = kernel;
    this.#player = player;
    this.#figure = figure;
  }

  get active() {
    return this.#held !== null;
  }

  /** Whether the start can be moved: for that a kernel is needed. */
  get takesStart() {
    return this.#kernel.live && this.#figure.geometry().grabs.some(isStart);
  }

  /** @param {Grab} grab */
  canGrab(grab) {
    return this.#kernel.live || !isStart(grab);
  }

  /**
   * Where on the picture it can be dragged.
   * @param {Grab} grab
   * @returns {Points}
   */
  dots({ dots }) {
    const shown = this.#figure.shown();
    if (!shown) return [];
    const { frames, selection } = shown;
    const style = this.#figure.geometry().traces[dots];
    return linePoints(frames, style, selection.strip.lines[dots], selection);
  }

  /**
   * @param {Grab} grab
   * @param {[number, number]} at
   */
  grab(grab, at) {
    this.#held = grab;
    this.#dots = this.dots(grab);
    const away = this.#dots.map((dot) =>
      dot ? Math.hypot(dot[0] - at[0], dot[1] - at[1]) : Infinity,
    );
    this.#dragged = Math.max(0, away.indexOf(Math.min(...away)));
    if (isStart(grab)) this.#beginStart();
    this.drag(at);
  }

  /** @param {[number, number]} to */
  drag(to) {
    const grab = this.#held;
    const frames = this.#figure.frames();
    if (!grab || !frames) return;
    if (isStart(grab)) {
      this.#start = to;
      return this.#try(to);
    }
    const { live } = this.#kernel; // without it there are pictures along one slider at a time
    const style = this.#figure.geometry().traces[grab.dots];
    const [dots, dragged] = [this.#dots, this.#dragged];
    this.#controls.moveTo(positionsAt(grab, style, frames, dots, dragged, to, live));
    if (this.#controls.isAmong(frames)) this.#tried = null;
    else if (live) this.#try(null);
  }

  drop() {
    const grab = this.#held;
    this.#held = null;
    if (!grab || !isStart(grab)) return this.#figure.onChange();
    const [x, y] = this.#start;
    this.#kernel.sendStart({ kind: "set_start", x, y });
    this.dropStart();
  }

  /**
   * The twin of the pointer: a key that is pressed.
   * @param {number} right
   * @param {number} up
   */
  shiftStart(right, up) {
    if (!this.takesStart) return;
    this.#beginStart();
    this.#isShifted = true;
    this.#kernel.sendSoon({ kind: "shift_start", right, up });
  }

  /** The keys are at rest; they may have been pressed before all was reset. */
  dropShifted() {
    if (this.#isShifted) this.dropStart();
  }

  dropStart() {
    this.#isShifted = false;
    this.#rollLater = this.takesStart;
    this.rollWhenReady();
  }

  /** The walker rolls when it stands where it was dropped. */
  async rollWhenReady() {
    await this.#figure.decoded();
    if (!this.#rollLater || this.#kernel.owesStart) return;
    this.#rollLater = false;
    if (!this.#figure.failed()) this.#player.roll();
  }

  /**
   * A frame that was wanted comes.
   * @param {Payload} payload
   */
  async receive(payload) {
    this.#tries += 1;
    const number = this.#tries;
    const frames = await decodePayload(payload);
    if (number <= this.#shownTry) return;
    this.#shownTry = number;
    this.#tried = frames;
    this.#figure.onChange();
  }

  /** Others fit now; a frame that came before them and is decoded later is out of date. */
  forget() {
    this.#tried = null;
    this.#shownTry = this.#tries;
  }

  cancelRoll() {
    this.#rollLater = false;
    this.#isShifted = false;
  }

  /**
   * What is to be shown: the frame of what is dragged, or else the one that the controls select.
   * @returns {Shown | null}
   */
  choose() {
    const frames = this.#figure.frames();
    const tried = this.#tried;
    const { step } = this.#controls;
    // What is dragged may be further already than the frame that has come.
    const isOnTheWay = this.#held && this.#kernel.live && frames && !this.#controls.isAmong(frames);
    if (tried && (isOnTheWay || samePositions(this.#controls.positions(), tried.at))) {
      return { frames: tried, selection: { strip: tried.strips.tried, position: 0, step } };
    }
    const shown = isOnTheWay ? this.#figure.shown() : null; // until the first frame has come
    return shown ?? (frames && { frames, selection: this.#controls.select(frames) });
  }

  #beginStart() {
    this.#rollLater = false;
    this.#figure.onMove("start");
    if (!this.#player.running) return;
    this.#player.stop();
    this.#controls.showLastStep();
  }

  /** @param {[number, number] | null} start */
  #try(start) {
    this.#kernel.sendSoon({ kind: "try", positions: this.#controls.positions(), start });
  }
}

/** @param {Grab} grab */
function isStart({ sliders }) {
  return !sliders.length;
}
