// @ts-check
// One view of the figure on the page: its elements, and what stands in them.

import { ScaledBackground } from "./background.js";
import { captionText } from "./codec.js";
import { setIcon } from "./icons.js";
import { layOut } from "./layout.js";
import { drawGhost, paintFrame } from "./paint.js";
import { PanelChoice } from "./panel_choice.js";

/** @import { Layout, PanelGroup, Place } from "./layout.js" */

/**
 * What stands around the picture: texts, or ""; and what a reader can do.
 * @typedef {{
 *   kernelLost: string, note: string, error: string, playing: boolean, takesStart: boolean,
 * }} Surroundings
 */

export class View {
  place = element("div", "place");
  readout = element("div", "readout");
  spot = element("div", "spot");
  stage = element("div", "stage");
  canvas = element("canvas", "canvas", "img");
  play = element("button", "play");
  back = element("button", "back");
  forward = element("button", "forward");
  caption = element("p", "caption");
  note = element("p", "note");
  error = element("p", "error", "alert");
  announcement = element("div", "announcement", "status");
  background;
  /** The layout that the canvas has. @type {Layout | null} */
  layout = null;
  #playText = document.createElement("span");
  #words = document.createElement("span");
  #challenge = element("span", "challenge");
  /** The layout that it should have. @type {Layout | null} */
  #wanted = null;
  /** The panels in it, where not all are. @type {PanelGroup | null} */
  #group = null;
  /** @type {Place} */
  #room = { width: 0, height: 0, leastScale: 0 };
  #panelChoice;
  /** @type {CanvasRenderingContext2D | null} */
  #context = null;
  /** @type {{ run: Shown, background: ImageBitmap, ghosted: CanvasImageSource } | null} */
  #backdrop = null;
  /** @type {Shown | null} */
  #nextGhost = null;
  #geometry;
  #onChange;

