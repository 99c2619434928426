// @ts-check
// The controls of a figure where they stand on the page: they are labelled for screen readers, and
// the reset button puts the sliders back.

import { labelControl } from "./accessibility.js";
import { findModel } from "./models.js";

export class PageControls {
  /** @type {WidgetModel[]} */
  #labelled = [];
  /** @type {WidgetModel[]} */
  #ofKernel = [];
  /** @type {WidgetModel | null} */
  #resetButton = null;
  #connected = new WeakSet(); // the views that are connected already
  #model;
  #onReset;
  #closed;

  /**
   * @param {AnyModel<FigureState>} model
   * @param {() => boolean} onReset returns whether the kernel is to hear of it
   * @param {AbortSignal} closed
   */
  constructor(model, onReset, closed) {
    this.#model = model;
    this.#onReset = onReset;
    this.#closed = closed;
  }

  /** Finds the models of the controls. */
  async find() {
    const find = (/** @type {string} */ reference) => findModel(this.#model, reference);
    const button = this.#model.get("reset_button");
    this.#labelled = await Promise.all(this.#model.get("controls").map(find));
    // A page or a notebook that was saved by Python has no empty lists.
    this.#ofKernel = await Promise.all((this.#model.get("kernel_controls") ?? []).map(find));
    this.#resetButton = button ? await find(button) : null;
  }

  /** Without a kernel these controls have no effect: disables them, or starts Python on their use. */
  disableKernelControls() {
    const { asleep } = this.#model.widget_manager;
    for (const control of this.#ofKernel) {
      if (asleep) this.#wakeFor(control, asleep);
      else control.set("disabled", true);
    }
  }

  /**
   * @param {WidgetModel} control
   * @param {Asleep} asleep
   */
  #wakeFor(control, asleep) {
    const onChange = () => asleep.moved(control, true);
    control.on("change:index change:value", onChange);
    this.#closed.addEventListener("abort", () =>
      control.off("change:index change:value", onChange),
    );
  }

  /** Connects the views that have come since the last time. */
  connectNewViews() {
    for (const control of this.#labelled) {
      this.#forNewViews(control, (view) => keepLabelled(control, view));
    }
    if (this.#resetButton) this.#forNewViews(this.#resetButton, (view) => this.#resetFirst(view));
  }

  /**
   * @param {WidgetModel} control
   * @param {(view: WidgetView) => void} connect
   */
  #forNewViews(control, connect) {
    for (const view of Object.values(control.views ?? {})) {
      if (this.#connected.has(view)) continue;
      this.#connected.add(view);
      view.then(connect);
    }
  }

  /**
   * Resets the browser's side before the kernel hears of the click. A slider's last value may still
   * wait for the kernel to be idle; were the reset left to the kernel, that value would come later
   * and undo it.
   * @param {WidgetView} view of the reset button
   */
  #resetFirst({ el }) {
    const onClick = (/** @type {Event} */ event) => {
      if (!this.#onReset()) event.stopImmediatePropagation();
    };
    // Capturing: before the button's own listener, which sends the message.
    el.addEventListener("click", onClick, { capture: true, signal: this.#closed });
  }
}

/**
 * @param {WidgetModel} control
 * @param {WidgetView} view
 */
function keepLabelled(control, view) {
  const label = () => labelControl(control, view.el);
  view.listenTo(control, "change", label);
  const slider = /** @type {SliderElement | null} */ (view.el.querySelector(".slider"));
  slider?.noUiSlider.on("update", label);
  label();
}
