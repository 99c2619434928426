// @ts-check
// Buttons that show some of the panels, where a figure fills its place and not all can be read there.

import { readableGroups } from "./layout.js";

/** @import { PanelGroup, Place } from "./layout.js" */

export class PanelChoice {
  element = document.createElement("div");
  /** What the buttons show. @type {PanelGroup[]} */
  #groups = [];
  #chosen = 0;
  #geometry;
  #onChoice;

  /**
   * @param {Pick<Geometry, "panels" | "width">} geometry
   * @param {(group: PanelGroup) => void} onChoice
   */
  constructor(geometry, onChoice) {
    this.#geometry = geometry;
    this.#onChoice = onChoice;
    this.element.className = "live-figure-panels";
    this.element.setAttribute("role", "group");
    this.element.ariaLabel = "Pictures";
    this.element.hidden = true;
  }

  /**
   * Makes the buttons for a place.
   * @param {Place} place
   * @returns {PanelGroup} the panels to be shown
   */
  offer(place) {
    const { panels, width } = this.#geometry;
    const groups = place.leastScale ? readableGroups(this.#geometry, place) : [];
    const size = panels.length - groups.length + 1;
    this.element.hidden = groups.length < 2;
    this.element.replaceChildren();
    if (groups.length < 2) return [0, width];
    this.#groups = [...groups, [0, width]];
    this.#chosen = Math.min(this.#chosen, groups.length);
    const names = groups.map((_, i) => (size > 1 ? `${i + 1}–${i + size}` : `${i + 1}`));
    this.element.append("Pictures", ...[...names, "all"].map(this.#button));
    this.#press();
    return this.#groups[this.#chosen];
  }

  #button = (/** @type {string} */ name, /** @type {number} */ number) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "jupyter-button widget-button widget-toggle-button";
    button.textContent = name;
    button.addEventListener("click", () => {
      this.#chosen = number;
      this.#press();
      this.#onChoice(this.#groups[number]);
    });
    return button;
  };

  #press() {
    for (const [i, button] of [...this.element.children].entries()) {
      button.ariaPressed = String(i === this.#chosen);
    }
  }
}
