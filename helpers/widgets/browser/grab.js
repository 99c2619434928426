// @ts-check
// Mouse, fingers and arrow keys on the picture: what is dragged there, and where to.

import { distance } from "./dragging.js";
import { isInside, nearestInBox, pointInFigure, tileAt } from "./layout.js";

/** @import { Dragging } from "./dragging.js" */
/** @import { Tile } from "./layout.js" */
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

// A finger this near to a dot drags it, and does not scroll the page; in CSS pixels.
const FINGER = 24;

/**
 * Lets a pointer drag what can be dragged on the picture. A mouse takes it from anywhere in its
 * box. A finger takes it from near by; elsewhere it scrolls the page, and a tap sets it there.
 * @param {View} view
 * @param {Geometry} geometry
 * @param {Dragging} dragging all points are in pixels of the figure
 */
export function listenForDrags(view, { height, grabs }, dragging) {
  const { canvas } = view;
  /** @type {{ pointer: number, tile: Tile, box: Box } | null} */
  let held = null;
  let isClickDone = false; // by the press that was before it
  /** @param {MouseEvent} event */
  const targetOf = (event) => {
    const { layout } = view;
    const point = view.pointOf(event);
    const tile = layout && tileAt(layout, height, point);
    if (!tile) return null;
    const at = pointInFigure(tile, point);
    const grab = grabs.find((grab) => isInside(grab.box, at) && dragging.canGrab(grab));
    return grab ? { grab, tile, at } : null;
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    const target = targetOf(event);
    isClickDone = false;
    if (!target) return;
    const { grab, tile, at } = target;
    const reach = event.pointerType === "touch" ? FINGER * view.zoom : Infinity;
    const isNear = dragging.dots(grab).some((dot) => distance(dot, at) < reach);
    if (reach < Infinity && !isNear) return;
    held = { pointer: event.pointerId, tile, box: grab.box };
    isClickDone = true;
    canvas.setPointerCapture(event.pointerId);
    dragging.grab(grab, at);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held?.pointer) {
      if (!event.buttons) canvas.style.cursor = targetOf(event) ? "crosshair" : "default";
      return;
    }
    dragging.drag(nearestInBox(held.box, pointInFigure(held.tile, view.pointOf(event))));
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(kind, (event) => {
      if (/** @type {PointerEvent} */ (event).pointerId !== held?.pointer) return;
      held = null;
      dragging.drop();
    });
  }
  const onTouch = (/** @type {TouchEvent} */ event) => {
    if (held && event.cancelable) event.preventDefault(); // the page does not scroll
  };
  canvas.addEventListener("touchstart", onTouch, { passive: false });
  canvas.addEventListener("click", (event) => {
    const target = isClickDone ? null : targetOf(event);
    isClickDone = false;
    if (!target) return;
    dragging.grab(target.grab, target.at);
    dragging.drop();
  });
}

/**
 * Lets the arrow keys shift the start: the keyboard equivalent of dragging it.
 * @param {HTMLElement} stage
 * @param {Dragging} dragging
 */
export function listenForArrows(stage, dragging) {
  let timer = 0;
  stage.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(timer);
    dragging.shiftStart(...arrow);
  });
  stage.addEventListener("keyup", (event) => {
    if (!ARROWS[event.key]) return;
    clearTimeout(timer);
    timer = setTimeout(() => dragging.finishKeyboardShift(), KEYS_PAUSE);
  });
}
