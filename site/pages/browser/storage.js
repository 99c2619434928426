// @ts-check
// What a reader has guessed and written on a page: kept in the browser, saved as a file, cleared.

/** @import { Part } from "./readers_part.js" */

/**
 * @typedef {{
 *   lesson: string,
 *   edition: string,
 *   questions: Record<string, Part>,
 *   asked?: Record<string, string>,
 *   sources: Record<string, string>,
 * }} Kept `edition` is that of the lesson when it was kept, `asked` those of its questions; the keys
 *   are ids of cells
 */

const PREFIX = "optimiser-lessons/";

export class Storage {
  /** Whether what was found here belongs to another edition of the lesson. */
  isOfAnotherEdition;
  #kept;
  #edition;
  #asked;

  /**
   * @param {string} lesson
   * @param {string} edition
   * @param {Record<string, string>} asked the editions of its questions, by the ids of their cells
   */
  constructor(lesson, edition, asked) {
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

  /** All of it, as a file. */
  file() {
    const text = JSON.stringify(this.#kept, null, 1);
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
      const kept = JSON.parse(text);
      if (kept.lesson !== this.#kept.lesson) return `That file is of the lesson ${kept.lesson}.`;
      const { questions, asked, sources } = kept;
      if (!questions || !sources) return "That file has no answers in it.";
      this.#kept = { ...this.#kept, edition: kept.edition, questions, asked, sources };
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
