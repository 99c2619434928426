// @ts-check
// What theory marks on the track of a slider: the stability limit on that of learning rates.

/** @import { Controls } from "./controls.js" */

export class SliderMarks {
  #connected = new WeakSet(); // the views that have their mark
  #marks;
  #sliders;

  /**
   * @param {Record<string, SliderMark>} marks
   * @param {Controls} controls
   */
  constructor(marks, { sliders }) {
    this.#marks = marks;
    this.#sliders = sliders;
  }

  /** Draws the marks on the views that have come since the last time. */
  connectNewViews() {
    for (const [name, mark] of Object.entries(this.#marks)) {
      const slider = this.#sliders[name];
      for (const view of Object.values(slider.views ?? {})) {
        if (this.#connected.has(view)) continue;
        this.#connected.add(view);
        view.then((shown) => this.#draw(shown, mark));
      }
    }
  }

  /**
   * @param {WidgetView} view of the slider
   * @param {SliderMark} mark
   */
  #draw(view, mark) {
    const tick = document.createElement("span");
    tick.className = "live-figure-mark";
    tick.id = `live-figure-mark-${Math.random()}`; // not a count: each figure loads its own copy of this file
    tick.setAttribute("role", "img");
    view.el.querySelector(".noUi-base")?.prepend(tick);
    view.el.querySelector(".noUi-handle")?.setAttribute("aria-describedby", tick.id);
    const along = mark.along === null ? null : this.#sliders[mark.along];
    const show = () => place(tick, mark, Number(along?.get("index") ?? 0));
    if (along) view.listenTo(along, "change:index", show);
    show();
  }
}

/**
 * @param {HTMLElement} tick
 * @param {SliderMark} mark
 * @param {number} position of the slider that it moves with
 */
function place(tick, { name, places, values, last }, position) {
  const where = places[position];
  tick.hidden = where === null;
  tick.style.left = `${(100 * (where ?? 0)) / last}%`;
  tick.title = `${name} ${values[position]}`;
  tick.setAttribute("aria-label", tick.title);
}
