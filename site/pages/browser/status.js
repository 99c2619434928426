// @ts-check
// The bar at the foot of the window: how far the start of Python is, and what failed.

const DONE = 1500; // milliseconds for which it reports that Python is ready

export class Status {
  #bar = document.createElement("div");
  #progress = document.createElement("progress");
  #text = document.createElement("span");
  #button = document.createElement("button");
  #timer = 0;
  #onButton = () => {};

  constructor() {
    this.#bar.className = "status screen-only";
    this.#bar.hidden = true;
    this.#bar.setAttribute("role", "status");
    this.#progress.setAttribute("aria-label", "Python is starting");
    this.#button.type = "button";
    this.#button.addEventListener("click", () => this.#onButton());
    this.#bar.append(this.#progress, this.#text, this.#button);
    document.body.append(this.#bar);
  }

  /**
   * @param {number} share
   * @param {string} what
   */
  showProgress(share, what) {
    this.#show(
      `Python is starting in your browser: ${what}. Until then one slider at a time moves.`,
    );
    this.#progress.hidden = false;
    this.#progress.value = share;
  }

  /**
   * @param {string} text
   * @param {string} [label] of a button
   * @param {() => void} [onButton]
   */
  say(text, label = "", onButton = () => {}) {
    this.#show(text);
    this.#button.hidden = !label;
    this.#button.textContent = label;
    this.#onButton = onButton;
  }

  /** @param {string} text */
  end(text) {
    this.#show(text);
    this.#timer = setTimeout(() => this.hide(), DONE);
  }

  hide() {
    clearTimeout(this.#timer);
    this.#bar.hidden = true;
  }

  /** @param {string} text */
  #show(text) {
    clearTimeout(this.#timer);
    this.#bar.hidden = false;
    this.#progress.hidden = true;
    this.#button.hidden = true;
    if (this.#text.textContent !== text) this.#text.textContent = text;
  }
}
