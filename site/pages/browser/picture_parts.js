// @ts-check
// A still picture on a slide: of its panels as many side by side as can be read.

import { PanelChoice } from "../../../helpers/widgets/browser/panel_choice.js";
import { make } from "./make.js";

/** @import { PanelGroup, Place } from "../../../helpers/widgets/browser/layout.js" */

const GAP = 3; // columns without ink that part one panel from the next, and a label from its axis
const LEAST_SHARE = 0.15; // of the picture's width: what is narrower is a label
const INK = 8; // how much a colour differs from the paper's

/**
 * Lets a picture fill its place, and the buttons above it choose the panels.
 * @param {HTMLImageElement} image
 */
export async function fillPlace(image) {
  const place = image.parentElement;
  if (!place || place.matches(".deck-part")) return;
  const frame = make("div", "deck-part");
  place.append(frame);
  frame.append(image);
  image.loading = "eager"; // it is not in sight yet
  await image.decode();
  const [width, height] = ["width", "height"].map((name) => Number(image.getAttribute(name)));
  const panels = panelsOf(image, width);
  let room = { width: 0, height: 0, leastScale: 0 };
  const show = (/** @type {PanelGroup} */ [left, shown]) => {
    const scale = Math.min(room.width / shown, room.height / height);
    const lengths = { left, width: shown, height, whole: width };
    for (const [name, length] of Object.entries(lengths)) {
      frame.style.setProperty(`--${name}`, `${length * scale}px`);
    }
  };
  const choice = new PanelChoice({ panels, width }, show);
  place.before(choice.element);
  new ResizeObserver(() => {
    room = roomOf(place);
    // One panel for itself has numbers of 13.9 pixels.
    if (panels.length === 1) room.leastScale *= 0.8;
    if (room.width) show(choice.offer(room));
  }).observe(place);
}

/**
 * @param {HTMLElement} place
 * @returns {Place}
 */
function roomOf(place) {
  const leastScale = Number(getComputedStyle(place).getPropertyValue("--live-figure-least-scale"));
  return { width: place.clientWidth, height: place.clientHeight, leastScale };
}

/**
 * Returns the panels of a picture: parts of it with ink in all columns, each after its labels.
 * @param {HTMLImageElement} image
 * @param {number} width that the picture counts as
 * @returns {PanelGroup[]}
 */
function panelsOf(image, width) {
  const starts = [0];
  let begun = -Infinity; // where the ink that is not yet a panel begins
  let last = -Infinity; // the column with ink before
  for (const column of columnsWithInk(image)) {
    if (column - last > GAP) {
      const isPanel = last - begun > LEAST_SHARE * image.naturalWidth;
      if (isPanel) starts.push((last + column) / 2);
      if (isPanel || begun < 0) begun = column;
    }
    last = column;
  }
  const scale = width / image.naturalWidth;
  const ends = [...starts.slice(1), image.naturalWidth];
  return starts.map((start, i) => [scale * start, scale * (ends[i] - start)]);
}

/** @param {HTMLImageElement} image */
function columnsWithInk(image) {
  const { naturalWidth: width, naturalHeight: height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (!context) return [];
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const columns = new Set();
  for (let i = 0; i < data.length; i += 4) {
    if (Math.min(data[i], data[i + 1], data[i + 2]) < 255 - INK) columns.add((i / 4) % width);
  }
  return [...columns].sort((a, b) => a - b);
}
