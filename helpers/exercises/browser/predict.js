// @ts-check
// Guess, see, explain: a question, options to choose from, what to look at, and the explanation once
// the reader has committed to a guess and has looked. All texts come from the kernel with the
// question, so nothing here waits for it.

import {
  button,
  element,
  initialize,
  mountExercise,
  OPTION_LETTERS,
  save,
  statusRegion,
  subscribe,
  typeset,
} from "./common.js";
import { watchControls } from "./controls.js";
import { renderOptions } from "./options.js";

/**
 * The traits of Predict in predict.py.
 * @typedef {{
 *   do: string, ask: string, options: string[], answer: string, settings: boolean,
 * }} SeeStep
 * @typedef {{ control: string, position: number }} Target a control, and where it should stand
 * @typedef {{
 *   name: string, question: string, options: string[], answer: string, because: string,
 *   reasons: string[], see: SeeStep | Record<string, never>, targets: Target[], guess: string,
 *   done: boolean, seen: string,
 * }} QuestionState
 */

const LOOKS = 2; // after so many wrong observations the explanation opens anyway

/** The question on the page, and what a reader does with it. */
class PredictView {
  #model;
  #el;
  #answer;
  #options;
  #see;
  #commit = button("This is my guess", () => this.#commitGuess());
  #verdict = statusRegion();

  /**
   * @param {AnyModel<QuestionState>} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.#model = model;
    this.#el = el;
    this.#answer = model.get("answer");
    const question = `<strong>Predict.</strong> ${model.get("question")}`;
    this.#options = renderOptions(question, model.get("options"), () => this.#show());
    const step = model.get("see");
    this.#see = step.ask
      ? new SeeView(model, /** @type {SeeStep} */ (step), () => this.#verdict.focus())
      : null;
  }

  /** Puts the question into the page; returns a function that ends it. */
  mount() {
    const model = this.#model;
    const closing = mountExercise(this.#el, "predict");
    const see = this.#see ? [this.#see.section] : [];
    this.#el.append(this.#options.field, this.#commit, ...see, this.#verdict);
    typeset(model, this.#options.field);
    const stop = subscribe(model, ["guess", "done", "seen"], () => this.#show(), closing);
    const unwatch = this.#see
      ? watchControls(model, model.get("targets"), () => this.#onSet())
      : () => {};
    return () => {
      stop();
      unwatch();
    };
  }

  /** Whether the reader has looked, or there is nothing to look at. */
  get #hasSeen() {
    return !this.#see || this.#see.isOver;
  }

  #commitGuess() {
    if (!this.#options.chosen()) return;
    save(this.#model, { guess: this.#options.chosen() });
    (this.#see ? this.#see.section : this.#verdict).focus(); // so that the keyboard continues here
  }

  /** The controls of the figure are set as asked. */
  #onSet() {
    const model = this.#model;
    if (model.get("guess") && !model.get("done")) save(model, { done: true });
  }

  #show() {
    const guess = this.#model.get("guess");
    this.#commit.hidden = Boolean(guess);
    this.#commit.disabled = !this.#options.chosen();
    if (guess) this.#options.settle(guess, this.#hasSeen ? this.#answer : "");
    this.#see?.show(Boolean(guess));
    if (guess && this.#hasSeen && !this.#verdict.childElementCount) this.#explain(guess);
  }

  /** @param {string} guess */
  #explain(guess) {
    const answer = this.#answer;
    const sentence =
      guess === answer
        ? `You guessed (${guess}), and so it is.`
        : `You guessed (${guess}). It is (${answer}).`;
    const because = this.#model.get("because");
    const verdict = this.#verdict;
    verdict.append(element("p", `<strong>${sentence}</strong> ${because}`));
    const reasons = this.#model.get("reasons");
    const own = reasons[OPTION_LETTERS.indexOf(guess)];
    if (own) verdict.append(element("p", `<strong>(${guess})</strong> ${own}`));
    if (reasons.some((reason) => reason && reason !== own)) verdict.append(allReasons(reasons));
    typeset(this.#model, verdict);
  }
}

/** @param {string[]} reasons */
function allReasons(reasons) {
  const details = element("details");
  const items = reasons.map((reason, i) =>
    reason ? `<li>(${OPTION_LETTERS[i]}) ${reason}</li>` : "",
  );
  details.append(element("summary", "What is behind each answer"), element("ul", items.join("")));
  return details;
}

/** What to set on the figure, and a question about what was seen. */
class SeeView {
  section;
  #model;
  #step;
  #onOver;
  #options;
  #tick = element("input");
  #commit = button("This is what I see", () => this.#commitObservation());
  #hint = statusRegion();

  /**
   * @param {AnyModel<QuestionState>} model
   * @param {SeeStep} step
   * @param {() => void} onOver
   */
  constructor(model, step, onOver) {
    this.#model = model;
    this.#step = step;
    this.#onOver = onOver;
    this.section = element("div", `<p><strong>See.</strong> ${step.do}</p>`, "see");
    this.section.tabIndex = -1;
    this.section.setAttribute("role", "group");
    this.section.setAttribute("aria-label", "See");
    this.#options = renderOptions(step.ask, step.options, () => this.show(true));
    if (step.settings) this.section.append(this.#tickLabel());
    this.section.append(this.#options.field, this.#commit, this.#hint);
    typeset(model, this.section);
  }

  #tickLabel() {
    const tick = this.#tick;
    tick.type = "checkbox";
    tick.addEventListener("change", () => save(this.#model, { done: tick.checked }));
    const label = element("label");
    const ticksItself = this.#model.get("targets").length > 0;
    label.append(tick, element("span", ticksItself ? "Done (the figure ticks this)" : "Done"));
    return label;
  }

  #commitObservation() {
    const chosen = this.#options.chosen();
    if (!chosen) return;
    save(this.#model, { seen: this.#model.get("seen") + chosen });
    if (this.isOver) this.#onOver();
  }

  get isOver() {
    const seen = this.#model.get("seen");
    return seen.endsWith(this.#step.answer) || seen.length >= LOOKS;
  }

  /** @param {boolean} begun */
  show(begun) {
    const { settings, answer } = this.#step;
    const seen = this.#model.get("seen");
    const done = this.#model.get("done") || !settings;
    this.section.hidden = !begun;
    this.#tick.checked = this.#model.get("done");
    this.#tick.disabled = Boolean(seen);
    this.#options.field.disabled = !done;
    this.#commit.hidden = this.isOver;
    this.#commit.disabled = !done || !this.#options.chosen();
    if (this.isOver) this.#options.settle(seen.slice(-1), answer);
    const where = settings ? "figure" : "output"; // of the next cell
    const again = seen && !this.isOver ? `Look again: the ${where} does not show that.` : "";
    const ready = settings && done && !seen ? "Set as asked. What do you see?" : "";
    const hint = again || ready;
    if (this.#hint.textContent !== hint) this.#hint.textContent = hint;
  }
}

/** @param {{ model: AnyModel<QuestionState>, el: HTMLElement }} context */
function renderPredict({ model, el }) {
  return new PredictView(model, el).mount();
}

export default { initialize, render: renderPredict };
