// @ts-check
// What a reader has guessed and written on a page: kept in the browser, saved as a file, cleared.

import { FORMAT, recordText } from "./record.js";
import { addResult, noResults, timeNow } from "./results.js";
import { forget, hasAnswers, isOf, read, save } from "./stored.js";

/** @import { Part } from "./readers_part.js" */
/** @import { Result } from "./results.js" */
/** @import { Kept } from "./stored.js" */

const OF_A_NOTEBOOK =
  "That file was written by a notebook. Only what a page has saved can be loaded.";

const NOT_STORED =
  "This browser has no room for that file, or stores nothing in this window: load it in another " +
  "window, or in another browser.";

export class Storage {
  /** Whether what was found here belongs to another edition of the lesson. */
  isOfAnotherEdition;
  /** @type {((isCleared: boolean) => void)[]} */
  #onOther = [];
  #onUnsaved = () => {};
  #isRefused;
  #isUnsaved = false;
  #kept;
  #isOn;
  #version;
  #edition;
  #asked;

  /**
   * @param {{ name: string, version: string, edition: string, asked: Record<string, string> }} lesson
   *   `version` is that of the course, `asked` has the editions of the questions, by the ids of
   *   their cells
   * @param {boolean} isOn if not, the browser's storage is neither read nor written
   */
  constructor({ name: lesson, version, edition, asked }, isOn = true) {
    this.#isOn = isOn;
    this.#version = version;
    this.#edition = edition;
    this.#asked = asked;
    const found = isOn ? read(lesson) : null;
    this.#isRefused = found === undefined;
    this.#kept = found ?? this.#nothing(lesson);
    this.isOfAnotherEdition = this.#kept.edition !== edition;
    globalThis.addEventListener?.("storage", ({ key }) => {
      if (isOn && isOf(key, lesson)) this.#readAgain();
    });
  }

  /**
   * @param {string} lesson
   * @returns {Kept}
   */
  #nothing(lesson) {
    return { lesson, edition: this.#edition, questions: {}, sources: {} };
  }

  /** Whether this browser stores nothing: it refuses to, or it has no room. */
  get isRefused() {
    return this.#isRefused;
  }

  /** Whether the reader has done something that is neither stored nor saved as a file. */
  get isUnsaved() {
    return this.#isUnsaved;
  }

  /** @param {() => void} callback for when `isUnsaved` has changed */
  onUnsaved(callback) {
    this.#onUnsaved = callback;
  }

  /** @param {(isCleared: boolean) => void} callback for when another tab has changed what is kept */
  onOther(callback) {
    this.#onOther.push(callback);
  }

  /**
   * What the reader has answered there, unless the question is another one now.
   * @param {string} cell
   */
  question(cell) {
    const edition = this.#kept.asked?.[cell] ?? this.#asked[cell]; // older pages kept none
    return edition === this.#asked[cell] ? this.#kept.questions[cell] : undefined;
  }

  /** @param {string} cell */
  source(cell) {
    return this.#kept.sources[cell];
  }

  /**
   * @param {string} cell
   * @param {Part} part
   */
  keepQuestion(cell, part) {
    this.#change((kept) => {
      kept.questions[cell] = part;
      kept.asked = { ...kept.asked, [cell]: this.#asked[cell] };
    });
  }

  /**
   * @param {string} cell
   * @param {string | null} source null: it is as the lesson has it
   */
  keepSource(cell, source) {
    this.#change(({ sources }) => {
      if (source === null) delete sources[cell];
      else sources[cell] = source;
    });
  }

  /** @param {Result} result */
  keepResult(result) {
    this.#change((kept) => {
      kept.results = { ...noResults(), ...kept.results }; // older pages kept none, or fewer
      addResult(kept.results, result, timeNow());
    });
  }

  /**
   * All of it, as a file.
   * @param {string} name what the reader wants to be called in it, or ""
   */
  file(name) {
    const { results = noResults(), ...page } = this.#kept;
    const { lesson } = page;
    const text = recordText({ version: this.#version, lesson, name, results, page });
    this.#isUnsaved = false;
    return new File([text], `${this.#kept.lesson.replace("/", "-")}.json`, {
      type: "application/json",
    });
  }

  /**
   * Loads the text of a file that `file` has made.
   * @param {string} text
   * @returns {string} why it cannot be taken, or ""
   */
  take(text) {
    try {
      const file = JSON.parse(text);
      if (file.format === FORMAT && !file.page) return OF_A_NOTEBOOK;
      const kept = file.page ?? file; // older pages saved no more
      if (kept.lesson !== this.#kept.lesson) return `That file is of the lesson ${kept.lesson}.`;
      const { edition, questions, asked, sources } = kept;
      if (!hasAnswers(kept)) return "That file has no answers in it.";
      const { guesses, answers, checks, challenges } = { ...noResults(), ...file };
      const results = { guesses, answers, checks, challenges };
      const taken = { ...this.#kept, edition, questions, asked, sources, results };
      if (!save(taken)) return NOT_STORED;
      this.#kept = taken;
      this.#isUnsaved = false;
      return "";
    } catch {
      return "That file has no answers in it.";
    }
  }

  clear() {
    this.#isUnsaved = false;
    forget(this.#kept.lesson);
  }

  /**
   * Changes what is kept, as another tab may have left it, and stores it.
   * @param {(kept: Kept) => void} change
   */
  #change(change) {
    const { lesson } = this.#kept;
    const found = this.#isOn && !this.#isRefused ? read(lesson) : undefined;
    if (found !== undefined) this.#kept = found ?? this.#nothing(lesson);
    change(this.#kept);
    this.#kept.edition = this.#edition;
    if (!this.#isOn) return;
    const wasUnsaved = this.#isUnsaved;
    this.#isRefused = this.#isUnsaved = !save(this.#kept);
    if (wasUnsaved !== this.#isUnsaved) this.#onUnsaved();
  }

  #readAgain() {
    const { lesson } = this.#kept;
    const found = read(lesson);
    if (found === undefined || this.#isUnsaved) return; // what is only here stays
    this.#kept = found ?? this.#nothing(lesson);
    for (const callback of this.#onOther) callback(!found);
  }
}
