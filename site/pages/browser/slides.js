// @ts-check
// The page as slides for a class: each guess, each figure and each picture fills the window. Cells stay
// where they are in the page, and all but the one that is shown are hidden: on paper it is the lesson.

import { Deck } from "./deck.js";
import { questionIn } from "./guess.js";
import { fillPlace } from "./picture_parts.js";
import sheet from "./slides.css" with { type: "text" };

/** @import { Question } from "./guess.js" */
/** @import { Slide } from "./deck.js" */
/** @typedef {{ question: Question, about: string, place: string }} Asked where, and in which part */

const PRINTED = ":scope > .outputs > :is(pre, .output)";
const PICTURES = ".outputs > figure img, [data-state=still] figure img";
const FIGURE = "figure"; // of a figure that moves too, as long as it stands still

/**
 * Shows the slide that the address names, "?slides=3", or the first.
 * @param {(cell: Element) => void} wake brings a figure to life
 */
export function showSlides(wake) {
  const style = document.createElement("style");
  style.textContent = sheet;
  document.head.append(style);
  document.documentElement.dataset.slides = "";
  new Deck(slidesOfPage(), (element) => {
    wake(element);
    for (const image of element.querySelectorAll(PICTURES)) {
      fillPlace(/** @type {HTMLImageElement} */ (image));
    }
  });
}

function slidesOfPage() {
  /** @type {Slide[]} */
  const slides = [];
  /** A question whose figure or output comes in a later cell. @type {Asked | null} */
  let waiting = null;
  let part = { id: "", textContent: "" };
  let number = 0;
  /** @param {Asked} asked */
  const answered = ({ question, about, place }) => {
    const element = question.answerSlide();
    slides.push({ name: `Answer ${about}`, place, element, uncover: () => question.uncover() });
  };
  for (const element of document.querySelectorAll("main > :is(h1, h2, .cell)")) {
    if (!element.matches(".cell")) {
      part = /** @type {HTMLElement} */ (element);
      continue;
    }
    number += 1;
    const about = `[${number}]: ${part.textContent}`;
    const place = part.id;
    const question = questionIn(element);
    if (question) {
      if (waiting) answered(waiting);
      waiting = { question, about, place };
      slides.push({ name: `Vote ${about}`, place, element: question.voteSlide() });
    }
    const isOutput = waiting && !question && !element.matches("[data-exercise]");
    if (!element.querySelector(FIGURE) && !(isOutput && element.querySelector(PRINTED))) continue;
    if (waiting?.question.see) element.prepend(waiting.question.see);
    const kind = waiting ? "See" : element.matches("[data-models]") ? "Figure" : "Picture";
    slides.push({
      name: `${kind} ${about}`,
      place,
      element: /** @type {HTMLElement} */ (element),
    });
    if (waiting) answered(waiting);
    waiting = null;
  }
  if (waiting) answered(waiting);
  return slides;
}
