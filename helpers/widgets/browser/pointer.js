// @ts-check
// Mouse and fingers: whether a slider is held.

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
