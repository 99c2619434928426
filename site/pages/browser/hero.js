// @ts-check
// The moving picture of the front page. The runs were made by the course's own rules when the page
// was built; here the one whose start is nearest to the pointer is drawn.

/**
 * @typedef {{
 *   names: string[], colours: string[], grid: [number, number], margin: number,
 *   shape: [rules: number, starts: number, points: number, axes: number], units: number,
 *   block: string,
 * }} Runs hero_data in hero.py
 */

const STEPS_A_SECOND = 16;
const PAUSE = 1.5; // seconds at the end of a run
// Where the runs start before a pointer says so, as fractions of the picture.
const STARTS = [
  [0.9, 0.15],
  [0.55, 0.9],
  [0.12, 0.12],
  [0.62, 0.2],
  [0.95, 0.85],
  [0.4, 0.1],
];
/** @type {Record<string, [right: number, down: number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {Runs} runs */
async function decode({ block, shape }) {
  const bytes = Uint8Array.from(atob(block), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const split = new Uint8Array(await new Response(stream).arrayBuffer());
  const count = split.length / 2;
  const values = Int16Array.from({ length: count }, (_, i) => split[i] | (split[count + i] << 8));
  const run = 2 * shape[2];
  for (let i = 0; i < count; i++) if (i % run >= 2) values[i] += values[i - 2];
  return values;
}

class Hero {
  #start = [0, 0]; // column and row of the grid
  #next = 0;
  #began = 0; // when the runs started, in milliseconds
  #frame = 0;
  #isSeen = true;
  #isPaused;
  #canvas;
  #runs;
  #values;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Runs} runs
   * @param {Int16Array} values
   * @param {boolean} still whether nothing moves without the reader
   */
  constructor(canvas, runs, values, still) {
    this.#canvas = canvas;
    this.#runs = runs;
    this.#values = values;
    this.#isPaused = still;
    this.#goNext();
  }

  get isPaused() {
    return this.#isPaused;
  }

  /** @param {boolean} paused */
  pause(paused) {
    this.#isPaused = paused;
    this.#began = performance.now();
    this.#request();
  }

  /** @param {boolean} seen whether it is on the screen */
  see(seen) {
    this.#isSeen = seen;
    this.#request();
  }

  /**
   * @param {number} x as a fraction of the picture
   * @param {number} y
   */
  setOut(x, y) {
    const { grid, margin } = this.#runs;
    const nearest = [x, y].map((part, axis) => {
      const place = ((part - margin) / (1 - 2 * margin)) * (grid[axis] - 1);
      return Math.min(Math.max(Math.round(place), 0), grid[axis] - 1);
    });
    if (nearest[0] === this.#start[0] && nearest[1] === this.#start[1]) return;
    this.#start = nearest;
    this.#began = performance.now();
    this.#request();
  }

  /**
   * @param {number} right
   * @param {number} down
   */
  shift(right, down) {
    const { grid, margin } = this.#runs;
    const parts = [right, down].map((move, axis) => {
      return margin + ((this.#start[axis] + move) / (grid[axis] - 1)) * (1 - 2 * margin);
    });
    this.setOut(parts[0], parts[1]);
  }

  #goNext() {
    const [x, y] = STARTS[this.#next % STARTS.length];
    this.#next += 1;
    this.setOut(x, y);
    this.#began = performance.now();
    this.#request();
  }

  #request() {
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.#run());
  }

  #run() {
    this.#frame = 0;
    const last = this.#runs.shape[2] - 1;
    const seconds = (performance.now() - this.#began) / 1000;
    const step = this.#isPaused ? last : Math.min(seconds * STEPS_A_SECOND, last);
    this.#paint(step);
    if (this.#isPaused || !this.#isSeen) return;
    if (seconds > last / STEPS_A_SECOND + PAUSE) this.#goNext();
    else this.#request();
  }

  /** @param {number} step with its fraction */
  #paint(step) {
    const canvas = this.#canvas;
    const { clientWidth, clientHeight } = canvas;
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(clientWidth * scale), Math.round(clientHeight * scale)];
    if (canvas.width !== width || canvas.height !== height)
      Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, width, height);
    context.lineWidth = 2.5 * scale;
    context.lineJoin = "round";
    for (const [rule, colour] of this.#runs.colours.entries()) {
      const points = this.#points(rule, step).map(([x, y]) => [x * width, y * height]);
      context.strokeStyle = context.fillStyle = colour;
      context.beginPath();
      for (const [x, y] of points) context.lineTo(x, y);
      context.stroke();
      const [x, y] = points[points.length - 1];
      context.beginPath();
      context.arc(x, y, 6 * scale, 0, 7);
      context.fill();
      context.strokeStyle = "white";
      context.stroke();
    }
  }

  /**
   * @param {number} rule
   * @param {number} step
   */
  #points(rule, step) {
    const { grid, shape, units } = this.#runs;
    const start = (grid[1] - 1 - this.#start[1]) * grid[0] + this.#start[0]; // rows go upwards
    const first = 2 * shape[2] * (rule * shape[1] + start);
    const point = (/** @type {number} */ i) => [
      this.#values[first + 2 * i] / units,
      this.#values[first + 2 * i + 1] / units,
    ];
    const whole = Math.floor(step);
    const points = Array.from({ length: whole + 1 }, (_, i) => point(i));
    if (step > whole) {
      const [x, y] = point(whole);
      const [toX, toY] = point(whole + 1);
      points.push([x + (step - whole) * (toX - x), y + (step - whole) * (toY - y)]);
    }
    return points;
  }
}

/**
 * @param {HTMLElement} figure
 * @param {Runs} runs
 */
async function begin(figure, runs) {
  const canvas = figure.querySelector("canvas");
  const button = figure.querySelector("button");
  if (!canvas || !button) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const hero = new Hero(canvas, runs, await decode(runs), still);
  const label = () => {
    button.textContent = hero.isPaused ? "Let it move" : "Stop moving";
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    hero.pause(!hero.isPaused);
    label();
  });
  label();
  const follow = (/** @type {PointerEvent} */ event) => {
    hero.setOut(event.offsetX / canvas.clientWidth, event.offsetY / canvas.clientHeight);
  };
  canvas.addEventListener("pointerdown", follow);
  canvas.addEventListener("pointermove", follow);
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    hero.shift(...arrow);
  });
  new IntersectionObserver(([{ isIntersecting }]) => hero.see(isIntersecting)).observe(canvas);
  new ResizeObserver(() => hero.see(true)).observe(canvas);
}

const figure = document.getElementById("hero");
const address = figure?.dataset.runs;
if (figure && address) {
  fetch(address)
    .then((answer) => answer.json())
    .then((runs) => begin(figure, runs));
}
