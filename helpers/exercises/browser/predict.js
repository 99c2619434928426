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
 *   question: string, options: string[], answer: string, because: string, reasons: string[],
 *   see: SeeStep | Record<string, never>, targets: Target[], guess: string, done: boolean,
 *   seen: string,
 * }} QuestionState
 */

const LOOKS = 2; // after so many wrong observations the explanation opens all the same

/** @param {{ model: AnyModel<QuestionState>, el: HTMLElement }} context */
function renderPredict({ model, el }) {
  const answer = model.get("answer");
  const see = seeStep(model);
  const guessed = renderOptions(
    `<strong>Predict.</strong> ${model.get("question")}`,
    model.get("options"),
    () => show(),
  );
  const commit = button("This is my guess", () => {
    if (!guessed.chosen()) return;
    save(model, { guess: guessed.chosen() });
    (see ? see.section : verdict).focus(); // so that the keyboard goes on from here
  });
  const verdict = statusRegion();

  function show() {
    const guess = model.get("guess");
    commit.hidden = Boolean(guess);
    commit.disabled = !guessed.chosen();
    if (guess) guessed.settle(guess, !see || see.isOver() ? answer : "");
    see?.show(Boolean(guess));
    if (guess && (!see || see.isOver()) && !verdict.childElementCount) explain(guess);
  }

  /** @param {string} guess */
  function explain(guess) {
    const sentence =
      guess === answer
        ? `You guessed (${guess}), and so it is.`
        : `You guessed (${guess}). It is (${answer}).`;
    verdict.append(element("p", `<strong>${sentence}</strong> ${model.get("because")}`));
    const reasons = model.get("reasons");
    const own = reasons[OPTION_LETTERS.indexOf(guess)];
    if (own) verdict.append(element("p", `<strong>(${guess})</strong> ${own}`));
    if (reasons.some((reason) => reason && reason !== own)) verdict.append(allReasons(reasons));
    typeset(model, verdict);
  }

  const closing = mountExercise(el, "predict");
  el.append(guessed.field, commit, ...(see ? [see.section] : []), verdict);
  typeset(model, guessed.field);
  const stop = subscribe(model, ["guess", "done", "seen"], show, closing);
  const unwatch = see
    ? watchControls(model, model.get("targets"), () => {
        if (model.get("guess") && !model.get("done")) save(model, { done: true });
      })
    : () => {};
  return () => {
    stop();
    unwatch();
  };

  /** @param {AnyModel<QuestionState>} model */
  function seeStep(model) {
    const step = model.get("see");
    return step.ask ? renderSee(model, /** @type {SeeStep} */ (step), () => verdict.focus()) : null;
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

/**
 * What to set on the figure, and a question about what was seen.
 * @param {AnyModel<QuestionState>} model
 * @param {SeeStep} step
 * @param {() => void} onOver
 */
function renderSee(model, step, onOver) {
  const section = element("div", `<p><strong>See.</strong> ${step.do}</p>`, "see");
  section.tabIndex = -1;
  section.setAttribute("role", "group");
  section.setAttribute("aria-label", "See");
  const tick = element("input");
  tick.type = "checkbox";
  tick.addEventListener("change", () => save(model, { done: tick.checked }));
  const ticked = element("label");
  const ticksItself = model.get("targets").length > 0;
  ticked.append(tick, element("span", ticksItself ? "Done (the figure ticks this)" : "Done"));
  const asked = renderOptions(step.ask, step.options, () => show(true));
  const commit = button("This is what I see", () => {
    const chosen = asked.chosen();
    if (!chosen) return;
    save(model, { seen: model.get("seen") + chosen });
    if (isOver()) onOver();
  });
  const hint = statusRegion();
  if (step.settings) section.append(ticked);
  section.append(asked.field, commit, hint);
  typeset(model, section);

  function isOver() {
    const seen = model.get("seen");
    return seen.endsWith(step.answer) || seen.length >= LOOKS;
  }

  /** @param {boolean} begun */
  function show(begun) {
    const seen = model.get("seen");
    const done = model.get("done") || !step.settings;
    section.hidden = !begun;
    tick.checked = model.get("done");
    tick.disabled = Boolean(seen);
    asked.field.disabled = !done;
    commit.hidden = isOver();
    commit.disabled = !done || !asked.chosen();
    if (isOver()) asked.settle(seen.slice(-1), step.answer);
    const again = seen && !isOver();
    const text = again ? "Look again: the figure does not show that." : "";
    const ready = step.settings && done && !seen ? "Set as asked. What do you see?" : "";
    if (hint.textContent !== (text || ready)) hint.textContent = text || ready;
  }

  return { section, show, isOver };
}

export default { initialize, render: renderPredict };
