// @ts-check
// Lines of code to be put in order (a Parsons problem), by buttons, by mouse or by touch. All texts
// come from the kernel with the question, so nothing here waits for it.

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
  typeset,
} from "./common.js";
import { enableDragging } from "./drag.js";

/**
 * The traits of Order in order.py.
 * @typedef {number[]} Program the lines that a reader has put in order, by their numbers
 * @typedef {{ lines: string[], sentence: string }} Explanation one line is used, or the first of
 *   two stands above the second
 * @typedef {{
 *   question: string, lines: string[], groups: string[][], explanations: Explanation[],
 *   because: string, program: Program, tries: Program[], opened: boolean,
 * }} OrderState
 */

/**
 * How many lines at the beginning of a program are right.
 * @param {string[][]} groups lines in order; those of one group in any order
 * @param {string[]} program
 */
function rightLines(groups, program) {
  let right = 0;
  for (const group of groups) {
    const left = [...group];
    while (left.length) {
      const place = left.indexOf(program[right]);
      if (place < 0) return right;
      left.splice(place, 1);
      right += 1;
    }
  }
  return right;
}

/**
 * @param {Explanation[]} explanations
 * @param {string[]} program
 */
function causeOf(explanations, program) {
  return explanations.find(({ lines }) => {
    const places = lines.map((line) => program.indexOf(line));
    return !places.includes(-1) && (places.length === 1 || places[0] < places[1]);
  })?.sentence;
}

/**
 * @param {number} right
 * @param {string[]} program
 */
function advice(right, program) {
  if (!program.length) return "Take the first line.";
  const first = right === 1 ? "The first line is right" : `The first ${right} lines are right`;
  if (right === program.length) return `${first}, and something must follow.`;
  return right ? `${first}. Look at the next one.` : "Look at the first line.";
}

/** @param {{ model: AnyModel<OrderState>, el: HTMLElement }} context */
function renderOrder({ model, el }) {
  const lines = model.get("lines");
  const groups = model.get("groups");
  const complete = groups.flat().length;
  const question = element("p", `<strong>Put in order.</strong> ${model.get("question")}`);
  const pool = element("ol", "", "pool");
  const program = element("ol", "", "program");
  const check = button("Check", () => {
    const tried = model.get("program");
    save(model, { tries: [...model.get("tries"), tried] });
    show();
    if (isSolved()) verdict.focus(); // the button goes
  });
  const open = button("Show the solution", () => {
    save(model, { opened: true });
    verdict.focus();
  });
  const verdict = statusRegion();
  const moved = element("span", "", "spoken"); // what a screen reader says of a move
  moved.setAttribute("aria-live", "polite");
  const row = element("div", "", "row");
  row.append(check, open);

  /** @param {Program} ids */
  const texts = (ids) => ids.map((id) => lines[id]);
  const isSolved = () => {
    const last = model.get("tries").at(-1);
    return last?.length === complete && rightLines(groups, texts(last)) === complete;
  };

  /**
   * @param {number} id
   * @param {number | null} place in the program, or null for the pool
   */
  function move(id, place) {
    const others = model.get("program").filter((other) => other !== id);
    if (place !== null) others.splice(place, 0, id);
    save(model, { program: others });
    show();
    const where = place === null ? "left out" : `line ${place + 1} of ${others.length}`;
    moved.textContent = `${lines[id].trim()}: ${where}`;
  }

  /**
   * @param {number} id
   * @param {number} place in the program, or -1
   */
  function lineOf(id, place) {
    const item = element("li", "", "line");
    item.dataset.id = String(id);
    const grip = element("span", "⠿", "grip");
    grip.setAttribute("aria-hidden", "true");
    const code = element("code");
    const text = lines[id].trimStart();
    code.textContent = text;
    code.style.setProperty("--indent", `${lines[id].length - text.length}ch`);
    item.append(grip, code);
    if (isDone()) return item;
    const buttons = element("span", "", "actions");
    item.append(buttons);
    /** @type {[name: string, strokes: string, to: number | null, possible: boolean][]} */
    const actions =
      place < 0
        ? [["Take", "M5 1V9M1 5H9", model.get("program").length, true]]
        : [
            ["Move up", "M5 9V1M1 5L5 1L9 5", place - 1, place > 0],
            ["Move down", "M5 1V9M1 5L5 9L9 5", place + 1, place < model.get("program").length - 1],
            ["Leave out", "M1 1L9 9M1 9L9 1", null, true],
          ];
    for (const [name, strokes, to, possible] of actions) {
      const action = button(icon(strokes), () => move(id, to));
      action.setAttribute("aria-label", `${name}: ${lines[id].trim()}`);
      action.title = name;
      action.dataset.action = name;
      action.disabled = !possible;
      buttons.append(action);
    }
    return item;
  }

  const isDone = () => isSolved() || model.get("opened");

  function show() {
    const used = model.get("program");
    const focus = focusedAction(el);
    const unused = lines.map((_, id) => id).filter((id) => !used.includes(id));
    const done = isDone();
    pool.replaceChildren(...unused.map((id) => lineOf(id, -1)));
    program.replaceChildren(...used.map(lineOf));
    if (focus) restoreFocus(el, focus, check);
    check.hidden = done;
    open.hidden = done || model.get("tries").length < TRIES_BEFORE_SOLUTION;
    el.classList.toggle("solved", isSolved());
    fill(model, verdict, judgement());
  }

  function judgement() {
    const last = model.get("tries").at(-1);
    const because = model.get("because");
    if (isSolved()) return `<strong>✓ Right.</strong> ${because}`;
    if (model.get("opened")) {
      const solution = element("pre");
      solution.textContent = groups.flat().join("\n");
      return `<strong>One right order:</strong>${solution.outerHTML}${because}`;
    }
    if (!last) return "";
    const tried = texts(last);
    const cause = causeOf(model.get("explanations"), tried);
    return `<strong>Not yet.</strong> ${cause ?? advice(rightLines(groups, tried), tried)}`;
  }

  const leaving = prepare(el, "order");
  const lists = element("div", "", "lists");
  lists.append(listed("Lines", pool), listed("Your program", program));
  el.append(question, lists, row, verdict, moved);
  enableDragging({ pool, program, isOff: isDone, move });
  typeset(model, question);
  return follow(model, ["program", "tries", "opened"], show, leaving);
}

