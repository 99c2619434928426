// @ts-check
// The run from before a move: it stays, pale, behind the one that is shown, until the next move.

import { countPresses, isPointerDown } from "./pointer.js";

// Milliseconds without a change after which the next change begins another move.
const MOVE_PAUSE = 500;

export class Ghost {
  /** What was shown before the move. @type {Shown | null} */
  run = null;
  #moved = ""; // what is moved
  #presses = 0; // of the mouse or a finger, when it was moved last
  #time = 0; // when it was moved last

  /**
   * What is shown becomes the ghost where a change begins a move, and does not go on with one: a
   * drag from press to release, or keys one soon after the other.
   * @param {string} moved what is moved
   * @param {Shown | null} shown
   */
  follow(moved, shown) {
    const now = performance.now();
    const goesOn =
      moved === this.#moved &&
      countPresses() === this.#presses &&
      (isPointerDown() || now - this.#time < MOVE_PAUSE);
    this.#moved = moved;
    this.#presses = countPresses();
    this.#time = now;
    if (!goesOn && shown) this.run = shown;
  }

  clear() {
    this.run = null;
    this.#moved = "";
  }
}
