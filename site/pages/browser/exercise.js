// @ts-check
// A cell in which the reader writes: an editor, and what its code shows when it has run.

import { button } from "./button.js";
import { elementOf, viewOf } from "./outputs.js";

/** @import { Output } from "./kernel.js" */
/** @import { PageManager } from "./manager.js" */
/** @import { Storage } from "./storage.js" */

/**
 * @typedef {(cell: string, source: string, onOutput: (output: Output | "clear") => void)
 *   => Promise<boolean>} Run
 */

/**
 * Keeps what `check` has found, which it says in the metadata of its page.
 * @param {Output | "clear"} output
 * @param {Storage} storage
 */
function keepCheck(output, storage) {
  if (output === "clear" || !output.metadata?.check) return;
  const { name, ...entry } = output.metadata.check;
  storage.keepResult({ kind: "checks", name, entry });
}

/**
 * @param {HTMLElement} element of the cell
 * @param {{ manager: PageManager, storage: Storage, run: Run }} page
 */
export async function makeExercise(element, { manager, storage, run }) {
  const { makeEditor } = await import("./editor.js");
  const cell = element.dataset.cell ?? "";
  const given = element.querySelector(":scope > pre");
  const outputs = element.querySelector(":scope > .outputs");
  if (!given || !outputs) return;
  const original = given.textContent ?? "";
  const place = document.createElement("div");
  place.className = "editor";
  const buttons = document.createElement("div");
  buttons.className = "editor-buttons screen-only";
  given.replaceWith(place, buttons);
  let takesOver = false; // what another tab has stored, which is not to be stored again
  const editor = makeEditor(place, storage.source(cell) ?? original, {
    onChange: (source) => {
      if (!takesOver) storage.keepSource(cell, source === original ? null : source);
    },
    onRun: () => check(),
  });
  storage.onOther(() => {
    const source = storage.source(cell) ?? original;
    if (source === editor.source) return;
    takesOver = true;
    editor.source = source;
    takesOver = false;
  });
  const go = button("Run", () => check());
  go.title = "Ctrl + Enter";
  const back = button("As it was", () => {
    editor.source = original;
  });
  const leave = document.createElement("small");
  leave.textContent = "In the code, Tab indents; Escape, then Tab leaves it.";
  buttons.append(go, back, leave);

  async function check() {
    if (go.disabled) return;
    go.disabled = true;
    go.textContent = "Running …";
    let isFresh = true;
    await run(cell, editor.source, (output) => {
      keepCheck(output, storage);
      if (isFresh || output === "clear") outputs?.replaceChildren();
      isFresh = false;
      if (output !== "clear") outputs?.append(shown(output));
    });
    if (isFresh) outputs?.replaceChildren();
    go.disabled = false;
    go.textContent = "Run";
  }

  /** @param {Output} output */
  function shown(output) {
    const id = viewOf(output);
    if (!id) return elementOf(output);
    const live = document.createElement("div");
    live.className = "live";
    manager.show(id, live).catch(console.error);
    return live;
  }
}
