// @ts-check
// What a reader has guessed and written on a page: kept in the browser, saved as a file, cleared.

import { FORMAT, recordText } from "./record.js";
import { addResult, noResults, timeNow } from "./results.js";

/** @import { Part } from "./readers_part.js" */
/** @import { Result, Results } from "./results.js" */

/**
 * @typedef {{
 *   lesson: string,
 *   edition: string,
 *   questions: Record<string, Part>,
 *   asked?: Record<string, string>,
 *   sources: Record<string, string>,
 *   results?: Results,
 * }} Kept `edition` is that of the lesson when it was kept, `asked` those of its questions; the keys
 *   are ids of cells
 */

const PREFIX = "optimiser-lessons/";
const OF_A_NOTEBOOK =
  "That file was written by a notebook. Only what a page has saved can be loaded.";

export class Storage {
  /** Whether what was found here belongs to another edition of the lesson. */
  isOfAnotherEdition;
  #kept;
  #version;
  #edition;
  #asked;

  /**
   * @param {{ name: string, version: string, edition: string, asked: Record<string, string> }} lesson
   *   `version` is that of the course, `asked` has the editions of the questions, by the ids of
   *   their cells
   */
  constructor({ name: lesson, version, edition, asked }) {
    this.#version = version;
    this.#edition = edition;
    this.#asked = asked;
    this.#kept = read(lesson) ?? { lesson, edition, questions: {}, sources: {} };
    this.isOfAnotherEdition = this.#kept.edition !== edition;
  }

  get isEmpty() {
    const { questions, sources } = this.#kept;
    return !Object.keys(questions).length && !Object.keys(sources).length;
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
    this.#kept.questions[cell] = part;
    this.#kept.asked = { ...this.#kept.asked, [cell]: this.#asked[cell] };
    this.#write();
  }

  /**
   * @param {string} cell
   * @param {string | null} source null: it is as the lesson has it
   */
  keepSource(cell, source) {
    if (source === null) delete this.#kept.sources[cell];
    else this.#kept.sources[cell] = source;
    this.#write();
  }

  /** @param {Result} result */
  keepResult(result) {
    this.#kept.results ??= noResults(); // older pages kept none
    addResult(this.#kept.results, result, timeNow());
    this.#write();
  }

  /**
   * All of it, as a file.
   * @param {string} name what the reader wants to be called in it, or ""
   */
  file(name) {
    const { results = noResults(), ...page } = this.#kept;
    const { lesson } = page;
    const text = recordText({ version: this.#version, lesson, name, results, page });
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
      if (!questions || !sources) return "That file has no answers in it.";
      const { guesses, answers, checks, challenges } = { ...noResults(), ...file };
      const results = { guesses, answers, checks, challenges };
      this.#kept = { ...this.#kept, edition, questions, asked, sources, results };
      save(this.#kept);
      return "";
    } catch {
      return "That file has no answers in it.";
    }
  }

  clear() {
    try {
      localStorage.removeItem(PREFIX + this.#kept.lesson);
    } catch {}
  }

  #write() {
    this.#kept.edition = this.#edition;
    save(this.#kept);
  }
}

/**
 * @param {string} lesson
 * @returns {Kept | null}
 */
function read(lesson) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + lesson) ?? "null");
  } catch {
    return null; // there may be no storage: a private window, a page opened as a file
  }
}

/** @param {Kept} kept */
function save(kept) {
  try {
    localStorage.setItem(PREFIX + kept.lesson, JSON.stringify(kept));
  } catch {}
}
