// @ts-check
// The widgets of one page: their models, made from what was saved, and where they are shown.

import { ManagerBase } from "@jupyter-widgets/base-manager";
import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import { typeset } from "./typeset.js";
import { CLASSES } from "./widget_classes.js";

export class PageManager extends ManagerBase {
  /** As in JupyterLab: the questions of the course ask for it. */
  rendermime = { latexTypesetter: { typeset } };
  #shown = new Set();

  constructor() {
    super();
    window.addEventListener("resize", () => {
      for (const widget of this.#shown) {
        MessageLoop.postMessage(widget, Widget.ResizeMessage.UnknownSize);
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
   * Makes the models that were saved, without those that are there already.
   * @param {SavedModels} saved
   */
  async restore(saved) {
    const fresh = Object.entries(saved).filter(([id]) => !this.has_model(id));
    await this.set_state({ version_major: 2, version_minor: 0, state: Object.fromEntries(fresh) });
  }

  /**
   * Shows a model in an element, in place of what is in it.
   * @param {string} id
   * @param {HTMLElement} element
   */
  async show(id, element) {
    const view = await this.create_view(await this.get_model(id));
    const widget = view.luminoWidget;
    const place = document.createElement("div");
    place.className = "widget-place";
    element.replaceChildren(place);
    Widget.attach(widget, place);
    this.#shown.add(widget);
    view.once("remove", () => this.#shown.delete(widget));
    return view;
  }

  async _get_comm_info() {
    return {};
  }

  /** @returns {Promise<never>} */
  async _create_comm() {
    throw new Error("No Python runs behind this page.");
  }
}
