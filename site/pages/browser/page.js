// @ts-check
// Brings the figures and questions of a page to life when they come near, and starts Python when one
// of them needs it.

import { Cell } from "./cell.js";
import { makeExercise } from "./exercise.js";
import { Kernel } from "./kernel.js";
import { PageManager } from "./manager.js";
import { focusWhatScrolls } from "./scrollable.js";
import { Status } from "./status.js";
import { Storage } from "./storage.js";
import { useFormulas } from "./typeset.js";
import { showYours } from "./yours.js";
import "./widgets.css";

/** @import { Output } from "./kernel.js" */
/** @import { Model } from "./readers_part.js" */

const NEAR = "600px";
const NOTE = ""; // a figure whose Python starts when it is needed needs none
const STOPPABLE = 1500; // milliseconds after which a cell that runs can be stopped

/**
 * @typedef {{
 *   name: string, version: string, edition: string, asked: Record<string, string>,
 *   formulas: Record<string, string>, runtime?: string, cells?: string,
 * }} Lesson `runtime` and `cells` are addresses; without them there is no Python for this page
 */

class Page {
  /** @type {Kernel | null} */
  #kernel = null;
  #isReady = false;
  #running = 0; // exercises whose code was asked for and has not ended
  /** @type {Map<string, Promise<void>>} */
  #restored = new Map();
  /** @type {Map<Element, Cell>} */
  #cells = new Map();
  #manager = new PageManager();
  #status = new Status();
  #lesson;
  #isForOne;
  #storage;

  /**
   * @param {Lesson} lesson
   * @param {boolean} isForOne whether a reader's part is kept: not what a class does together
   */
  constructor(lesson, isForOne) {
    this.#lesson = lesson;
    this.#isForOne = isForOne;
    this.#storage = new Storage(lesson, isForOne);
    useFormulas(lesson.formulas);
    for (const element of document.querySelectorAll("[data-models]")) {
      const cell = new Cell(/** @type {HTMLElement} */ (element), this.#manager, this.#storage);
      this.#cells.set(element, cell);
    }
    if (lesson.runtime) this.#listenForNeeds();
  }

  begin() {
    focusWhatScrolls();
    const whenNear = (/** @type {Element} */ element) => this.#bringToLife(element);
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          near.unobserve(target);
          whenNear(target);
        }
      },
      { rootMargin: NEAR },
    );
    for (const element of this.#cells.keys()) near.observe(element);
    const exercises = document.querySelectorAll("[data-exercise]");
    if (this.#lesson.runtime) for (const element of exercises) near.observe(element);
    if (this.#cells.size && this.#isForOne) showYours(this.#storage, this.#status);
  }

  /**
   * Brings a figure to life that is not near yet.
   * @param {Element} element
   */
  wake(element) {
    if (this.#cells.has(element)) this.#bringToLife(element);
  }

  /** @param {Element} element */
  async #bringToLife(element) {
    const cell = this.#cells.get(element);
    try {
      if (cell) await cell.showSaved((address) => this.#restore(address));
      else {
        await makeExercise(/** @type {HTMLElement} */ (element), {
          manager: this.#manager,
          storage: this.#storage,
          run: (...wanted) => this.#run(...wanted),
        });
      }
    } catch (error) {
      console.error(error);
      /** @type {HTMLElement} */ (element).dataset.state = "still"; // as without scripts
    }
  }

  /** @param {string} address of saved models */
  #restore(address) {
    const done =
      this.#restored.get(address) ?? load(address).then((saved) => this.#manager.restore(saved));
    this.#restored.set(address, done);
    return done;
  }

  // ---- what needs Python ---------------------------------------------------------------------

  #listenForNeeds() {
    const cellWith = (/** @type {Model} */ model) =>
      [...this.#cells.values()].find((cell) => cell.has(model.model_id));
    this.#manager.asleep = {
      note: NOTE,
      /**
       * @param {Model} control
       * @param {boolean} needsPython
       */
      moved: (control, needsPython) => {
        const cell = cellWith(control);
        cell?.want(control);
        if (cell && needsPython) this.#makeLive(cell);
      },
      /** @param {Model} control */
      reset: (control) => cellWith(control)?.wantNothing(),
      /**
       * @param {Model} figure
       * @param {object} message
       */
      placed: (figure, message) => {
        const [control] = figure.get("controls");
        const cell = [...this.#cells.values()].find((cell) => cell.place(control, message));
        if (cell) this.#makeLive(cell);
      },
    };
  }

  /** @param {Cell} cell */
  async #makeLive(cell) {
    const kernel = this.#startedKernel();
    try {
      await kernel.ready;
      if (!cell.isLive && !(await cell.makeLive(kernel)) && !kernel.hasEnded) {
        this.#status.say("Python could not make this figure anew: it stays as it was saved.");
      }
    } catch {} // the status says why it did not start
  }

  #startedKernel() {
    if (this.#kernel) return this.#kernel;
    const { runtime, cells } = this.#lesson;
    const whole = (/** @type {string} */ address) => new URL(address, location.href).href;
    const kernel = new Kernel(whole(runtime ?? ""), whole(cells ?? ""), {
      onProgress: (share, what) => this.#status.showProgress(share, what),
      onComm: (comm, message) => {
        this.#manager.handle_comm_open(comm, message);
      },
      onFailed: (text) => {
        this.#forgetKernel();
        this.#status.say(text, "Try again", () => this.#startedKernel());
      },
    });
    this.#status.showProgress(0, "beginning");
    this.#kernel = kernel;
    kernel.ready.then(
      () => {
        this.#isReady = true;
        this.#status.end("Python is ready: now all controls move the figures.");
      },
      () => {},
    );
    return kernel;
  }

  #forgetKernel() {
    this.#kernel = null;
    this.#isReady = false;
    this.#manager.losePython();
    for (const cell of this.#cells.values()) if (cell.isLive) cell.lose();
  }

  /** Ends what runs. The figures that were live are created again when they are needed. */
  #stop() {
    this.#kernel?.stop();
    this.#forgetKernel();
    this.#status.end("Stopped.");
  }

  /**
   * @param {string} cell
   * @param {string} source
   * @param {(output: Output | "clear") => void} onOutput
   */
  async #run(cell, source, onOutput) {
    const kernel = this.#startedKernel();
    let timer = 0;
    try {
      await kernel.ready;
      this.#running += 1;
      timer = setTimeout(() => {
        this.#status.say("Your code is running.", "Stop it", () => this.#stop());
      }, STOPPABLE);
      return await kernel.run(cell, onOutput, source);
    } catch {
      return false; // the status says why
    } finally {
      if (timer) {
        clearTimeout(timer);
        this.#running -= 1;
        if (this.#isReady && !this.#running) this.#status.hide();
      }
    }
  }
}

/** @param {string} address */
async function load(address) {
  const inline = document.getElementById(address);
  if (inline) return JSON.parse(inline.textContent ?? "");
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

const asSlides = new URLSearchParams(location.search).has("slides");
const page = new Page(
  JSON.parse(document.getElementById("lesson")?.textContent ?? "{}"),
  !asSlides,
);
// Before the first question comes to life: slides are made of what it shows until then.
if (asSlides) (await import("./slides.js")).showSlides((element) => page.wake(element));
page.begin();
