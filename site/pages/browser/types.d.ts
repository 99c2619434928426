// What the bundler knows and the type checker does not.

declare module "*.css";

/** The browser code of the Python package anywidget: bundle.py says how it gets here. */
declare module "anywidget" {
  export default function make(
    base: typeof import("@jupyter-widgets/base"),
  ): Record<"AnyModel" | "AnyView", WidgetClass>;
}

type WidgetClass =
  | typeof import("@jupyter-widgets/base").WidgetModel
  | typeof import("@jupyter-widgets/base").WidgetView;

/** What a notebook saves of a widget. */
type SavedModels = import("@jupyter-widgets/base-manager").IManagerStateMap;
