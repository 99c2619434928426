// @ts-check
// A question, a box for a number, and what is said about the number in it. All texts come from
// the kernel with the question, so nothing here waits for it.

import {
  button,
  element,
  fill,
  follow,
  initialize,
  prepare,
  save,
  statusRegion,
  TRIES_BEFORE_SOLUTION,
} from "./common.js";
import { readings } from "./number.js";

/**
 * The traits of Answer in answer.py.
 * @typedef {{ value: number, margin: number, sentence: string }} WrongAnswer
 * @typedef {{
 *   question: string, value: number, margin: number, unit: string, wrong: WrongAnswer[],
 *   because: string, solution: string,
 * }} NumberQuestion
 * @typedef {{
 *   heading: string, variants: NumberQuestion[], variant: number, text: string, tries: string[],
 *   opened: boolean,
 * }} AnswerState
 */

/**
 * @param {NumberQuestion} asked
 * @param {string} text
 */
function judge(asked, text) {
  const numbers = readings(text, asked.unit);
  /** @param {{ value: number, margin: number }} aim */
  const isMet = ({ value, margin }) =>
    // A little more than the margin: 1 % of a number is not exact in binary.
    numbers.some((number) => Math.abs(number - value) <= margin * (1 + 1e-9));
  return { right: isMet(asked), cause: asked.wrong.find(isMet)?.sentence };
}

/** @param {{ model: AnyModel<AnswerState>, el: HTMLElement }} context */
function renderAnswer({ model, el }) {
  const name = `answer-${Math.random()}`; // not a count: each question loads its own copy of this file
  const question = element("label", "", "question");
  question.htmlFor = name;
  const box = element("input");
  box.id = name;
  Object.assign(box, { type: "text", autocomplete: "off", spellcheck: false });
  const unit = element("span");
  unit.id = `${name}-unit`;
  box.setAttribute("aria-describedby", unit.id);
  const check = button("Check", tryIt);
  const open = button("Show the solution", () => {
    save(model, { opened: true });
    verdict.focus();
  });
  const again = button("Once more, with new numbers", () => {
    draw(model);
    box.focus();
  });
  const verdict = statusRegion();
  const row = element("div", "", "row");
  row.append(box, unit, check, open, again);
  if (model.get("variant") < 0) draw(model);

  function tryIt() {
    const asked = askedBy(model);
    const text = box.value.trim();
    const tries = model.get("tries");
    if (!readings(text, asked.unit).length) return complain(text);
    if (tries.at(-1) !== text) save(model, { tries: [...tries, text] });
    show();
    if (judge(asked, text).right) verdict.focus(); // the button goes
  }

  /** @param {string} text */
  function complain(text) {
    const unread = `I cannot read “${escaped(text)}” as a number. Write it like 0.25, 3e-4 or −2.`;
    fill(model, verdict, text ? unread : "First write a number.");
  }

  function show() {
    const asked = askedBy(model);
    const text = model.get("text");
    if (box.value !== text && document.activeElement !== box) box.value = text;
    fill(model, question, `<strong>${model.get("heading")}</strong> ${asked.question}`);
    fill(model, unit, asked.unit);
    const tries = model.get("tries");
    const last = tries.at(-1);
    const { right, cause } = last === undefined ? { right: false, cause: "" } : judge(asked, last);
    const done = right || model.get("opened");
    box.readOnly = done;
    check.hidden = done;
    open.hidden = done || tries.length < TRIES_BEFORE_SOLUTION;
    again.hidden = !done || model.get("variants").length < 2;
    el.classList.toggle("solved", right);
    if (right) fill(model, verdict, `<strong>✓ Right.</strong> ${asked.because}`);
    else if (done) fill(model, verdict, `<strong>${asked.solution}.</strong> ${asked.because}`);
    else if (last === undefined) fill(model, verdict, "");
    else {
      const hint = cause ?? (open.hidden ? "Try again." : "Try again, or look at the solution.");
      fill(model, verdict, `<strong>${escaped(last)} is not it yet.</strong> ${hint}`);
    }
  }

  box.addEventListener("input", () => save(model, { text: box.value }));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !box.readOnly) tryIt();
  });
  const leaving = prepare(el, "answer");
  el.append(question, row, verdict);
  return follow(model, ["text", "tries", "opened", "variant"], show, leaving);
}

/** @param {string} text */
function escaped(text) {
  const node = document.createElement("span");
  node.textContent = text;
  return node.innerHTML;
}

/** @param {AnyModel<AnswerState>} model */
function askedBy(model) {
  return model.get("variants")[model.get("variant")];
}

/**
 * Draws other numbers than those asked for now.
 * @param {AnyModel<AnswerState>} model
 */
function draw(model) {
  const others = model
    .get("variants")
    .map((_, i) => i)
    .filter((i) => i !== model.get("variant"));
  const variant = others[Math.floor(Math.random() * others.length)];
  save(model, { variant, text: "", tries: [], opened: false });
}

export default { initialize, render: renderAnswer };
