// @ts-check
// The pointer over a curve: its nearest point is marked, and its numbers are said beside it.

import { linePoints } from "./codec.js";
import { isInside, pointInFigure, tileAt } from "./layout.js";

/** @import { View } from "./view.js" */

// Pixels of the figure from a curve within which the pointer is over it.
const REACH = 20;
// A line with a lower opacity, such as a band around a curve, has no readout.
const PALE = 0.5;

const NUMBERS = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/**
 * A point on a curve: where, of which trace, and at which step of a trail.
 * @typedef {{ at: Point, trace: number, step: number | null }} CurvePoint
 */

/**
 * Shows the numbers of the point under the mouse, until it goes or Escape is pressed. (A reader
 * without one has them in the caption, at each step of the slider.) Returns a function that updates
 * them when another frame is shown.
 * @param {View} view
 * @param {() => Geometry} geometry
 * @param {() => Shown | null} shown
 * @param {string} stepName what the points of a trail are called: as the slider that moves along it
 * @param {AbortSignal} signal ends what listens outside the view
 */
export function listenForReadout(view, geometry, shown, stepName, signal) {
  const { canvas } = view;
  /** @type {MouseEvent | null} */
  let over = null;
  const update = () => {
    const { layout } = view;
    const frame = shown();
    if (!over || !layout || !frame) return view.showReadout(null);
    const point = view.pointOf(over);
    const tile = tileAt(layout, geometry().height, point);
    const nearest = tile && nearestPoint(frame, geometry(), pointInFigure(tile, point));
    if (!tile || !nearest) return view.showReadout(null);
    const [x, y] = nearest.at;
    view.showReadout(describe(nearest, geometry(), stepName), [x - tile.left + tile.x, y + tile.y]);
  };
  /** @param {PointerEvent} event */
  const onMove = (event) => {
    over = event.pointerType === "touch" || event.buttons ? null : event;
    update();
  };
  canvas.addEventListener("pointermove", onMove);
  canvas.addEventListener("pointerdown", onMove);
  const leave = () => {
    over = null;
    update();
  };
  canvas.addEventListener("pointerleave", leave);
  const onKey = (/** @type {KeyboardEvent} */ { key }) => key === "Escape" && leave();
  window.addEventListener("keydown", onKey, { capture: true, signal });
  return () => {
    if (over) update();
  };
}

/**
 * @param {Shown} shown
 * @param {Geometry} geometry
 * @param {Point} pointer
 * @returns {CurvePoint | null}
 */
function nearestPoint({ decoded, selection }, { traces }, pointer) {
  /** @type {CurvePoint | null} */
  let best = null;
  let least = REACH;
  for (const [trace, style] of traces.entries()) {
    if (!style.line || style.alpha < PALE || (style.clip && !isInside(style.clip, pointer)))
      continue;
    const points = linePoints(decoded, style, selection.frames.lines[trace], selection);
    const onlyPoints = style.trail || style.marker !== null; // between them there is nothing
    for (const [i, point] of points.entries()) {
      const before = onlyPoints ? point : points[i - 1];
      if (!point || !before) continue;
      const at = nearestOnLine(before, point, pointer);
      const distance = Math.hypot(at[0] - pointer[0], at[1] - pointer[1]);
      if (distance > least) continue;
      least = distance;
      best = { at, trace, step: style.trail ? i : null };
    }
  }
  return best;
}

/**
 * @param {Point} from
 * @param {Point} to
 * @param {Point} point
 * @returns {Point}
 */
function nearestOnLine([x, y], to, point) {
  const dx = to[0] - x;
  const dy = to[1] - y;
  const square = dx * dx + dy * dy;
  const along = square ? ((point[0] - x) * dx + (point[1] - y) * dy) / square : 0;
  const fraction = Math.min(Math.max(along, 0), 1);
  return [x + fraction * dx, y + fraction * dy];
}

/**
 * @param {CurvePoint} point
 * @param {Geometry} geometry
 * @param {string} stepName
 */
function describe({ at: [x, y], trace, step }, { traces, axes, names }, stepName) {
  const [left, top, width, height] = traces[trace].clip ?? [0, 0, 1, 1];
  const [number, name] = names[trace];
  const { x: across, y: up } = axes[number];
  const parts = [
    step === null || across.name === "updates" ? "" : `${stepName} ${step}`,
    step !== null && across.name === "updates"
      ? `${across.name} ${step}`
      : `${across.name} ${valueAt(across, (x - left) / width)}`,
    `${up.name} ${valueAt(up, (top + height - y) / height)}`,
  ];
  return [name, parts.filter(Boolean).join(", ")].filter(Boolean).join(": ");
}

/**
 * @param {Axis} axis
 * @param {number} fraction of its length
 */
function valueAt({ log, limits: [low, high] }, fraction) {
  const value = log ? low * (high / low) ** fraction : low + (high - low) * fraction;
  // What is smaller than a pixel's part is 0.
  const isZero = !log && Math.abs(value) < 1e-4 * Math.abs(high - low);
  return NUMBERS.format(isZero ? 0 : value).replace("-", "−");
}
