// @ts-check
// The keys of slides, which are also those of a presenter's remote control.

/** @type {Record<string, 1 | -1>} */
const MOVES = { PageDown: 1, PageUp: -1, ArrowRight: 1, ArrowLeft: -1, " ": 1 };
// What has the focus and uses a key itself: sliders, what is dragged or scrolled, and fields.
const USES_ARROWS = 'input, select, textarea, [tabindex="0"]';
const USES_SPACE = "button, input, select, textarea, summary, a";
const READOUT = ".live-figure-readout:not([hidden])"; // Escape closes it

/**
 * @typedef {{
 *   move: (by: 1 | -1) => void, toEnd: (isLast: boolean) => void, leave: () => void,
 * }} Moves
 */

/** @param {Moves} moves */
export function listenForKeys(moves) {
  // On the window and capturing: a remote control moves on when a slider has the focus too.
  addEventListener(
    "keydown",
    (event) => {
      const move = moveOf(event, moves);
      if (!move) return;
      event.preventDefault();
      event.stopPropagation();
      move();
    },
    { capture: true },
  );
}

/**
 * What a key does, or null.
 * @param {KeyboardEvent} event
 * @param {Moves} moves
 */
function moveOf({ key, target, ctrlKey, metaKey, altKey, shiftKey }, moves) {
  if (ctrlKey || metaKey || altKey || shiftKey || !(target instanceof Element)) return null;
  if (key === "Escape") {
    const isForOthers = document.fullscreenElement || target.matches("select");
    return isForOthers || document.querySelector(READOUT) ? null : moves.leave;
  }
  if (key === " " ? target.closest(USES_SPACE) : usesKey(target, key)) return null;
  if (key === "Home" || key === "End") return () => moves.toEnd(key === "End");
  return MOVES[key] ? () => moves.move(MOVES[key]) : null;
}

/**
 * @param {Element} target
 * @param {string} key
 */
function usesKey(target, key) {
  return !key.startsWith("Page") && target.matches(USES_ARROWS);
}
