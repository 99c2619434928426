// @ts-check
// The die beside a slider of seeds, whose values have no order: it goes on to another shuffle.

import { setIcon } from "./icons.js";

/** @import { Controls } from "./controls.js" */

const NAME = "Another shuffle";

export class Dice {
  #connected = new WeakSet(); // the views that have their die
  #seed;

  /** @param {Controls} controls */
  constructor({ sliders }) {
    /** @type {WidgetModel | undefined} */
    this.#seed = sliders.seed;
  }

  /** Adds a die to the views that have come since the last time. */
  connectNewViews() {
    const seed = this.#seed;
    for (const view of Object.values(seed?.views ?? {})) {
      if (!seed || this.#connected.has(view)) continue;
      this.#connected.add(view);
      view.then(({ el }) => el.append(makeDie(seed)));
    }
  }
}

/** @param {WidgetModel} seed */
function makeDie(seed) {
  const die = document.createElement("button");
  die.type = "button";
  die.className = "jupyter-button widget-button live-figure-die";
  die.title = NAME;
  die.ariaLabel = NAME;
  setIcon(die, "die");
  die.addEventListener("click", () => {
    seed.set("index", (Number(seed.get("index")) + 1) % seed.get("_options_labels").length);
    seed.save_changes();
  });
  return die;
}
