// @ts-check
// Whether a challenge is met, and after how many moves.

import { samePositions } from "./kernel.js";

export class Challenge {
  /** Where the sliders were when they came to rest last. */
  #rest = "";
  #model;

  /** @param {AnyModel<FigureState>} model */
  constructor(model) {
    this.#model = model;
  }

  /**
   * The figure has come to rest. Until the challenge is met, each other place of the sliders counts.
   * @param {Record<string, number>} positions of the sliders
   * @param {string} caption
   * @param {boolean} live whether there is a kernel that hears of it
   */
  follow(positions, caption, live) {
    const model = this.#model;
    const rest = JSON.stringify(positions);
    const isMove = rest !== this.#rest && !samePositions(model.get("reset_positions"), positions);
    this.#rest = rest;
    const met = caption.includes("☑");
    const progress = model.get("progress");
    if (!model.get("goal") || progress.met || !(isMove || met)) return;
    model.set("progress", { moves: progress.moves + Number(isMove), met });
    if (live) model.save_changes();
  }
}
