// @ts-check
// A question, a box for a number, and what is said about the number in it. All texts come from
// the kernel with the question, so nothing here waits for it.

import {
  button,
  element,
  initialize,
  mountExercise,
  save,
  setHtml,
  statusRegion,
  subscribe,
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
 *   name: string, heading: string, variants: NumberQuestion[], variant: number, text: string,
 *   tries: string[], right: boolean, opened: boolean,
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

/** The question on the page, and what a reader does with it. */
class AnswerView {
  #model;
  #el;
  #question = element("label", "", "question");
  #box = element("input");
  #unit = element("span");
  #check = button("Check", () => this.#tryIt());
  #open = button("Show the solution", () => this.#openSolution());
  #again = button("Once more, with new numbers", () => this.#drawAgain());
  #verdict = statusRegion();

  /**
   * @param {AnyModel<AnswerState>} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.#model = model;
    this.#el = el;
    const name = `answer-${Math.random()}`; // not a count: each question loads its own copy of this file
    this.#question.htmlFor = name;
    this.#unit.id = `${name}-unit`;
    const box = this.#box;
    Object.assign(box, { id: name, type: "text", autocomplete: "off", spellcheck: false });
    box.setAttribute("aria-describedby", this.#unit.id);
    box.addEventListener("input", () => save(model, { text: box.value }));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !box.readOnly) this.#tryIt();
    });
  }

  /** Puts the question into the page; returns a function that ends it. */
  mount() {
    if (this.#model.get("variant") < 0) draw(this.#model);
    const closing = mountExercise(this.#el, "answer");
    const row = element("div", "", "row");
    row.append(this.#box, this.#unit, this.#check, this.#open, this.#again);
    this.#el.append(this.#question, row, this.#verdict);
    const traits = ["text", "tries", "opened", "variant"];
    return subscribe(this.#model, traits, () => this.#show(), closing);
  }

  #tryIt() {
    const asked = askedBy(this.#model);
    const text = this.#box.value.trim();
    const tries = this.#model.get("tries");
    if (!readings(text, asked.unit).length) return this.#complain(text);
    const { right } = judge(asked, text);
    if (tries.at(-1) !== text) save(this.#model, { right, tries: [...tries, text] });
    this.#show();
    if (right) this.#verdict.focus(); // the button disappears
  }

  #openSolution() {
    save(this.#model, { opened: true });
    this.#verdict.focus();
  }

  #drawAgain() {
    draw(this.#model);
    this.#box.focus();
  }

  /** @param {string} text */
  #complain(text) {
    const unread = `I cannot read “${escaped(text)}” as a number. Write it like 0.25, 3e-4 or −2.`;
    setHtml(this.#model, this.#verdict, text ? unread : "First write a number.");
  }

  #show() {
    const model = this.#model;
    const asked = askedBy(model);
    const text = model.get("text");
    const box = this.#box;
    if (box.value !== text && document.activeElement !== box) box.value = text;
    setHtml(model, this.#question, `<strong>${model.get("heading")}</strong> ${asked.question}`);
    setHtml(model, this.#unit, asked.unit);
    const tries = model.get("tries");
    const last = tries.at(-1);
    const { right, cause } = last === undefined ? { right: false, cause: "" } : judge(asked, last);
    const done = right || model.get("opened");
    box.readOnly = done;
    this.#check.hidden = done;
    this.#open.hidden = done || tries.length < TRIES_BEFORE_SOLUTION;
    this.#again.hidden = !done || model.get("variants").length < 2;
    this.#el.classList.toggle("solved", right);
    const advice = this.#open.hidden ? "Try again." : "Try again, or look at the solution.";
    setHtml(model, this.#verdict, verdictOn(asked, last, { right, done, hint: cause ?? advice }));
  }
}

/**
 * @param {NumberQuestion} asked
 * @param {string | undefined} last the last number that was checked
 * @param {{ right: boolean, done: boolean, hint: string }} result
 */
function verdictOn(asked, last, { right, done, hint }) {
  if (right) return `<strong>✓ Right.</strong> ${asked.because}`;
  if (done) return `<strong>${asked.solution}.</strong> ${asked.because}`;
  return last === undefined ? "" : `<strong>${escaped(last)} is not it yet.</strong> ${hint}`;
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
 * Draws another variant than the one that is shown.
 * @param {AnyModel<AnswerState>} model
 */
function draw(model) {
  const others = model
    .get("variants")
    .map((_, i) => i)
    .filter((i) => i !== model.get("variant"));
  const variant = others[Math.floor(Math.random() * others.length)];
  save(model, { variant, text: "", right: false, tries: [], opened: false });
}

/** @param {{ model: AnyModel<AnswerState>, el: HTMLElement }} context */
function renderAnswer({ model, el }) {
  return new AnswerView(model, el).mount();
}

export default { initialize, render: renderAnswer };
