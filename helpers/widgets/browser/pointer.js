// @ts-check
// Mouse, fingers and arrow keys: whether a slider is held, and where the start is set.

import { pointInFigure } from "./layout.js";

/** @import { View } from "./view.js" */

/** @type {Record<string, [right: number, up: number]>} */
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

// Milliseconds after the last arrow key until the walker is dropped.
const KEYS_PAUSE = 500;

let pointerDown = false;
let presses = 0;

/** Whether a mouse button or a finger is down: then a slider is not at rest. */
export function isPointerDown() {
  return pointerDown;
}

/** How often a mouse button or a finger has come down. */
export function countPresses() {
  return presses;
}

/**
 * Listens while a view is on the page, and not as long as the figure lives: those of a cell that is
 * run again stay in the kernel, and so in the browser.
 * @param {AbortSignal} signal ends it
 */
export function watchPointer(signal) {
  const options = { capture: true, signal };
  for (const kind of ["pointerdown", "pointerup", "pointercancel"]) {
    const listener = () => {
      pointerDown = kind === "pointerdown";
      if (pointerDown) presses += 1;
    };
    window.addEventListener(kind, listener, options);
  }
  window.addEventListener(
    "pointermove",
    (event) => {
      if (!event.buttons) pointerDown = false;
    },
    options,
  );
}

/** For when no view listens any more, and so none would notice a release. */
export function resetPointer() {
  pointerDown = false;
}

/**
 * Lets a click on the ground set the start, and the arrow keys shift it.
 * @param {View} view
 * @param {Geometry} geometry
 * @param {Box} ground
 * @param {{ move: (message: StartMessage) => void, drop: () => void }} start
 */
export function listenForStart(view, geometry, ground, { move, drop }) {
  const { canvas, stage } = view;
  const [left, top, width, height] = ground;
  let timer = 0;
  /** @param {MouseEvent} event */
  const pointOnGround = (event) => {
    if (!view.layout) return null;
    const zoom = view.layout.width / canvas.clientWidth;
    const point = pointInFigure(
      view.layout,
      geometry.height,
      event.offsetX * zoom,
      event.offsetY * zoom,
    );
    if (!point) return null;
    const [x, y] = point;
    const inside = x >= left && x <= left + width && y >= top && y <= top + height;
    return inside ? { x, y } : null;
  };
  canvas.addEventListener("pointermove", (event) => {
    canvas.style.cursor = pointOnGround(event) ? "crosshair" : "default";
  });
  canvas.addEventListener("click", (event) => {
    const point = pointOnGround(event);
    if (!point) return;
    move({ kind: "set_start", ...point });
    drop();
  });
  stage.tabIndex = 0;
  stage.setAttribute("role", "application"); // so that a screen reader leaves it the arrow keys
  stage.setAttribute("aria-label", "The walker's start: the arrow keys move it.");
  stage.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const [right, up] = arrow;
    clearTimeout(timer);
    move({ kind: "shift_start", right, up });
  });
  stage.addEventListener("keyup", (event) => {
    if (!ARROWS[event.key]) return;
    clearTimeout(timer);
    timer = setTimeout(drop, KEYS_PAUSE);
  });
}
