// @ts-check
// A cell of the lesson that shows widgets: first the saved ones, then those that a running
// Python has created, set as the reader has set them.

import { viewOf } from "./outputs.js";
import { modelsInside, readersPart, setReadersPart, watchQuestions } from "./readers_part.js";
import { watchResults } from "./results.js";

/** @import { Kernel, Output } from "./kernel.js" */
/** @import { PageManager } from "./manager.js" */
/** @import { Model, Part } from "./readers_part.js" */
/** @import { Storage } from "./storage.js" */

// Milliseconds after which a figure is shown although its newest frames have not arrived.
const PATIENCE = 4000;

export class Cell {
  /** Resolves when the saved widgets are there. @type {Promise<void> | null} */
  #saved = null;
  /** While Python creates the widgets again. @type {Promise<boolean> | null} */
  #making = null;
  /** @type {Model[]} */
  #models = [];
  /** Where the reader has put controls, by the id of the model. @type {Map<string, number>} */
  #wanted = new Map();
  /** Messages for figures, each after the number of its model. @type {[number, object][]} */
  #placed = [];
  /** Whether it takes over what another tab has stored, which is not to be stored again. */
  #takesOver = false;
  #places;
  #manager;
  #storage;

  /**
   * @param {HTMLElement} element
   * @param {PageManager} manager
   * @param {Storage} storage
   */
  constructor(element, manager, storage) {
    this.element = element;
    this.id = element.dataset.cell ?? "";
    this.isLive = false;
    this.#manager = manager;
    this.#storage = storage;
    this.#places = /** @type {HTMLElement[]} */ ([...element.querySelectorAll("[data-view]")]);
  }

  /** @param {string} id of a model */
  has(id) {
    return this.#models.some(({ model_id }) => model_id === id);
  }

  /**
   * Shows what was saved.
   * @param {(address: string) => Promise<void>} restore
   */
  showSaved(restore) {
    this.#saved ??= this.#showSaved(restore);
    return this.#saved;
  }

  /** @param {(address: string) => Promise<void>} restore */
  async #showSaved(restore) {
    const addresses = (this.element.dataset.models ?? "").split(" ");
    await Promise.all(addresses.map(restore));
    const ids = this.#places.map((place) => place.dataset.view ?? "");
    this.#models = await modelsInside(this.#manager, ids);
    const kept = this.#storage.question(this.id);
    if (kept) setReadersPart(this.#models, kept);
    this.#watch();
    for (const [i, place] of this.#places.entries()) await this.#manager.show(ids[i], place);
    this.#storage.onOther(() => this.#takeOver());
    this.element.dataset.state = "saved";
  }

  #watch() {
    const models = this.#models;
    const isMine = () => models === this.#models && !this.#takesOver;
    watchQuestions(models, () => {
      if (isMine()) this.#storage.keepQuestion(this.id, readersPart(models, true));
    });
    watchResults(models, (result) => {
      if (isMine()) this.#storage.keepResult(result);
    });
  }

  #takeOver() {
    const kept = this.#storage.question(this.id);
    if (!kept) return;
    this.#takesOver = true;
    setReadersPart(this.#models, kept);
    this.#takesOver = false;
  }

  /**
   * Keeps the position of a control that the reader has moved in a figure without Python.
   * @param {Model} control
   */
  want(control) {
    this.#wanted.set(control.model_id, positionOf(control));
  }

  /**
   * Keeps where the reader has put the start of a figure without Python.
   * @param {string} control refers to the first control of the figure
   * @param {object} message for Python
   * @returns {boolean} whether the figure is here
   */
  place(control, message) {
    const number = this.#models.findIndex((model) => model.get("controls")?.[0] === control);
    if (number >= 0) this.#placed.push([number, message]);
    return number >= 0;
  }

  /** Forgets both: the reader has reset all controls. */
  wantNothing() {
    this.#wanted.clear();
    this.#placed.length = 0;
  }

  /**
   * Lets Python create the widgets again.
   * @param {Kernel} kernel
   * @returns {Promise<boolean>} whether they are there
   */
  makeLive(kernel) {
    this.#making ??= this.#makeLive(kernel).finally(() => {
      this.#making = null;
    });
    return this.#making;
  }

  /** @param {Kernel} kernel */
  async #makeLive(kernel) {
    /** @type {Output[]} */
    const outputs = [];
    const ok = await kernel.run(this.id, (output) => {
      if (output === "clear") outputs.length = 0;
      else outputs.push(output);
    });
    const ids = outputs.map(viewOf).filter(Boolean);
    if (!ok || ids.length !== this.#places.length) return false;
    await this.#saved;
    await pointerIsUp();
    const fresh = await modelsInside(this.#manager, ids);
    setReadersPart(fresh, this.#partWanted());
    for (const [number, message] of this.#placed.splice(0))
      fresh[number].send(/** @type {any} */ (message), {});
    const isReady = framesCame(fresh);
    this.#wanted.clear();
    await Promise.all(this.#places.map((place, i) => this.#manager.show(ids[i], place, isReady)));
    this.#models = fresh;
    this.#watch();
    this.isLive = !kernel.hasEnded;
    if (this.isLive) this.element.dataset.state = "live";
    return this.isLive;
  }

  /** What the reader has set, also where the picture could not follow. @returns {Part} */
  #partWanted() {
    return readersPart(this.#models, false).map(([number, trait, value]) => {
      const wanted = this.#wanted.get(this.#models[number].model_id);
      if (wanted === undefined || !["index", "value"].includes(trait))
        return [number, trait, value];
      return [number, trait, typeof value === "boolean" ? Boolean(wanted) : wanted];
    });
  }

  /** Its Python has ended: what it shows stays, as if it were saved. */
  lose() {
    this.isLive = false;
    this.element.dataset.state = "saved";
  }
}

/** @param {Model} control a slider, a checkbox or a row of buttons */
function positionOf(control) {
  return Number(control.get("index") ?? control.get("value"));
}

/** Resolves when no mouse button and no finger is down. */
function pointerIsUp() {
  return new Promise((resolve) => {
    if (!document.querySelector(".noUi-active, .live-figure-canvas:active")) resolve(undefined);
    else addEventListener("pointerup", resolve, { once: true });
  });
}

/**
 * Resolves when each figure has the frames for its slider positions, or after PATIENCE.
 * @param {Model[]} models
 */
function framesCame(models) {
  const figures = models.filter((model) => model.has("payload"));
  const byId = new Map(models.map((model) => [`IPY_MODEL_${model.model_id}`, model]));
  const isCurrent = (/** @type {Model} */ figure) =>
    Object.entries(figure.get("sliders")).every(([name, reference]) => {
      const slider = byId.get(String(reference));
      return slider && figure.get("payload")?.at?.[name] === positionOf(slider);
    });
  return new Promise((resolve) => {
    const look = () => {
      if (!figures.every(isCurrent)) return;
      for (const figure of figures) figure.off("change:payload", look);
      // The frames must still be decoded, and painted out of sight.
      requestAnimationFrame(() => setTimeout(resolve, 100));
    };
    for (const figure of figures) figure.on("change:payload", look);
    setTimeout(resolve, PATIENCE);
    look();
  });
}
