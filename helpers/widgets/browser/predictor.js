// @ts-check
// Where a pointer may be for as long as the kernel takes to answer three times.

// Milliseconds of the pointer's path from which its speed and its turning are estimated.
const HISTORY_MS = 80;
// Milliseconds between two points: the time of a frame on most screens.
const FRAME_MS = 1000 / 60;
const MAX_POINTS = 24;
// Nearer to each other points would show nothing new; in pixels of the figure.
const LEAST_STRIDE = 1;
// An answer comes after one, and serves until the next one has come: after two, or a little later.
const ROUND_TRIPS = 3;
// A pointer that turns by more than this has turned back: it does not go round.
const SHARPEST_TURN = Math.PI / 3;

/** @typedef {{ x: number, y: number, time: number }} PathPoint */

export class PointerPredictor {
  /** The newest last. @type {PathPoint[]} */
  #history = [];

  clear() {
    this.#history = [];
  }

  /**
   * Adds a point of the pointer's path.
   * @param {Point} at
   * @param {number} [time] in milliseconds
   */
  add([x, y], time = performance.now()) {
    this.#history = this.#history.filter((point) => time - point.time < HISTORY_MS);
    this.#history.push({ x, y, time });
  }

  /**
   * The points ahead, from where it is: with the speed and the turning of now.
   * @param {number} roundTrip milliseconds until an answer comes
   * @param {number} [now]
   * @returns {Point[]}
   */
  points(roundTrip, now = performance.now()) {
    const here = this.#history[this.#history.length - 1];
    if (!here) return [];
    /** @type {Point[]} */
    const points = [[here.x, here.y]];
    const { speed, heading, turning } = this.#motion(here);
    if (now - here.time > HISTORY_MS || !speed) return points;
    const horizon = ROUND_TRIPS * roundTrip;
    const stride = Math.max(FRAME_MS, LEAST_STRIDE / speed, horizon / (MAX_POINTS - 1));
    let { x, y } = here;
    for (let time = stride; time < horizon + stride; time += stride) {
      const direction = heading + turning * (time - stride / 2);
      x += speed * stride * Math.cos(direction);
      y += speed * stride * Math.sin(direction);
      points.push([x, y]);
    }
    return points;
  }

  /**
   * Pixels and radians a millisecond, and where it is heading.
   * @param {PathPoint} here
   */
  #motion(here) {
    const [first] = this.#history;
    const middle = this.#history[this.#history.length >> 1];
    const before = angleTo(first, middle);
    const heading = angleTo(middle, here);
    const turned = Math.atan2(Math.sin(heading - before), Math.cos(heading - before));
    const [duration, half] = [here.time - first.time, here.time - middle.time];
    const goesRound = middle !== first && Math.abs(turned) < SHARPEST_TURN;
    const turning = goesRound ? turned / (duration / 2) : 0;
    const speed = half ? Math.hypot(here.x - middle.x, here.y - middle.y) / half : 0;
    return { speed, turning, heading: heading + (turning * half) / 2 };
  }
}

/**
 * @param {PathPoint} from
 * @param {PathPoint} to
 */
function angleTo(from, to) {
  return Math.atan2(to.y - from.y, to.x - from.x);
}
