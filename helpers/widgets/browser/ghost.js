// @ts-check
// The run from before a move: it stays, pale, behind the one that is shown, until the next move.

import { linePoints } from "./codec.js";
import { countPresses, isPointerDown } from "./pointer.js";

// Milliseconds without a change after which the next change begins another move.
const MOVE_PAUSE = 500;

/** The points of each line, in pixels of the figure. @typedef {([number, number] | null)[][]} Lines */

export class Ghost {
  /** @type {Lines | null} */
  lines = null;
  #moved = ""; // what is moved
  #presses = 0; // of the mouse or a finger, when it was moved last
  #time = 0; // when it was moved last

  /**
   * What is shown becomes the ghost where a change begins a move, and does not go on with one: a
   * drag from press to release, or keys one soon after the other.
   * @param {string} moved what is moved
   * @param {{ frames: Frames, selection: FrameSelection } | null} shown
   * @param {LineStyle[]} traces
   */
  follow(moved, shown, traces) {
    const now = performance.now();
    const goesOn =
      moved === this.#moved &&
      countPresses() === this.#presses &&
      (isPointerDown() || now - this.#time < MOVE_PAUSE);
    this.#moved = moved;
    this.#presses = countPresses();
    this.#time = now;
    if (goesOn || !shown) return;
    const { frames, selection } = shown;
    this.lines = traces.map((style, i) =>
      linePoints(frames, style, selection.strip.lines[i], selection),
    );
  }

  clear() {
    this.lines = null;
    this.#moved = "";
  }
}
