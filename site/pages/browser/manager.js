// @ts-check
// The widgets of one page: their models, saved or created by Python, and where they are shown.

import { ManagerBase } from "@jupyter-widgets/base-manager";
import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import { typeset } from "./typeset.js";
import { CLASSES } from "./widget_classes.js";

/** @typedef {import("@jupyter-widgets/base").DOMWidgetView} View */
/** @typedef {import("@jupyter-widgets/base").WidgetModel} Model */

export class PageManager extends ManagerBase {
  /** As in JupyterLab: the questions of the course ask for it. */
  rendermime = { latexTypesetter: { typeset } };
  /** Called when a reader uses a figure without Python. @type {object | undefined} */
  asleep;
  /** The models that the running Python has created. @type {Promise<Model>[]} */
  #ofPython = [];
  /** @type {Map<HTMLElement, View>} */
  #shown = new Map();

  constructor() {
    super();
    window.addEventListener("resize", () => {
      for (const { luminoWidget } of this.#shown.values()) {
        MessageLoop.postMessage(luminoWidget, Widget.ResizeMessage.UnknownSize);
      }
    });
  }

  /**
   * @param {string} name
   * @param {string} module
   */
  async loadClass(name, module) {
    const found = CLASSES[module]?.[name];
    if (!found) throw new Error(`This page has no ${name} of ${module}.`);
    return /** @type {WidgetClass} */ (found);
  }

  /**
   * Creates the saved models that do not exist yet.
   * @param {SavedModels} saved
   */
  async restore(saved) {
    const fresh = Object.entries(saved).filter(([id]) => !this.has_model(id));
    await this.set_state({ version_major: 2, version_minor: 0, state: Object.fromEntries(fresh) });
  }

  /**
   * Creates the model of a widget that Python has created.
   * @param {any} comm which has what the manager asks of one; it is of no class of its own
   * @param {any} message
   */
  handle_comm_open(comm, message) {
    const model = super.handle_comm_open(comm, message);
    this.#ofPython.push(model);
    return model;
  }

  /** Python has ended: its widgets stay on the page, as if they had been saved. */
  losePython() {
    for (const made of this.#ofPython.splice(0)) {
      made.then(
        (model) => {
          model.comm_live = false;
        },
        () => {},
      );
    }
  }

  /**
   * Shows a model in an element in place of its content, as soon as `isReady` has resolved.
   * @param {string} id
   * @param {HTMLElement} element
   * @param {Promise<unknown>} [isReady]
   */
  async show(id, element, isReady) {
    const view = await this.create_view(await this.get_model(id));
    const place = document.createElement("div");
    place.className = isReady ? "widget-place coming" : "widget-place";
    if (!isReady) this.#clear(element);
    element.append(place);
    Widget.attach(view.luminoWidget, place);
    if (isReady) {
      await isReady;
      const focused = focusIn(element);
      place.remove();
      this.#clear(element);
      place.className = "widget-place";
      element.append(place);
      focused?.();
    }
    this.#shown.set(element, view);
  }

  /** @param {HTMLElement} element */
  #clear(element) {
    this.#shown.get(element)?.remove();
    this.#shown.delete(element);
    element.replaceChildren();
  }

  async _get_comm_info() {
    return {};
  }

  /** @returns {Promise<never>} */
  async _create_comm() {
    throw new Error("No Python runs behind this page.");
  }
}

/**
 * Returns what moves the focus to the same control again after all were replaced, or null.
 * @param {HTMLElement} element
 */
function focusIn(element) {
  const controls = () =>
    /** @type {HTMLElement[]} */ ([
      ...element.querySelectorAll(".widget-place:not(.coming) :is(button, input, [tabindex])"),
    ]);
  const focused = /** @type {HTMLElement} */ (document.activeElement);
  const number = controls().indexOf(focused);
  return number < 0 ? null : () => controls()[number]?.focus();
}
