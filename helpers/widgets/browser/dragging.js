// @ts-check
// What is dragged on the picture, by a pointer or by keys: sliders, or the start of the run, which
// plays when it is dropped. Frames that no slider has come from the kernel, one request at a time:
// for where the pointer is, and for where it may be until the next ones have come.

import { sliderFinder } from "./drag_sliders.js";
import { samePositions } from "./kernel.js";
import { nearestInBox } from "./layout.js";
import { PointerPredictor } from "./predictor.js";
import { dotsOf, PrefetchedFrames } from "./prefetch.js";

/** @import { Controls } from "./controls.js" */
/** @import { KernelLink } from "./kernel.js" */
/** @import { Player } from "./play.js" */

export class Dragging {
  /** @type {Grab | null} */
  #held = null;
  /** What was held last, if it is not still. @type {Grab | null} */
  #grab = null;
  /** Where its dots were when it was grabbed. @type {Points} */
  #dots = [];
  #dragged = 0; // the number of the one that is dragged
  /** Where it is dragged to. @type {Point} */
  #to = [0, 0];
  #predictor = new PointerPredictor();
  #prefetched = new PrefetchedFrames();
  #playLater = false; // whether the start was dropped, and its run has not played yet
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
   *   decoded: () => DecodedPayload | null,
   *   shown: () => Shown | null,
   *   decoding: () => Promise<unknown>,
   *   failed: () => boolean,
   *   onMove: (what: string) => void,
   *   onChange: () => void,
   * }} figure what it shows; when what has come is decoded; whether a rule raised
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
    return this.#kernel.reachable && this.#figure.geometry().grabs.some(isStart);
  }

  /** @param {Grab} grab */
  canGrab(grab) {
    return this.#kernel.reachable || !isStart(grab);
  }

  /**
   * Where on the picture it can be dragged.
   * @param {Grab} grab
   * @returns {Points}
   */
  dots(grab) {
    const shown = this.#figure.shown();
    if (!shown) return [];
    return dotsOf(grab, this.#styleOf(grab), shown.decoded, shown.selection);
  }

  /**
   * @param {Grab} grab
   * @param {Point} at
   */
  grab(grab, at) {
    if (grab !== this.#grab) this.#prefetched.forget();
    this.#held = this.#grab = grab;
    this.#predictor.clear();
    this.#dots = this.dots(grab);
    const distances = this.#dots.map((dot) => distance(dot, at));
    this.#dragged = Math.max(0, distances.indexOf(Math.min(...distances)));
    if (isStart(grab)) this.#beginStart();
    this.drag(at);
  }

  /** @param {Point} to */
  drag(to) {
    const grab = this.#held;
    const decoded = this.#figure.decoded();
    if (!grab || !decoded) return;
    this.#to = to;
    this.#predictor.add(to);
    this.#figure.onChange(); // of the frames that have come another may be nearer now
    if (isStart(grab)) return this.#kernel.prefetchSoon(() => this.#prefetchStarts(grab));
    const find = this.#finder(grab, decoded);
    this.#controls.moveTo(find(to));
    if (this.#kernel.live && !this.#controls.isAmong(decoded)) {
      this.#kernel.prefetchSoon(() => this.#prefetchSliders(grab, find));
    }
  }

  drop() {
    const grab = this.#held;
    this.#held = null;
    if (!grab || !isStart(grab)) return this.#figure.onChange();
    const [x, y] = this.#to;
    this.#kernel.sendStart({ kind: "set_start", x, y });
    this.dropStart();
  }

  /**
   * The keyboard equivalent of dragging the start.
   * @param {number} right
   * @param {number} up
   */
  shiftStart(right, up) {
    if (!this.takesStart) return;
    this.#beginStart();
    this.#isShifted = true;
    this.#kernel.shiftSoon({ kind: "shift_start", right, up });
  }

  /** The keys are at rest; they may have been pressed before all was reset. */
  finishKeyboardShift() {
    if (this.#isShifted) this.dropStart();
  }

  dropStart() {
    this.#isShifted = false;
    this.#playLater = this.takesStart && this.#kernel.live;
    this.playWhenReady();
  }

  /** Plays the run when the kernel has computed it from where the start was dropped. */
  async playWhenReady() {
    await this.#figure.decoding();
    if (!this.#playLater || this.#kernel.awaitsStart) return;
    this.#playLater = false;
    if (!this.#figure.failed()) this.#player.playFromStart();
  }

  /**
   * Receives frames that were prefetched.
   * @param {Candidate[]} candidates of whose settings they are
   * @param {Encoded} encoded
   */
  async receive(candidates, encoded) {
    if (await this.#prefetched.receive(candidates, encoded)) this.#figure.onChange();
  }

  /** Others fit now. */
  forget() {
    this.#prefetched.forget();
  }

  cancelPlay() {
    this.#playLater = false;
    this.#isShifted = false;
  }

  /**
   * What is to be shown: a frame of what is dragged, or else the one that the controls select.
   * @returns {Shown | null}
   */
  choose() {
    const decoded = this.#figure.decoded();
    const { step } = this.#controls;
    // What is dragged may be further already than the frames that have come.
    const isOnTheWay =
      this.active && this.#kernel.live && !!decoded && !this.#controls.isAmong(decoded);
    const prefetched = this.#prefetched.choose(
      this.#controls.positions(),
      isOnTheWay,
      step,
      (...shown) => this.#distanceTo(...shown),
    );
    if (prefetched) return prefetched;
    const shown = isOnTheWay ? this.#figure.shown() : null; // until the first frame has come
    return shown ?? (decoded && { decoded, selection: this.#controls.select(decoded) });
  }

  /**
   * How far a frame is from what is dragged.
   * @param {DecodedPayload} decoded
   * @param {FrameSelection} selection
   */
  #distanceTo(decoded, selection) {
    const grab = this.#grab;
    if (!grab) return 0;
    const dots = dotsOf(grab, this.#styleOf(grab), decoded, selection);
    return distance(dots[this.#dragged], this.#to);
  }

  #beginStart() {
    this.#playLater = false;
    this.#figure.onMove("start");
    if (!this.#player.running) return;
    this.#player.stop();
    this.#controls.showLastStep();
  }

  /**
   * @param {Grab} grab
   * @param {DecodedPayload} decoded
   */
  #finder(grab, decoded) {
    const { live } = this.#kernel; // without it there are pictures along one slider at a time
    return sliderFinder(grab, this.#styleOf(grab), decoded, this.#dots, this.#dragged, live);
  }

  /**
   * @param {Grab} grab
   * @returns {PrefetchMessage}
   */
  #prefetchStarts(grab) {
    const positions = this.#controls.positions();
    return {
      kind: "prefetch",
      candidates: this.#ahead(grab).map((start) => ({ positions, start })),
    };
  }

  /**
   * @param {Grab} grab
   * @param {(to: Point) => Record<string, number>} find
   * @returns {PrefetchMessage}
   */
  #prefetchSliders(grab, find) {
    const here = this.#controls.positions();
    const [, ...later] = this.#ahead(grab);
    const all = [here, ...later.map((to) => ({ ...here, ...find(to) }))];
    const isNew = (/** @type {Record<string, number>} */ positions, /** @type {number} */ i) =>
      !all.slice(0, i).some((earlier) => samePositions(positions, earlier));
    return {
      kind: "prefetch",
      candidates: all.filter(isNew).map((positions) => ({ positions, start: null })),
    };
  }

  /**
   * Where it is, and where it may be until the next two answers have come, or a little longer.
   * @param {Grab} grab
   */
  #ahead({ box }) {
    return this.#predictor.points(this.#kernel.roundTrip).map((point) => nearestInBox(box, point));
  }

  /** @param {Grab} grab */
  #styleOf({ dots }) {
    return this.#figure.geometry().traces[dots];
  }
}

/** @param {Grab} grab */
function isStart({ sliders }) {
  return !sliders.length;
}

/**
 * @param {Point | null} point
 * @param {Point} other
 */
export function distance(point, other) {
  return point ? Math.hypot(point[0] - other[0], point[1] - other[1]) : Infinity;
}
