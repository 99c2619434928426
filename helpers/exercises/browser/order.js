// @ts-check
// Lines of code to be put in order (a Parsons problem), by buttons, by mouse or by touch. All texts
// come from the kernel with the question, so nothing here waits for it.

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
  typeset,
} from "./common.js";
import { enableDragging } from "./drag.js";

/**
 * The traits of Order in order.py.
 * @typedef {number[]} Program the lines that a reader has put in order, by their numbers
 * @typedef {{ lines: string[], sentence: string }} Explanation one line is used, or the first of
 *   two stands above the second
 * @typedef {{ name: string, strokes: string, to: number | null, isPossible: boolean }} LineAction
 *   a button of a line, with its icon, and where in the program it moves the line
 * @typedef {{
 *   name: string, question: string, lines: string[], groups: string[][],
 *   explanations: Explanation[], because: string, program: Program, tries: Program[],
 *   right: boolean, opened: boolean,
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
    const missing = [...group];
    while (missing.length) {
      const place = missing.indexOf(program[right]);
      if (place < 0) return right;
      missing.splice(place, 1);
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

/** The two lists on the page, and what a reader does with them. */
class OrderView {
  #model;
  #el;
  #lines;
  #groups;
  #question;
  #pool = element("ol", "", "pool");
  #program = element("ol", "", "program");
  #check = button("Check", () => this.#tryIt());
  #open = button("Show the solution", () => this.#openSolution());
  #verdict = statusRegion();
  #moved = element("span", "", "spoken"); // what a screen reader says about a move

  /**
   * @param {AnyModel<OrderState>} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.#model = model;
    this.#el = el;
    this.#lines = model.get("lines");
    this.#groups = model.get("groups");
    this.#question = element("p", `<strong>Put in order.</strong> ${model.get("question")}`);
    this.#moved.setAttribute("aria-live", "polite");
  }

  /** Puts the exercise into the page; returns a function that ends it. */
  mount() {
    const closing = mountExercise(this.#el, "order");
    const row = element("div", "", "row");
    row.append(this.#check, this.#open);
    const lists = element("div", "", "lists");
    lists.append(listed("Lines", this.#pool), listed("Your program", this.#program));
    this.#el.append(this.#question, lists, row, this.#verdict, this.#moved);
    enableDragging({
      pool: this.#pool,
      program: this.#program,
      isOff: () => this.#isDone,
      move: (id, place) => this.#move(id, place),
    });
    typeset(this.#model, this.#question);
    return subscribe(this.#model, ["program", "tries", "opened"], () => this.#show(), closing);
  }

  get #isSolved() {
    const last = this.#model.get("tries").at(-1);
    return last !== undefined && this.#isRight(last);
  }

  /** @param {Program} program */
  #isRight(program) {
    const complete = this.#groups.flat().length;
    const isWhole = program.length === complete;
    return isWhole && rightLines(this.#groups, this.#texts(program)) === complete;
  }

  get #isDone() {
    return this.#isSolved || this.#model.get("opened");
  }

  /** @param {Program} ids */
  #texts(ids) {
    return ids.map((id) => this.#lines[id]);
  }

  #tryIt() {
    const tried = this.#model.get("program");
    const tries = [...this.#model.get("tries"), tried];
    save(this.#model, { right: this.#isRight(tried), tries });
    this.#show();
    if (this.#isSolved) this.#verdict.focus(); // the button disappears
  }

  #openSolution() {
    save(this.#model, { opened: true });
    this.#verdict.focus();
  }

  /**
   * @param {number} id
   * @param {number | null} place in the program, or null for the pool
   */
  #move(id, place) {
    const others = this.#model.get("program").filter((other) => other !== id);
    if (place !== null) others.splice(place, 0, id);
    save(this.#model, { program: others });
    this.#show();
    const where = place === null ? "left out" : `line ${place + 1} of ${others.length}`;
    this.#moved.textContent = `${this.#lines[id].trim()}: ${where}`;
  }

  #show() {
    const used = this.#model.get("program");
    const focus = focusedAction(this.#el);
    const unused = this.#lines.map((_, id) => id).filter((id) => !used.includes(id));
    const done = this.#isDone;
    this.#pool.replaceChildren(...unused.map((id) => this.#lineElement(id, -1)));
    this.#program.replaceChildren(...used.map((id, place) => this.#lineElement(id, place)));
    if (focus) restoreFocus(this.#el, focus, this.#check);
    this.#check.hidden = done;
    this.#open.hidden = done || this.#model.get("tries").length < TRIES_BEFORE_SOLUTION;
    this.#el.classList.toggle("solved", this.#isSolved);
    setHtml(this.#model, this.#verdict, this.#verdictHtml());
  }

  /**
   * @param {number} id
   * @param {number} place in the program, or -1
   */
  #lineElement(id, place) {
    const item = element("li", "", "line");
    item.dataset.id = String(id);
    const grip = element("span", "⠿", "grip");
    grip.setAttribute("aria-hidden", "true");
    const code = element("code");
    const text = this.#lines[id].trimStart();
    code.textContent = text;
    code.style.setProperty("--indent", `${this.#lines[id].length - text.length}ch`);
    item.append(grip, code);
    if (this.#isDone) return item;
    const buttons = element("span", "", "actions");
    for (const action of actionsAt(place, this.#model.get("program").length)) {
      buttons.append(this.#actionButton(id, action));
    }
    item.append(buttons);
    return item;
  }

  /**
   * @param {number} id
   * @param {LineAction} action
   */
  #actionButton(id, { name, strokes, to, isPossible }) {
    const created = button(icon(strokes), () => this.#move(id, to));
    created.setAttribute("aria-label", `${name}: ${this.#lines[id].trim()}`);
    created.title = name;
    created.dataset.action = name;
    created.disabled = !isPossible;
    return created;
  }

  #verdictHtml() {
    const last = this.#model.get("tries").at(-1);
    const because = this.#model.get("because");
    if (this.#isSolved) return `<strong>✓ Right.</strong> ${because}`;
    if (this.#model.get("opened")) {
      const solution = element("pre");
      solution.textContent = this.#groups.flat().join("\n");
      return `<strong>One right order:</strong>${solution.outerHTML}${because}`;
    }
    if (!last) return "";
    const tried = this.#texts(last);
    const cause = causeOf(this.#model.get("explanations"), tried);
    return `<strong>Not yet.</strong> ${cause ?? advice(rightLines(this.#groups, tried), tried)}`;
  }
}

/**
 * What the buttons of a line do.
 * @param {number} place in the program, or -1
 * @param {number} count of the lines in the program
 * @returns {LineAction[]}
 */
function actionsAt(place, count) {
  if (place < 0) return [{ name: "Take", strokes: "M5 1V9M1 5H9", to: count, isPossible: true }];
  const up = { name: "Move up", strokes: "M5 9V1M1 5L5 1L9 5", to: place - 1 };
  const down = { name: "Move down", strokes: "M5 1V9M1 5L5 9L9 5", to: place + 1 };
  const out = { name: "Leave out", strokes: "M1 1L9 9M1 9L9 1", to: null };
  return [
    { ...up, isPossible: place > 0 },
    { ...down, isPossible: place < count - 1 },
    { ...out, isPossible: true },
  ];
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

/** @param {{ model: AnyModel<OrderState>, el: HTMLElement }} context */
function renderOrder({ model, el }) {
  return new OrderView(model, el).mount();
}

export default { initialize, render: renderOrder };
