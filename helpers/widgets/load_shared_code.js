// @ts-check
// What anywidget loads for a widget whose code is in another one, a SharedCode of shared_code.py.

/** @typedef {{ model: AnyModel<{ code: string }>, el: HTMLElement }} Context */
/** @typedef {{ get(name: "script"): string }} Code */
/** @typedef {{ initialize?(context: Context): unknown, render(context: Context): unknown }} Widget */

/** @returns {Widget} */
export default () => {
  /** @type {Promise<Widget>} */
  let loading;
  return {
    // Not awaited: anywidget gives up after two seconds, and a busy page may take longer.
    initialize(context) {
      loading = load(context);
    },
    render: async (context) => (await loading).render(context),
  };
};

/**
 * @param {Context} context
 * @returns {Promise<Widget>} when it is initialised
 */
async function load(context) {
  const { model } = context;
  const id = model.get("code").replace("IPY_MODEL_", "");
  /** @type {unknown} */
  const code = await model.widget_manager.get_model(id);
  const script = /** @type {Code} */ (code).get("script");
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { default: entry } = await import(url);
  URL.revokeObjectURL(url);
  const widget = typeof entry === "function" ? entry() : entry;
  await widget.initialize?.(context);
  return widget;
}
