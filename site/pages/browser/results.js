// @ts-check
// What a reader has guessed, answered, passed and met on a page, for the record. In notebooks
// helpers/core/results.py keeps the same.

/** @typedef {import("@jupyter-widgets/base").WidgetModel} Model */

/**
 * @typedef {{ choice: string, right: boolean }} Guess
 * @typedef {{ given: string[], right: boolean, solution_shown: boolean }} Answer
 * @typedef {{ passed: boolean, mistakes: string[] }} Check
 * @typedef {{ met: boolean, moves: number }} Challenge
 * @typedef {Guess | Answer | Check | Challenge} Entry
 * @typedef {{ first: string, last: string }} Times
 * @typedef {Record<"guesses" | "answers" | "checks" | "challenges", Record<string, any>>} Results
 *   entries with times, by kind and by name
 * @typedef {{ kind: keyof Results, name: string, entry: Entry }} Result
 */

/** The traits that show what a reader has done, in models of helpers. */
const TRAITS = ["guess", "tries", "opened", "progress"];

/** @returns {Results} */
export function noResults() {
  return { guesses: {}, answers: {}, checks: {}, challenges: {} };
}

/**
 * Calls back when the reader has done something in one of these models.
 * @param {Model[]} models
 * @param {(result: Result) => void} onResult
 */
export function watchResults(models, onResult) {
  for (const model of models) {
    for (const trait of TRAITS) {
      if (!model.has(trait)) continue;
      model.on(`change:${trait}`, () => {
        const result = resultOf(model, trait);
        if (result) onResult(result);
      });
    }
  }
}

/**
 * @param {Model} model
 * @param {string} trait that has changed
 * @returns {Result | null}
 */
function resultOf(model, trait) {
  const value = model.get(trait);
  const name = model.get("name");
  if (trait === "progress") {
    const moves = value.moves - (model.previous(trait)?.moves ?? 0);
    return { kind: "challenges", name: model.get("goal"), entry: { met: value.met, moves } };
  }
  if (!value.length && value !== true) return null; // new numbers were drawn
  if (trait === "guess") {
    const right = value === model.get("answer");
    return { kind: "guesses", name, entry: { choice: value, right } };
  }
  const given = trait === "tries" ? [textOf(value.at(-1))] : [];
  const [right, shown] = [model.get("right"), model.get("opened")];
  return { kind: "answers", name, entry: { given, right, solution_shown: shown } };
}

/** @param {string | number[]} tried a number, or the lines of a program, counted from 0 */
function textOf(tried) {
  return typeof tried === "string" ? tried : tried.map((line) => line + 1).join(" ");
}

/**
 * @param {Results} results are changed
 * @param {Result} result
 * @param {string} now
 */
export function addResult(results, { kind, name, entry }, now) {
  const stamped = { ...entry, first: now, last: now };
  const known = results[kind][name];
  results[kind][name] = known ? joined(known, stamped) : stamped;
}

/**
 * The first guess counts, an answer until it is right or the solution was shown, a check until it is
 * passed, a challenge until it is met.
 * @param {any} earlier
 * @param {any} later
 */
function joined(earlier, later) {
  const { right, solution_shown, passed, met } = earlier;
  if ("choice" in earlier || right || solution_shown || passed || met) return earlier;
  const both = { ...later, first: earlier.first };
  if (both.given) both.given = [...earlier.given, ...later.given];
  if (both.mistakes) both.mistakes = [...new Set([...earlier.mistakes, ...later.mistakes])];
  if ("moves" in both) both.moves += earlier.moves;
  return both;
}

/** Now, in UTC and to the second. */
export function timeNow() {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
