// @ts-check
// Keys typed on a control do not reach the notebook, where a digit makes a heading, "d d" deletes
// the cell and an arrow goes to another one.

/**
 * Lumino, which runs the shortcuts of JupyterLab and Notebook 7, finds none for a key typed on an
 * element with this attribute. (To stop the event is not enough: Notebook 7 hears it first.)
 */
const SUPPRESS = "data-lm-suppress-shortcuts";

/**
 * @param {HTMLElement} el a view
 * @param {AbortSignal} signal ends it
 * @param {(event: KeyboardEvent) => boolean} [passes] whether a key may act on the notebook
 */
export function suppressShortcuts(el, signal, passes = leavesControl) {
  /** @param {KeyboardEvent} event */
  const onKeydown = (event) => {
    const { target } = event;
    if (!(target instanceof Element && outermostBox(el).contains(target))) return;
    target.toggleAttribute(SUPPRESS, !passes(event));
    // JupyterLab's own answer to Escape leaves the focus on the control.
    const cell = event.key === "Escape" && passes(event) ? target.closest(".jp-Cell") : null;
    if (cell instanceof HTMLElement) cell.focus({ preventScroll: true });
  };
  // On the window and capturing: before any listener on the document.
  window.addEventListener("keydown", onKeydown, { capture: true, signal });
}

/** @param {KeyboardEvent} event of a key with which a reader leaves a control, or saves, or copies */
function leavesControl({ key, shiftKey, ctrlKey, metaKey, altKey }) {
  const leaves = key === "Tab" || key === "Escape" || (key === "Enter" && shiftKey);
  return leaves || ctrlKey || metaKey || altKey;
}

/**
 * The box of ipywidgets that holds a view, its sliders and all that goes with them.
 * @param {HTMLElement} el
 */
function outermostBox(el) {
  let box = el;
  for (;;) {
    const outer = box.parentElement?.closest(".widget-box");
    if (!(outer instanceof HTMLElement)) return box;
    box = outer;
  }
}