/** @param {string} strokes a path in a square of 10 by 10 */
function icon(strokes) {
  const drawn = `<path d="${strokes}" fill="none" stroke="currentColor" stroke-width="1.5"/>`;
  return `<svg viewBox="0 0 10 10" width="11" height="11" aria-hidden="true">${drawn}</svg>`;
}

/**
 * @param {string} name
 * @param {HTMLElement} list
 */
function listed(name, list) {
  const part = element("div");
  list.setAttribute("role", "list"); // Safari drops it from a list without numbers
  list.setAttribute("aria-label", name);
  part.append(element("div", name, "title"), list);
  return part;
}

/**
 * The button of a line that has the focus.
 * @param {HTMLElement} el
 */
function focusedAction(el) {
  const focused = document.activeElement;
  const line = focused?.closest(".line");
  if (!(focused instanceof HTMLElement && line instanceof HTMLElement && el.contains(line))) return;
  const next = line.nextElementSibling ?? line.previousElementSibling;
  return {
    id: line.dataset.id,
    action: focused.dataset.action,
    next: next instanceof HTMLElement ? next.dataset.id : undefined,
  };
}

/**
 * Restores the focus after the lines were rebuilt: to the same button of the same line, else to
 * another of its buttons. If the line changed its list, to the line that was next.
 * @param {HTMLElement} el
 * @param {{ id?: string, action?: string, next?: string }} focus
 * @param {HTMLElement} check
 */
function restoreFocus(el, { id, action, next }, check) {
  /** @param {string | undefined} line */
  function buttonOf(line) {
    /** @type {HTMLButtonElement | null} */
    const sameButton = el.querySelector(`[data-id="${line}"] button[data-action="${action}"]`);
    return sameButton;
  }
  const same = buttonOf(id);
  /** @type {HTMLButtonElement | null} */
  const other = el.querySelector(`[data-id="${id}"] button:not(:disabled)`);
  if (same && !same.disabled) same.focus();
  else if (same) other?.focus();
  else (buttonOf(next) ?? check).focus();
}

export default { initialize, render: renderOrder };
