// @ts-check
// Slides: which one is shown, and how a teacher moves on.

import { button } from "./button.js";
import { listenForKeys } from "./deck_keys.js";
import { make } from "./make.js";

/**
 * A slide is an element of the page. `place` is the id of the part of the lesson in which it is;
 * `uncover` shows what is still covered, and returns false when nothing is.
 * @typedef {{
 *   name: string, place: string, element: HTMLElement, uncover?: () => boolean,
 * }} Slide
 */

export class Deck {
  #slides;
  #wake;
  #at = -1;
  #heading = make("h1");
  #number = make("span");
  #name = make("span", "deck-spoken");
  #list = make("select");
  #bar = make("nav", "deck-bar screen-only");
  #back = button("‹ Previous", () => this.move(-1));
  #next = button("Next ›", () => this.move(1));

  /**
   * @param {Slide[]} slides
   * @param {(cell: Element) => void} wake
   */
  constructor(slides, wake) {
    this.#slides = slides;
    this.#wake = wake;
    const main = document.querySelector("main");
    for (const { element } of slides) if (!element.isConnected) main?.append(element);
    this.#fill();
    const head = make("header", "deck-head screen-only");
    this.#heading.tabIndex = -1;
    head.append(this.#heading);
    document.body.prepend(head);
    document.body.append(this.#bar);
    listenForKeys({
      move: (by) => this.move(by),
      toEnd: (isLast) => this.#show(isLast ? slides.length - 1 : 0),
      leave: () => this.#leave(),
    });
    const wanted = Number(new URLSearchParams(location.search).get("slides")) || 1;
    this.#show(Math.min(Math.max(wanted, 1), slides.length) - 1);
  }

  /** Puts into the bar what it has. */
  #fill() {
    const status = make("span", "deck-number");
    status.setAttribute("role", "status");
    status.append(this.#number, this.#name);
    this.#bar.ariaLabel = "Slides";
    this.#list.ariaLabel = "Go to a slide";
    this.#list.append(...this.#slides.map(({ name }, i) => new Option(`${i + 1} · ${name}`)));
    this.#list.addEventListener("change", () => this.#show(this.#list.selectedIndex));
    const whole = button("Full screen", () => toggleFullScreen());
    const leave = button("Leave", () => this.#leave());
    this.#bar.append(this.#back, status, this.#next, this.#list, whole, leave);
  }

  /** @param {1 | -1} by */
  move(by) {
    if (by > 0 && this.#slides[this.#at].uncover?.()) return this.#label();
    this.#show(this.#at + by);
  }

  /** @param {number} at */
  #show(at) {
    const slide = this.#slides[at];
    if (!slide || at === this.#at) return;
    this.#slides[this.#at]?.element.classList.remove("deck-shown");
    this.#at = at;
    slide.element.classList.add("deck-shown");
    this.#wake(slide.element);
    const next = this.#slides.slice(at + 1).find(({ element }) => element.matches(".cell"));
    if (next) this.#wake(next.element);
    document.querySelector("main")?.scrollTo(0, 0);
    this.#label();
    history.replaceState(null, "", `?slides=${at + 1}`);
    if (!this.#bar.contains(document.activeElement)) this.#heading.focus();
  }

  #label() {
    const { name, element } = this.#slides[this.#at];
    const isCovered = element.querySelector(".deck-answer:empty");
    this.#heading.textContent = name;
    this.#number.textContent = `${this.#at + 1} of ${this.#slides.length}`;
    this.#name.textContent = `, ${name}`;
    this.#list.selectedIndex = this.#at;
    this.#next.textContent = isCovered ? "Show the answer" : "Next ›";
    this.#back.ariaDisabled = String(this.#at === 0);
    this.#next.ariaDisabled = String(!isCovered && this.#at === this.#slides.length - 1);
  }

  /** Goes to the lesson, to the part that was shown. */
  #leave() {
    const { place } = this.#slides[this.#at];
    location.assign(location.pathname + (place && `#${place}`));
  }
}

async function toggleFullScreen() {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch {} // the browser does not allow it
}
