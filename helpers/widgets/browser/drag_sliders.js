// @ts-check
// The slider positions that put a point of the picture where it is dragged to.

import { linePoints } from "./codec.js";

/**
 * Returns a function that finds the position of one slider at which a point is nearest along x; or
 * of two sliders at which it is nearest, and the other points of its line moved least.
 * @param {Grab} grab
 * @param {LineStyle} style of its dots
 * @param {DecodedPayload} decoded
 * @param {Points} points where the dots were when the one that is dragged was grabbed
 * @param {number} dragged which of them it is
 * @param {boolean} together whether both sliders may be elsewhere than where there are frames
 * @returns {(to: Point) => Record<string, number>}
 */
export function sliderFinder({ dots, sliders }, style, decoded, points, dragged, together) {
  const { at, sliderFrames } = decoded;
  const [first, second] = sliders.map((name) => {
    const frames = sliderFrames[name];
    const still = { ...style, trail: false };
    return frames.captions.map((_, position) =>
      linePoints(decoded, still, frames.lines[dots], { frames, position, step: 0 }),
    );
  });
  if (!second) {
    return (to) => {
      const distances = first.map((moved) => Math.abs((moved[dragged]?.[0] ?? Infinity) - to[0]));
      return { [sliders[0]]: distances.lastIndexOf(Math.min(...distances)) };
    };
  }
  const [atFirst, atSecond] = sliders.map((name) => at[name]);
  const original = first[atFirst];
  return (to) => {
    const targets = points.map((point, i) => (i === dragged ? to : point));
    let least = Infinity;
    let best = [atFirst, atSecond];
    for (const [i, byFirst] of first.entries()) {
      for (const [j, bySecond] of second.entries()) {
        if (!together && i !== atFirst && j !== atSecond) continue;
        const sum = targets.reduce(
          (total, target, k) =>
            total + squaredDistance(target, byFirst[k], bySecond[k], original[k]),
          0,
        );
        if (sum >= least) continue;
        least = sum;
        best = [i, j];
      }
    }
    return { [sliders[0]]: best[0], [sliders[1]]: best[1] };
  };
}

/**
 * The squared distance of a point from its target, when each slider adds its own shift.
 * @param {Point | null} target
 * @param {Point | null} byFirst where the first slider alone puts it
 * @param {Point | null} bySecond where the second slider alone puts it
 * @param {Point | null} original where it is
 */
function squaredDistance(target, byFirst, bySecond, original) {
  if (!target || !byFirst || !bySecond || !original) return Infinity;
  const [dx, dy] = [0, 1].map(
    (axis) => byFirst[axis] + bySecond[axis] - original[axis] - target[axis],
  );
  return dx * dx + dy * dy;
}
