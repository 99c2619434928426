// @ts-check
// Sliders and buttons of a figure that an exercise asks a reader to set.

import { findModel, positionOf } from "../../widgets/browser/models.js";

const AT_REST = 400; // milliseconds: a slider that is dragged past a value has not been set to it

/**
 * Calls `onSet` when every control stands where it should, and has stood there for a while.
 * @param {AnyModel<any>} model
 * @param {{ control: string, position: number }[]} targets
 * @param {() => void} onSet
 * @returns {() => void} what ends it
 */
export function watchControls(model, targets, onSet) {
  let timer = 0;
  let ended = false;
  /** @type {(() => void)[]} */
  const endings = [() => clearTimeout(timer)];

  async function watch() {
    const controls = await Promise.all(targets.map(({ control }) => findModel(model, control)));
    if (ended || !controls.length) return;
    const isSet = () => controls.every((control, i) => positionOf(control) === targets[i].position);
    const check = () => {
      clearTimeout(timer);
      if (isSet()) timer = setTimeout(onSet, AT_REST);
    };
    for (const control of controls) {
      control.on("change:index change:value", check);
      endings.push(() => control.off("change:index change:value", check));
    }
    model.on("change:guess", check); // all may be set before the reader has guessed
    endings.push(() => model.off("change:guess", check));
    check();
  }

  watch().catch(() => {}); // no figure, no watch: then the step is ticked by hand
  return () => {
    ended = true;
    for (const end of endings) end();
  };
}
