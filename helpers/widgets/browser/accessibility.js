// @ts-check
// What a screen reader says.

// Milliseconds without a change before the caption is announced.
const ANNOUNCEMENT_DELAY = 400;

/** Announces the caption when everything is at rest, and not at every frame. */
export class Announcer {
  /** Whether the caption painted next is to be announced. */
  due = false;
  #timer = 0;
  #isBusy;
  #onDue;

  /**
   * @param {() => boolean} isBusy whether the figure is still being moved
   * @param {() => void} onDue
   */
  constructor(isBusy, onDue) {
    this.#isBusy = isBusy;
    this.#onDue = onDue;
  }

  schedule() {
    this.cancel();
    this.#timer = setTimeout(() => {
      if (this.#isBusy()) return this.schedule();
      this.due = true;
      this.#onDue();
    }, ANNOUNCEMENT_DELAY);
  }

  cancel() {
    clearTimeout(this.#timer);
  }
}

/**
 * Corrects what ipywidgets tells a screen reader of a control. It gives a slider no name, and the
 * number of its position for a value; its value label can be edited, without effect; it gives a name
 * without a tooltip the tooltip "null"; and it does not say which of several buttons is pressed.
 * @param {WidgetModel} control
 * @param {HTMLElement} el
 */
export function labelControl(control, el) {
  const name = control.get("description");
  const index = control.get("index");
  el.querySelector('.widget-label[title="null"]')?.removeAttribute("title");
  const handle = el.querySelector(".noUi-handle");
  const readout = el.querySelector(".widget-readout");
  if (handle && readout instanceof HTMLElement) {
    handle.setAttribute("aria-label", name);
    handle.setAttribute("aria-valuetext", readout.textContent ?? "");
    if (index === undefined) {
      readout.setAttribute("role", "textbox");
      readout.setAttribute("aria-label", name);
    } else readout.contentEditable = "false";
  }
  const buttons = [...el.querySelectorAll(".widget-toggle-button")];
  for (const [i, button] of buttons.entries()) {
    button.setAttribute("aria-pressed", String(i === index));
  }
  buttons[0]?.parentElement?.setAttribute("role", "group");
  buttons[0]?.parentElement?.setAttribute("aria-label", name);
}
