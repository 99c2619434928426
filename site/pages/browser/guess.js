// @ts-check
// A guess as a class votes on it, made from the form that it has on a page without scripts: what
// helpers/exercises/predict.py writes as HTML.

import { make } from "./make.js";

/**
 * Returns the guess that a cell asks for, or null. Its widget has not taken the place of it yet.
 * @param {Element} cell
 */
export function questionIn(cell) {
  const form = [...cell.querySelectorAll(".output")].find(
    (output) => output.querySelector(":scope > p:first-child > strong")?.textContent === "Predict.",
  );
  return form ? new Question(form) : null;
}

export class Question {
  /** What to look at and what is seen there, if there is something. @type {HTMLElement | null} */
  see = null;
  #question;
  #explanation;
  #answer = make("div", "deck-answer");
  #isCovered = true;

  /** @param {Element} form */
  constructor(form) {
    const [question, see] = form.querySelectorAll(":scope > p");
    const [options, seen] = form.querySelectorAll(":scope > ul");
    this.#question = [copy(question), copy(options)];
    this.#explanation = [...form.querySelectorAll("details > :not(summary)")].map(copy);
    if (!see) return;
    this.see = make("div", "deck-see screen-only");
    this.see.append(copy(see), copy(seen));
    const [shown] = this.#explanation; // "The figure shows (b)."
    const letter = shown.querySelector("em")?.textContent;
    const words = [...seen.children].find(({ textContent }) =>
      textContent?.startsWith(`${letter}`),
    );
    if (words) shown.replaceChildren("What is seen: ", ...copy(words).childNodes);
  }

  voteSlide() {
    const slide = make("section", "deck-slide deck-vote screen-only");
    slide.append(...this.#question.map(copy));
    return slide;
  }

  /** The question once more, and room for the answer. */
  answerSlide() {
    const slide = make("section", "deck-slide screen-only");
    this.#answer.setAttribute("role", "status");
    slide.append(...this.#question, this.#answer);
    return slide;
  }

  /** Shows the answer; returns false if it is there already. */
  uncover() {
    if (!this.#isCovered) return false;
    this.#isCovered = false;
    const [, options] = this.#question;
    const letters = this.#explanation.map((part) => part.querySelector(":scope > em")?.textContent);
    for (const option of options.children) {
      if (!option.textContent?.startsWith(`${letters.findLast(Boolean)}`)) continue;
      option.classList.add("deck-right");
      option.prepend("✓ ");
    }
    this.#answer.append(...this.#explanation);
    return true;
  }
}

/** @param {Element} element */
function copy(element) {
  return /** @type {HTMLElement} */ (element.cloneNode(true));
}
