// @ts-check
// Decodes what the kernel sends, as docs/payload_format.md describes it.

const SUBPIXELS = 32;
const GAP = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;
const DECIMALS_WRITTEN_OUT = { least: -2, most: 9 };
const MANTISSA_DECIMALS = 3;
const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * @param {Payload} payload
 * @returns {Promise<DecodedPayload>}
 */
export async function decodePayload({ at, integers, block }) {
  const bytes = await inflate(block);
  const values = toIntegers(bytes.subarray(0, 4 * integers));
  /** @type {Record<string, SliderFrames>} */
  const sliderFrames = JSON.parse(new TextDecoder().decode(bytes.subarray(4 * integers)));
  /** @type {Set<number>} */
  const decoded = new Set(); // several traces may share an array
  for (const { lines, numbers } of Object.values(sliderFrames)) {
    for (const place of [...lines.flat(), ...numbers]) {
      if (decoded.has(place.start)) continue;
      decoded.add(place.start);
      undoDeltas(values, place);
    }
  }
  return { at, sliderFrames, values };
}

/** @param {DataView<ArrayBuffer>} block */
async function inflate(block) {
  const stream = new Blob([block]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Puts the four bytes of each integer together (the block has all lowest bytes first), and undoes
 * the zigzag.
 * @param {Uint8Array} bytes
 */
function toIntegers(bytes) {
  const count = bytes.length / 4;
  const integers = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const zigzag =
      bytes[i] |
      (bytes[count + i] << 8) |
      (bytes[2 * count + i] << 16) |
      (bytes[3 * count + i] << 24);
    integers[i] = (zigzag >>> 1) ^ -(zigzag & 1);
  }
  return integers;
}

/**
 * Adds up the differences along the last axis, and what another array predicts.
 * @param {Int32Array} values
 * @param {ArrayPlace} place
 */
function undoDeltas(values, place) {
  const { start, shape, order = 1, reference, factor = 1, offset = 0 } = place;
  const size = shape.reduce((product, length) => product * length, 1);
  const steps = shape[shape.length - 1];
  for (let time = 0; time < order; time++) {
    for (let row = start; row < start + size; row += steps) {
      for (let i = row + 1; i < row + steps; i++) values[i] = (values[i] + values[i - 1]) | 0;
    }
  }
  if (reference === undefined) return;
  for (let i = 0; i < size; i++) {
    const line = Math.floor(factor * values[reference + i] + offset + 0.5);
    const expected = Math.min(Math.max(line, -(2 ** 31)), INT32_MAX);
    values[start + i] = (values[start + i] + expected) | 0;
  }
}

/**
 * The points of a line in pixels of the figure; null where there is none.
 * @param {DecodedPayload} decoded
 * @param {LineStyle} style
 * @param {[ArrayPlace, ArrayPlace]} places
 * @param {FrameSelection} selection
 * @returns {Points}
 */
export function linePoints({ values }, style, [xs, ys], { position, step }) {
  const x = elementReader(values, xs, position);
  const y = elementReader(values, ys, position);
  const count = style.trail ? step + 1 : Math.max(xs.shape[1], ys.shape[1]);
  /** @type {Points} */
  const points = [];
  for (let i = 0; i < count; i++) {
    const px = style.trail ? x(0, i) : x(i, step);
    const py = style.trail ? y(0, i) : y(i, step);
    points.push(px === GAP || py === GAP ? null : [px / SUBPIXELS, py / SUBPIXELS]);
  }
  return points;
}

/**
 * A function of (point, step) for one position; an axis of length 1 holds for all.
 * @param {Int32Array} values
 * @param {ArrayPlace} place
 * @param {number} position
 */
function elementReader(values, { start, shape: [positions, points, steps] }, position) {
  const first = start + (positions > 1 ? position : 0) * points * steps;
  const pointStride = points > 1 ? steps : 0;
  const stepStride = steps > 1 ? 1 : 0;
  /** @type {(point: number, step: number) => number} */
  return (point, step) => values[first + point * pointStride + step * stepStride];
}

/**
 * The text below the figure.
 * @param {DecodedPayload} decoded
 * @param {FrameSelection} selection
 * @param {number[]} decimals
 */
export function captionText({ values }, { frames, position, step }, decimals) {
  const ending = frames.endings[position];
  let text = ending && step >= ending[0] ? ending[1] : frames.captions[position];
  text = text.replaceAll("{step}", String(step));
  decimals.forEach((digits, i) => {
    const { start, shape } = frames.numbers[i];
    const [positions, steps] = shape;
    const fixed = values[start + (positions > 1 ? position : 0) * steps + step];
    text = text.replaceAll(`{${i}}`, formatNumber(fixed, digits));
  });
  return text;
}

/**
 * As format_number in codec.py: with a power of ten where it would have many digits without.
 * @param {number} fixed a number in units of its last digit
 * @param {number} decimals
 */
function formatNumber(fixed, decimals) {
  if (Math.abs(fixed) >= INT32_MAX) return fixed > 0 ? "∞" : "−∞";
  const { least, most } = DECIMALS_WRITTEN_OUT;
  const writtenOut = decimals >= least && decimals <= most;
  const shown = writtenOut ? decimals : MANTISSA_DECIMALS;
  const digits = (fixed / 10 ** shown).toFixed(Math.max(shown, 0)).replace("-", "−");
  return writtenOut ? digits : `${digits} × 10${superscript(shown - decimals)}`;
}

/** @param {number} integer */
function superscript(integer) {
  const digits = [...String(integer)].map((digit) => SUPERSCRIPT[Number(digit)] ?? "⁻");
  return digits.join("");
}
