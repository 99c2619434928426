// @ts-check
// The least that a page can do for a slider that moves a run of gradient descent: one run, computed
// and drawn in plain JavaScript, for each place. No formula, no theory, no data, no caption. The
// classes are those of ipywidgets, so that watch.js finds the slider.

const [PLACES, STEPS, CURVATURES] = [101, 100, [1, 8]];
const [WIDTH, HEIGHT] = [960, 330];

document.body.innerHTML = `<div class="cell">
  <div class="noUi-base" style="width: 300px; height: 20px; background: #ccc">
    <div class="noUi-handle" tabindex="0" aria-valuemax="${PLACES - 1}" style="width: 20px; height: 20px; background: #555"></div>
  </div>
  <span class="widget-readout">0</span>
  <canvas width="${WIDTH}" height="${HEIGHT}" style="display: block"></canvas>
</div>`;
const element = (/** @type {string} */ name) =>
  /** @type {HTMLElement} */ (document.querySelector(name));
const [track, handle, readout] = [".noUi-base", ".noUi-handle", ".widget-readout"].map(element);
const canvas = /** @type {HTMLCanvasElement} */ (element("canvas"));
const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
const contours = document.createElement("canvas");
Object.assign(contours, { width: WIDTH, height: HEIGHT });
const behind = /** @type {CanvasRenderingContext2D} */ (contours.getContext("2d"));
behind.fillStyle = "white";
behind.fillRect(0, 0, WIDTH, HEIGHT);
for (let level = 1; level < 12; level++) {
  const [x, y] = CURVATURES.map((curvature) => (45 * level) / Math.sqrt(curvature));
  behind.beginPath();
  behind.ellipse(WIDTH / 2, HEIGHT / 2, x, y, 0, 0, 2 * Math.PI);
  behind.stroke();
}

let place = 0;

/** @param {number} wanted */
function move(wanted) {
  const next = Math.max(0, Math.min(PLACES - 1, wanted));
  if (next === place) return;
  place = next;
  const rate = (0.25 * (place + 1)) / PLACES;
  readout.textContent = rate.toFixed(4);
  handle.style.marginLeft = `${(280 * place) / (PLACES - 1)}px`;
  context.drawImage(contours, 0, 0);
  context.beginPath();
  let [x, y] = [-400, 100];
  for (let step = 0; step <= STEPS; step++) {
    context.lineTo(WIDTH / 2 + x, HEIGHT / 2 + y);
    x -= rate * CURVATURES[0] * x;
    y -= rate * CURVATURES[1] * y;
  }
  context.stroke();
}

handle.addEventListener("keydown", ({ key }) => {
  if (key === "Home") move(0);
  else if (key === "End") move(PLACES - 1);
  else move(place + (key === "ArrowRight" ? 1 : -1));
});
document.body.addEventListener("pointermove", ({ clientX, buttons }) => {
  const { left, width } = track.getBoundingClientRect();
  if (buttons) move(Math.round(((clientX - left) / width) * (PLACES - 1)));
});
