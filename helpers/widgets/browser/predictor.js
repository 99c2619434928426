// @ts-check
// Where a pointer may be for as long as the kernel takes to answer three times.

// Milliseconds of the way that say how fast it goes, and how it turns.
const WAY_MEMORY = 80;
// Milliseconds between two points: the time of a picture on most screens.
const PICTURE_TIME = 1000 / 60;
const MAX_POINTS = 24;
// Nearer to each other points would show nothing new; in pixels of the figure.
const LEAST_STRIDE = 1;
// An answer comes after one, and serves until the next one has come: after two, or a little later.
const ROUND_TRIPS = 3;
// A pointer that turns by more than this has turned back: it does not go round.
const SHARPEST_TURN = Math.PI / 3;

/** @typedef {{ x: number, y: number, time: number }} PathPoint */

export class PathAhead {
  /** The newest last. @type {PathPoint[]} */
  #way = [];

  clear() {
    this.#way = [];
  }

  /**
   * @param {Point} at
   * @param {number} [time] in milliseconds
   */
  follow([x, y], time = performance.now()) {
    this.#way = this.#way.filter((point) => time - point.time < WAY_MEMORY);
    this.#way.push({ x, y, time });
  }

  /**
   * The points on the way ahead, from where it is: as fast as now, and turning as now.
   * @param {number} roundTrip milliseconds until an answer comes
   * @param {number} [now]
   * @returns {Point[]}
   */
  points(roundTrip, now = performance.now()) {
    const here = this.#way[this.#way.length - 1];
    if (!here) return [];
    /** @type {Point[]} */
    const points = [[here.x, here.y]];
    const { speed, heading, turning } = this.#motion(here);
    if (now - here.time > WAY_MEMORY || !speed) return points;
    const horizon = ROUND_TRIPS * roundTrip;
    const stride = Math.max(PICTURE_TIME, LEAST_STRIDE / speed, horizon / (MAX_POINTS - 1));
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
    const [first] = this.#way;
    const middle = this.#way[this.#way.length >> 1];
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
