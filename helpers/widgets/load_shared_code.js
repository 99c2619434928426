// @ts-check
// What anywidget loads for a widget whose code is in another one, a SharedCode of shared_code.py.

/** @typedef {{ model: AnyModel<{ code: string }>, el: HTMLElement }} Context */
/** @typedef {{ get(name: "script"): string }} Code */
/** @typedef {{ initialize?(context: Context): unknown, render(context: Context): unknown }} Widget */

/** @returns {Widget} */
export default () => {
  /** @type {Widget} */
  let widget;
  return {
    async initialize(context) {
      const { model } = context;
      const id = model.get("code").replace("IPY_MODEL_", "");
      /** @type {unknown} */
      const code = await model.widget_manager.get_model(id);
      const script = /** @type {Code} */ (code).get("script");
      const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
      const { default: entry } = await import(url);
      URL.revokeObjectURL(url);
      widget = typeof entry === "function" ? entry() : entry;
      return widget.initialize?.(context);
    },
    render: (context) => widget.render(context),
  };
};
