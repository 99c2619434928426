// @ts-check
// The frames that came for what is dragged: of where the pointer was when they were asked for, and of
// where it might be by now. They are shown until others fit. Those before the newest are kept for a
// pointer that turns back.

import { decodePayload, linePoints } from "./codec.js";
import { samePositions } from "./kernel.js";

/** @import { Shown } from "./dragging.js" */

// How many answers are kept.
const KEPT_ANSWERS = 4;

export class TriedFrames {
  /** The newest first. @type {{ decoded: DecodedPayload, tries: Try[] }[]} */
  #answers = [];
  #come = 0; // how many answers
  #shown = 0; // the number of the newest that was decoded; those before are out of date

  /**
   * @param {Try[]} tries what they are of
   * @param {Encoded} encoded
   * @returns {Promise<boolean>} whether there are newer frames now
   */
  async receive(tries, encoded) {
    this.#come += 1;
    const number = this.#come;
    const decoded = await decodePayload({ ...encoded, at: tries[0].positions });
    if (number <= this.#shown) return false;
    this.#shown = number;
    this.#answers = [{ decoded, tries }, ...this.#answers].slice(0, KEPT_ANSWERS);
    return true;
  }

  /** Others fit now; frames that came before them and are decoded later are out of date. */
  forget() {
    this.#answers = [];
    this.#shown = this.#come;
  }

  /**
   * Of the frames with the sliders at these positions, or else of all, the one whose dot is nearest
   * to where it is dragged. Caption and picture are both of that frame.
   * @param {Record<string, number>} positions
   * @param {boolean} orOthers whether one with other positions is better than none
   * @param {number} step
   * @param {(decoded: DecodedPayload, selection: FrameSelection) => number} distance of its dot
   * @returns {Shown | null}
   */
  choose(positions, orOthers, step, distance) {
    const all = this.#answers.flatMap(({ decoded, tries }) =>
      tries.map((attempt, position) => {
        const selection = { frames: decoded.sliderFrames.tried, position, step };
        const isExact = samePositions(positions, attempt.positions);
        return { decoded, selection, isExact, away: distance(decoded, selection) };
      }),
    );
    const exact = all.filter(({ isExact }) => isExact);
    const fitting = exact.length || !orOthers ? exact : all;
    const least = Math.min(...fitting.map(({ away }) => away));
    return fitting.find(({ away }) => away === least) ?? null;
  }
}

/**
 * The dots of a frame that can be dragged.
 * @param {Grab} grab
 * @param {LineStyle} style of them
 * @param {DecodedPayload} decoded
 * @param {FrameSelection} selection
 * @returns {Points}
 */
export function dotsOf({ dots }, style, decoded, selection) {
  return linePoints(decoded, style, selection.frames.lines[dots], selection);
}
