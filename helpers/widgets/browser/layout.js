// @ts-check
// Where the panels of a figure go, and how large they are on the screen.

// A panel is not shown smaller than this fraction of its own size while there is room below.
const MIN_SCALE = 0.75;
// Of a figure without panels so much of its width is shown at once, where it cannot be read whole.
const PART = 0.6;

/**
 * A panel: where it stands in the figure as matplotlib drew it, and where it is shown.
 * @typedef {{ left: number, width: number, x: number, y: number }} Tile
 */

/**
 * The room for a figure, in CSS pixels. `leastScale` is 0 where the figure has its own size at most,
 * and as much height as it needs. Else it fills the place, with no panel smaller than that.
 * @typedef {{ width: number, height: number, leastScale: number }} Place
 */

/**
 * What size a figure has in its place. `width` and `height` are in pixels of the figure, `scale`
 * leads from there to those of the screen. The background has `backgroundWidth` times
 * `backgroundHeight` of them: it is not cut into tiles. `maxWidth` is in CSS pixels.
 * @typedef {{
 *   place: Place, pixelRatio: number, width: number, height: number, tiles: Tile[],
 *   scale: number, backgroundWidth: number, backgroundHeight: number, maxWidth: number,
 * }} Layout
 */

/**
 * @param {Geometry} geometry
 * @param {Place} place
 * @param {number} pixelRatio pixels of the screen for one of CSS
 * @param {PanelGroup} group the panels that are shown where the figure fills its place
 * @returns {Layout}
 */
export function layOut(geometry, place, pixelRatio, [left, width]) {
  const fills = place.leastScale > 0;
  const { height } = geometry;
  const arranged = fills
    ? { width, height, tiles: [{ left, width, x: 0, y: 0 }] }
    : arrangePanels(geometry, place.width);
  const maxWidth = fills ? Math.min(place.width, (place.height * width) / height) : arranged.width;
  const scale = (Math.min(place.width, maxWidth) * pixelRatio) / arranged.width;
  return {
    place,
    pixelRatio,
    ...arranged,
    scale,
    backgroundWidth: Math.max(1, Math.round(geometry.width * scale)),
    backgroundHeight: Math.max(1, Math.round(height * scale)),
    maxWidth,
  };
}

/**
 * Neighbouring panels that are shown together: where they begin, and how wide they are.
 * @typedef {[left: number, width: number]} PanelGroup
 */

/**
 * The largest groups of panels of which each can be read in a place: all of them, if that is wide.
 * A figure that is too wide and has no panels is shown in two parts that overlap.
 * @param {Pick<Geometry, "panels" | "width">} geometry
 * @param {Place} place
 * @returns {PanelGroup[]}
 */
export function readableGroups({ panels, width: all }, { width, leastScale }) {
  for (let size = panels.length; size > 1; size -= 1) {
    const groups = panels.slice(size - 1).map(([last, lastWidth], i) => {
      const [left] = panels[i];
      return /** @type {PanelGroup} */ ([left, last + lastWidth - left]);
    });
    if (groups.every(([, groupWidth]) => width >= leastScale * groupWidth)) return groups;
  }
  if (panels.length > 1 || width >= leastScale * all) return panels;
  const part = PART * all;
  return [0, all - part].map((left) => [left, part]);
}

/**
 * Leaves the panels side by side, as matplotlib drew them; where that would make them too small to
 * read (a narrow window, a page at 200 %) it puts them in rows below each other.
 * @param {Geometry} geometry
 * @param {number} available
 */
function arrangePanels({ width, height, panels }, available) {
  const asDrawn = { width, height, tiles: [{ left: 0, width, x: 0, y: 0 }] };
  if (available >= MIN_SCALE * width) return asDrawn;
  const cell = Math.max(...panels.map(([, panelWidth]) => panelWidth));
  const columns = Math.max(1, Math.floor(available / (MIN_SCALE * cell)));
  if (columns >= panels.length) return asDrawn;
  const tiles = panels.map(([left, panelWidth], i) => ({
    left,
    width: panelWidth,
    x: (i % columns) * cell,
    y: Math.floor(i / columns) * height,
  }));
  return { width: columns * cell, height: Math.ceil(panels.length / columns) * height, tiles };
}

/**
 * The tile that is shown at a point; none between the tiles.
 * @param {Layout} layout
 * @param {number} height of the figure
 * @param {Point} point
 */
export function tileAt({ tiles }, height, [x, y]) {
  return tiles.find(
    (tile) => x >= tile.x && x < tile.x + tile.width && y >= tile.y && y < tile.y + height,
  );
}

/**
 * The point of the figure that is shown, in a tile or beside it, at a point.
 * @param {Tile} tile
 * @param {Point} point
 * @returns {Point}
 */
export function pointInFigure(tile, [x, y]) {
  return [x - tile.x + tile.left, y - tile.y];
}

/**
 * @param {Box} box
 * @param {Point} point
 */
export function isInside([left, top, width, height], [x, y]) {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/**
 * The point of a box that is nearest to a point.
 * @param {Box} box
 * @param {Point} point
 * @returns {Point}
 */
export function nearestInBox([left, top, width, height], [x, y]) {
  return [Math.min(Math.max(x, left), left + width), Math.min(Math.max(y, top), top + height)];
}
