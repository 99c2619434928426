// @ts-check
// What all exercises share: elements, formulas, and which keys stay inside.
//
// Each exercise is one module that uses some of those below it, and this one:
//
//   predict.js   guess, see, then read why
//   order.js     lines of code to be put in order
//   answer.js    a number to be worked out
//
//   options.js   a question with options
//   controls.js  sliders of a figure that a reader is asked to set
//   drag.js      lines dragged between two lists
//   number.js    numbers as people write them
//
// exercise.css is their style; browser_code.py adds what they have in common with figures.

import { keepSavedState } from "../../widgets/browser/saved_state.js";
import { suppressShortcuts } from "../../widgets/browser/shortcuts.js";

export const OPTION_LETTERS = "abcdefgh"; // LETTERS in static_text.py
export const TRIES_BEFORE_SOLUTION = 3;

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [html]
 * @param {string} [className]
 */
export function element(tag, html = "", className = "") {
  const created = document.createElement(tag);
  created.innerHTML = html;
  if (className) created.className = className;
  return created;
}

/**
 * @param {string} text
 * @param {() => void} onClick
 */
export function button(text, onClick) {
  const created = element("button", text, "jupyter-button widget-button");
  created.type = "button";
  created.addEventListener("click", onClick);
  return created;
}

/** An element whose changes a screen reader announces; it takes the focus when a button disappears. */
export function statusRegion() {
  const created = element("div");
  created.tabIndex = -1;
  created.setAttribute("role", "status");
  return created;
}

/**
 * Sets the formulas in an element, once it is in the page: before, MathJax cannot measure its font.
 * @param {AnyModel<any>} model
 * @param {HTMLElement} node
 * @param {number} [frames] how long to wait for that
 */
export function typeset(model, node, frames = 60) {
  if (node.isConnected || !frames) {
    model.widget_manager?.rendermime?.latexTypesetter?.typeset(node);
  } else requestAnimationFrame(() => typeset(model, node, frames - 1));
}

/**
 * Sets the HTML of an element, unless it has it already: a screen reader would announce it again.
 * @param {AnyModel<any>} model
 * @param {HTMLElement} node
 * @param {string} html
 */
export function setHtml(model, node, html) {
  if (node.dataset.html === html) return;
  node.dataset.html = html;
  node.innerHTML = html;
  typeset(model, node);
}

/**
 * Adds the CSS classes of an exercise, and stops the notebook's shortcuts for keys typed in it.
 * @param {HTMLElement} el
 * @param {string} kind
 * @returns {AbortController} to be aborted when the exercise is removed
 */
export function mountExercise(el, kind) {
  el.classList.add("exercise", kind);
  const closing = new AbortController();
  suppressShortcuts(el, closing.signal, isOfThePage);
  return closing;
}

/**
 * Such as Ctrl+S, or Escape, after which the arrows go on to the next cell. But Enter would run the
 * cell, and lose what is typed.
 * @param {KeyboardEvent} event
 */
function isOfThePage({ key, ctrlKey, metaKey, altKey }) {
  return key === "Escape" || (key !== "Enter" && (ctrlKey || metaKey || altKey));
}

/**
 * Calls `show` now and whenever one of these traits changes; returns a function that ends it.
 * @param {AnyModel<any>} model
 * @param {string[]} traits
 * @param {() => void} show
 * @param {AbortController} closing is aborted too
 */
export function subscribe(model, traits, show, closing) {
  const events = traits.map((trait) => `change:${trait}`).join(" ");
  model.on(events, show);
  show();
  return () => {
    closing.abort();
    model.off(events, show);
  };
}

/**
 * What anywidget calls when there is such an exercise in the browser, whether it is shown or not.
 * @param {{ model: AnyModel<any> }} context
 */
export function initialize({ model }) {
  keepSavedState(model.widget_manager);
}

/**
 * @template State
 * @param {AnyModel<State>} model
 * @param {Partial<State>} changes
 */
export function save(model, changes) {
  for (const name of /** @type {(keyof State)[]} */ (Object.keys(changes))) {
    model.set(name, /** @type {State[typeof name]} */ (changes[name]));
  }
  model.save_changes();
}
