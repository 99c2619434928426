// @ts-check
// The reader's part of a figure or a question: what was set, guessed and typed there. It is copied to
// the models that replace others, and to the browser's storage.

/** @import { PageManager } from "./manager.js" */
/** @typedef {import("@jupyter-widgets/base").WidgetModel} Model */
/** @typedef {[number: number, trait: string, value: unknown][]} Part */

// Traits of controls, and of Predict, Answer and Order in helpers/exercises/.
const OF_CONTROLS = ["index", "value", "selected_index", "progress"];
const OF_QUESTIONS = [
  "guess",
  "done",
  "seen",
  "text",
  "tries",
  "variant",
  "opened",
  "program",
  "right",
];
// Traits that refer to models of the look. Those of shared code are not saved with a page
// (widget_groups.py), but Python sends them: so models are counted without them.
const LOOKS = ["layout", "style"];
const REFERENCE = /IPY_MODEL_([\w-]+)/g;

/**
 * Models and all inside them, without LOOKS, in the same order for every run of a cell.
 * @param {PageManager} manager
 * @param {string[]} ids of the models that the cell shows
 * @returns {Promise<Model[]>}
 */
export async function modelsInside(manager, ids) {
  /** @type {Set<string>} */
  const seen = new Set();
  const found = [];
  for (const waiting = [...ids]; waiting.length; ) {
    const id = /** @type {string} */ (waiting.shift());
    if (seen.has(id)) continue;
    seen.add(id);
    const model = await manager.get_model(id);
    found.push(model);
    const { attributes } = model;
    const names = Object.keys(attributes).filter((name) => !LOOKS.includes(name));
    for (const name of names.sort()) waiting.push(...idsIn(attributes[name]));
  }
  return found;
}

/**
 * @param {any} value
 * @returns {string[]}
 */
function idsIn(value) {
  if (typeof value === "string") return [...value.matchAll(REFERENCE)].map(([, id]) => id);
  if (!value || typeof value !== "object" || ArrayBuffer.isView(value)) return [];
  if (value.model_id) return [value.model_id];
  const parts = Array.isArray(value)
    ? value
    : Object.keys(value)
        .sort()
        .map((key) => value[key]);
  return parts.flatMap(idsIn);
}

/** @param {Model} model */
function isQuestion(model) {
  return String(model.get("_anywidget_id")).startsWith("helpers.exercises.");
}

/**
 * What the reader has set in these models.
 * @param {Model[]} models
 * @param {boolean} questionsOnly
 * @returns {Part}
 */
export function readersPart(models, questionsOnly) {
  return models.flatMap((model, number) => {
    const traits = isQuestion(model) ? OF_QUESTIONS : questionsOnly ? [] : OF_CONTROLS;
    return traits
      .filter((trait) => model.has(trait))
      .map((trait) => /** @type {Part[number]} */ ([number, trait, model.get(trait)]));
  });
}

/**
 * Sets the reader's part in these models, and in Python if it runs.
 * @param {Model[]} models
 * @param {Part} part
 */
export function setReadersPart(models, part) {
  for (const [number, trait, value] of part) {
    const model = models[number];
    if (!model?.has(trait) || same(model.get(trait), value)) continue;
    model.set(trait, value);
    model.save_changes();
  }
}

/**
 * @param {unknown} one
 * @param {unknown} other
 */
function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Calls back when the reader has changed a question.
 * @param {Model[]} models
 * @param {() => void} onChange
 */
export function watchQuestions(models, onChange) {
  const events = OF_QUESTIONS.map((trait) => `change:${trait}`).join(" ");
  for (const model of models.filter(isQuestion)) model.on(events, onChange);
}
