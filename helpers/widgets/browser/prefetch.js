// @ts-check
// Frames prefetched during a drag: for where the pointer was when they were requested, and for where
// it might be by now. They are shown until others fit. A few older answers are kept for a pointer that
// turns back.

import { decodePayload, linePoints } from "./codec.js";
import { samePositions } from "./kernel.js";

// How many answers are kept.
const KEPT_ANSWERS = 4;

export class PrefetchedFrames {
  /** The newest first. @type {{ decoded: DecodedPayload, candidates: Candidate[] }[]} */
  #answers = [];
  #received = 0; // how many answers
  #shown = 0; // the number of the newest that was decoded; those before are out of date

  /**
   * @param {Candidate[]} candidates of whose settings they are
   * @param {Encoded} encoded
   * @returns {Promise<boolean>} whether there are newer frames now
   */
  async receive(candidates, encoded) {
    this.#received += 1;
    const number = this.#received;
    const decoded = await decodePayload({ ...encoded, at: candidates[0].positions });
    if (number <= this.#shown) return false;
    this.#shown = number;
    this.#answers = [{ decoded, candidates }, ...this.#answers].slice(0, KEPT_ANSWERS);
    return true;
  }

  /** Others fit now; frames that came before them and are decoded later are out of date. */
  forget() {
    this.#answers = [];
    this.#shown = this.#received;
  }

  /**
   * Of the frames with the sliders at these positions, or else of all, the one whose dot is nearest
   * to where it is dragged. Caption and picture are both of that frame.
   * @param {Record<string, number>} positions
   * @param {boolean} orOthers whether one with other positions is better than none
   * @param {number} step
   * @param {(decoded: DecodedPayload, selection: FrameSelection) => number} distanceTo its dot
   * @returns {Shown | null}
   */
  choose(positions, orOthers, step, distanceTo) {
    const all = this.#answers.flatMap(({ decoded, candidates }) =>
      candidates.map((candidate, position) => {
        const selection = { frames: decoded.sliderFrames.prefetched, position, step };
        const isExact = samePositions(positions, candidate.positions);
        return { decoded, selection, isExact, distance: distanceTo(decoded, selection) };
      }),
    );
    const exact = all.filter(({ isExact }) => isExact);
    const fitting = exact.length || !orOthers ? exact : all;
    const least = Math.min(...fitting.map(({ distance }) => distance));
    return fitting.find(({ distance }) => distance === least) ?? null;
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