  /**
   * @param {HTMLElement} el
   * @param {Geometry} geometry
   * @param {boolean} hasSteps whether there is a Play button
   * @param {() => void} onChange called when it is to be painted again
   */
  constructor(el, geometry, hasSteps, onChange) {
    this.#geometry = geometry;
    this.#onChange = onChange;
    this.background = new ScaledBackground(onChange);
    el.classList.add("live-figure");
    this.stage.append(this.canvas, this.spot, this.readout);
    for (const part of [this.spot, this.readout]) part.ariaHidden = "true";
    this.showReadout(null);
    this.place.append(this.stage);
    const buttons = hasSteps ? [this.#makeButtons()] : [];
    const texts = [this.caption, this.note, this.error, this.announcement];
    for (const text of texts) text.style.maxWidth = `${geometry.width}px`;
    this.caption.append(this.#words, this.#challenge);
    this.#panelChoice = new PanelChoice(geometry, (group) => {
      this.#group = group;
      this.#wanted = null;
      onChange();
    });
    el.append(this.place, this.#panelChoice.element, ...buttons, ...texts);
    this.resizeObserver = new ResizeObserver(([{ contentRect }]) => {
      this.#measure(contentRect);
      requestAnimationFrame(onChange); // in this frame the page is laid out already
    });
    this.resizeObserver.observe(this.place);
    // WebKit forgets what is on a canvas that it scrolled out of sight, and shows it white.
    this.sightObserver = new IntersectionObserver((entries) => {
      if (entries.at(-1)?.isIntersecting) onChange();
    });
    this.sightObserver.observe(this.canvas);
  }

  /** How many pixels of the figure a CSS pixel stands for. */
  get zoom() {
    return (this.layout?.width ?? 0) / this.canvas.clientWidth;
  }

  /**
   * Where on the picture, as it is laid out, a pointer is.
   * @param {MouseEvent} event
   * @returns {Point}
   */
  pointOf({ offsetX, offsetY }) {
    const { zoom } = this;
    return [offsetX * zoom, offsetY * zoom];
  }

  /**
   * @param {string | null} text what is said of a point, or null for nothing
   * @param {Point} [point] of the picture as it is laid out
   */
  showReadout(text, [x, y] = [0, 0]) {
    const { spot, readout, zoom } = this;
    for (const part of [spot, readout]) part.hidden = text === null;
    if (text === null) return;
    setText(readout, text);
    const isLeft = x < (this.layout?.width ?? 0) / 2;
    spot.style.translate = `${x / zoom}px ${y / zoom}px`;
    // Beside the pointer, on the side where there is room.
    readout.style.translate = `calc(${x / zoom}px + ${isLeft ? "14px" : "-100% - 14px"}) calc(${y / zoom}px - 100% - 6px)`;
  }

  /** @param {Surroundings} state */
  showState({ kernelLost, note, error, playing, takesStart }) {
    this.#letStartMove(takesStart);
    setText(this.error, kernelLost || this.background.error || error);
    this.error.hidden = !this.error.textContent;
    setText(this.note, note);
    this.note.hidden = !note;
    setIcon(this.play, playing ? "pause" : "play");
    setText(this.#playText, playing ? "Pause" : "Play");
  }

  /**
   * Announces that the arrow keys move the start. Without a kernel they do not: removes the ARIA role.
   * @param {boolean} movable
   */
  #letStartMove(movable) {
    const { stage } = this;
    if ((stage.tabIndex === 0) === movable) return;
    stage.tabIndex = movable ? 0 : -1;
    if (movable) {
      stage.setAttribute("role", "application"); // so that a screen reader leaves it the arrow keys
      stage.setAttribute("aria-label", "The walker's start: the arrow keys move it.");
    } else for (const name of ["tabindex", "role", "aria-label"]) stage.removeAttribute(name);
  }

  #makeButtons() {
    const buttons = element("div", "buttons");
    setIcon(this.back, "back");
    setIcon(this.forward, "forward");
    this.back.title = "One step back";
    this.forward.title = "One step forward";
    for (const button of [this.back, this.forward]) button.ariaLabel = button.title;
    this.play.append(this.#playText);
    for (const button of [this.play, this.back, this.forward]) {
      button.type = "button";
      button.classList.add("jupyter-button", "widget-button");
      buttons.append(button);
    }
    return buttons;
  }

  /**
   * @param {Blob} image the background
   * @param {DecodedPayload} decoded
   * @param {FrameSelection} selection
   * @param {Shown | null} ghost the run from before
   * @param {boolean} announce whether a screen reader announces the caption
   */
  paint(image, decoded, selection, ghost, announce) {
    if (!this.#room.width) return;
    const wanted = this.#wantedLayout();
    if (!this.layout) this.#resize(wanted);
    this.background.fit(image, wanted.backgroundWidth, wanted.backgroundHeight);
    const { bitmap } = this.background;
    if (!bitmap) return; // until then the picture before stays, stretched
    if (this.layout !== wanted) this.#resize(wanted);
    if (!this.#context) return;
    const backdrop = this.#backdropFor(bitmap, wanted, ghost);
    paintFrame(this.#context, backdrop, this.#geometry, wanted, decoded, selection);
    const caption = captionText(decoded, selection, this.#geometry.decimals);
    this.#showCaption(caption);
    if (this.canvas.getAttribute("aria-label") !== caption) {
      this.canvas.setAttribute("aria-label", caption);
    }
    if (announce) setText(this.announcement, caption);
  }

  /** @param {string} caption its last line may say how a challenge stands */
  #showCaption(caption) {
    const start = caption.search(/[☐☑].*$/);
    const [words, challenge] =
      start < 0 ? [caption, ""] : [caption.slice(0, start), caption.slice(start)];
    setText(this.#words, words);
    setText(this.#challenge, challenge);
    this.#challenge.classList.toggle("live-figure-met", challenge.startsWith("☑"));
  }

  /**
   * A run from before is drawn in the frame after the one with which a move begins: that one is not
   * to wait for it.
   * @param {ImageBitmap} background
   * @param {Layout} layout
   * @param {Shown | null} run
   */
  #backdropFor(background, layout, run) {
    const last = this.#backdrop;
    if (last?.background !== background || !run) this.#backdrop = null;
    if (run && run !== this.#nextGhost) {
      this.#nextGhost = run;
      requestAnimationFrame(this.#onChange);
    } else if (run && run !== this.#backdrop?.run) {
      const ghosted = drawGhost(background, this.#geometry, layout, run);
      this.#backdrop = { run, background, ghosted };
    }
    return this.#backdrop ?? { background, ghosted: background };
  }

  /**
   * The page says by a property in CSS whether the figure is to fill its place, as on a slide.
   * @param {DOMRectReadOnly} rectangle of the place
   */
  #measure({ width, height }) {
    const fill = getComputedStyle(this.place).getPropertyValue("--live-figure-least-scale");
    const room = { width: Math.round(width), height: 0, leastScale: Number(fill) };
    if (room.leastScale) room.height = Math.round(height);
    const { width: before, height: heightBefore, leastScale } = this.#room;
    if (before === room.width && heightBefore === room.height && leastScale === room.leastScale)
      return;
    this.#room = room;
    this.#group = this.#panelChoice.offer(room);
    this.#wanted = null;
  }

  /**
   * Asks the page for its sizes only when one of them has changed: a page that has to answer in the
   * middle of a frame lays itself out once more.
   */
  #wantedLayout() {
    const pixelRatio = window.devicePixelRatio || 1;
    if (this.#wanted?.pixelRatio !== pixelRatio) {
      const group = this.#group ?? [0, this.#geometry.width];
      this.#wanted = layOut(this.#geometry, this.#room, pixelRatio, group);
    }
    return this.#wanted;
  }

  /**
   * Leaves the canvas empty: it has to be painted in the same frame.
   * @param {Layout} layout
   */
  #resize(layout) {
    const { width, height, scale, maxWidth } = layout;
    this.layout = layout;
    this.stage.style.maxWidth = `${maxWidth}px`;
    this.canvas.style.aspectRatio = `${width} / ${height}`;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.#context = this.canvas.getContext("2d", { alpha: false });
    if (!this.#context) return;
    this.#context.fillStyle = "white";
    this.#context.fillRect(0, 0, this.canvas.width, this.canvas.height);
  }

  remove() {
    this.resizeObserver.disconnect();
    this.sightObserver.disconnect();
    this.background.clear();
    this.#backdrop = null;
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} name what it is, as its class says
 * @param {string} [role]
 */
function element(tag, name, role) {
  const created = document.createElement(tag);
  created.className = `live-figure-${name}`;
  if (role) created.setAttribute("role", role);
  return created;
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
