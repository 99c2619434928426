// @ts-check
// Paints one frame on a canvas: the background, the lines, and the legends over them.

import { linePoints } from "./codec.js";

/** @import { Layout } from "./layout.js" */

/**
 * What is behind the lines, in the size of the layout: without a run from before, and with it.
 * @typedef {{ background: ImageBitmap, ghosted: CanvasImageSource }} Backdrop
 */

// How much of a legend covers the lines behind it, as in figure_drawing.py.
const LEGEND_OPACITY = 0.8;
// How much of its colour a run from before keeps.
const GHOST_OPACITY = 0.35;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Backdrop} backdrop
 * @param {Geometry} geometry
 * @param {Layout} layout
 * @param {DecodedPayload} decoded
 * @param {FrameSelection} selection
 */
export function paintFrame(context, { background, ghosted }, geometry, layout, decoded, selection) {
  const { traces, markers, legends } = geometry;
  const { scale, tiles, backgroundHeight } = layout;
  const lines = traces.map((style, i) =>
    linePoints(decoded, style, selection.frames.lines[i], selection),
  );
  for (const tile of tiles) {
    const x = Math.round((tile.x - tile.left) * scale);
    const y = Math.round(tile.y * scale);
    context.save();
    context.setTransform(1, 0, 0, 1, x, y);
    context.beginPath();
    context.rect(tile.left * scale, 0, tile.width * scale, backgroundHeight);
    context.clip();
    context.drawImage(ghosted, 0, 0);
    context.setTransform(scale, 0, 0, scale, x, y);
    for (const [i, style] of traces.entries()) drawLine(context, style, markers, lines[i]);
    context.setTransform(1, 0, 0, 1, x, y);
    drawLegends(context, legends, scale, background);
    context.restore();
  }
}

/**
 * The background with a run from before on it, which is so drawn only once.
 * @param {ImageBitmap} background
 * @param {Geometry} geometry
 * @param {Layout} layout
 * @param {Shown} run
 */
export function drawGhost(background, { traces, markers }, { scale }, { decoded, selection }) {
  const [ghost, ghosted] = [0, 1].map(() => document.createElement("canvas"));
  for (const canvas of [ghost, ghosted]) {
    canvas.width = background.width;
    canvas.height = background.height;
  }
  const above = ghost.getContext("2d");
  const below = ghosted.getContext("2d", { alpha: false });
  if (!above || !below) return background;
  above.scale(scale, scale);
  for (const [i, style] of traces.entries()) {
    const points = linePoints(decoded, style, selection.frames.lines[i], selection);
    drawLine(above, style, markers, points);
  }
  below.drawImage(background, 0, 0);
  below.globalAlpha = GHOST_OPACITY; // of all at once: crossing lines are no darker
  below.drawImage(ghost, 0, 0);
  return ghosted;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {LineStyle} style
 * @param {string[]} markers
 * @param {Points} points
 */
function drawLine(context, style, markers, points) {
  context.save();
  context.globalAlpha = style.alpha;
  if (style.clip) {
    context.beginPath();
    context.rect(...style.clip);
    context.clip();
  }
  if (style.line) strokeLine(context, style, style.line, points);
  if (style.marker !== null) drawMarkers(context, style, markers[style.marker], points);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {LineStyle} style
 * @param {string} colour
 * @param {Points} points
 */
function strokeLine(context, style, colour, points) {
  context.beginPath();
  let connected = false;
  for (const point of points) {
    if (point && connected) context.lineTo(...point);
    else if (point) context.moveTo(...point);
    connected = point !== null;
  }
  context.strokeStyle = colour;
  context.lineWidth = style.width;
  context.lineJoin = "round";
  context.lineCap = style.dashes.length ? "butt" : "square";
  context.setLineDash(style.dashes);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {LineStyle} style
 * @param {string} path
 * @param {Points} points
 */
function drawMarkers(context, style, path, points) {
  const marker = new Path2D(path);
  context.fillStyle = style.fill;
  context.strokeStyle = style.edge;
  context.lineWidth = style.edge_width;
  context.setLineDash([]);
  for (const point of points) {
    if (!point) continue;
    context.save();
    context.translate(...point);
    context.fill(marker);
    if (style.edge_width) context.stroke(marker);
    context.restore();
  }
}

/**
 * Draws the legends of the background once more, so that lines show only faintly through them.
 * @param {CanvasRenderingContext2D} context
 * @param {Box[]} legends
 * @param {number} scale
 * @param {ImageBitmap} background
 */
function drawLegends(context, legends, scale, background) {
  context.globalAlpha = LEGEND_OPACITY;
  for (const [x, y, width, height] of legends) {
    const left = Math.round(x * scale);
    const top = Math.round(y * scale);
    const right = Math.round((x + width) * scale);
    const bottom = Math.round((y + height) * scale);
    /** @type {Box} */
    const part = [left, top, right - left, bottom - top];
    context.drawImage(background, ...part, ...part);
  }
}
