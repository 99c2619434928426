// @ts-check
// The models of other widgets: how one is found, and the position of a control.

/**
 * @param {AnyModel<any>} model
 * @param {string} reference as in "IPY_MODEL_1234"
 */
export function findModel(model, reference) {
  return model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""));
}

/** @param {WidgetModel} control a slider, a checkbox or a row of buttons */
export function positionOf(control) {
  return Number(control.get("index") ?? control.get("value"));
}
