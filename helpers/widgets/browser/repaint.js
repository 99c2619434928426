// @ts-check
// When the figure is painted.

/** Paints once for each frame; where nothing has been painted for the next one yet, at once. */
export class Repainter {
  #frameRequest = 0;
  #due = false;
  #paint;

  /** @param {() => void} paint */
  constructor(paint) {
    this.#paint = paint;
  }

  request() {
    if (this.#due) return;
    this.#due = true;
    // In a microtask: several models may change together.
    if (!this.#frameRequest) queueMicrotask(() => this.#run());
  }

  #run() {
    this.#due = false;
    this.#frameRequest = requestAnimationFrame(() => {
      this.#frameRequest = 0;
      if (this.#due) this.#run();
    });
    this.#paint();
  }
}
