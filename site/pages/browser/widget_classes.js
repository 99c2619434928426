// @ts-check
// The classes of ipywidgets and anywidget that the figures and questions of this course are made of.
// A lesson that needs another one says so in the console, which the tests of the site read.

import * as base from "@jupyter-widgets/base";
import * as switches from "@jupyter-widgets/controls/lib/widget_bool.js";
import * as boxes from "@jupyter-widgets/controls/lib/widget_box.js";
import * as buttons from "@jupyter-widgets/controls/lib/widget_button.js";
import { DescriptionStyleModel } from "@jupyter-widgets/controls/lib/widget_description.js";
import * as integers from "@jupyter-widgets/controls/lib/widget_int.js";
import { LinkModel } from "@jupyter-widgets/controls/lib/widget_link.js";
import * as selections from "@jupyter-widgets/controls/lib/widget_selection.js";
import { StackModel, StackView } from "@jupyter-widgets/controls/lib/widget_selectioncontainer.js";
import makeAnywidget from "anywidget";

const { AnyModel, AnyView } = makeAnywidget(base);

/** By the name of the module. @type {Record<string, Record<string, unknown>>} */
export const CLASSES = {
  "@jupyter-widgets/base": {
    LayoutModel: base.LayoutModel,
    LayoutView: base.LayoutView,
    StyleView: base.StyleView,
  },
  "@jupyter-widgets/controls": {
    ...boxes,
    ...buttons,
    ...integers,
    ...selections,
    ...switches,
    DescriptionStyleModel,
    LinkModel,
    StackModel,
    StackView,
  },
  anywidget: { AnyModel, AnyView },
};
