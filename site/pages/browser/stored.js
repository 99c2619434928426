// @ts-check
// What the browser stores of one lesson. It may refuse to, and another page may have changed it.

/** @import { Part } from "./readers_part.js" */
/** @import { Results } from "./results.js" */

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

/**
 * @param {string} lesson
 * @returns {Kept | null | undefined} null: nothing that a page has stored; undefined: there is no
 *   storage, as in some private windows
 */
export function read(lesson) {
  let text;
  try {
    text = localStorage.getItem(PREFIX + lesson);
  } catch {
    return undefined;
  }
  try {
    const kept = JSON.parse(text ?? "null");
    return hasAnswers(kept) ? { ...kept, lesson } : null;
  } catch {
    return null;
  }
}

/** @param {any} kept what may be of an older page, or of none */
export function hasAnswers(kept) {
  const parts = [kept, kept?.questions, kept?.sources];
  return parts.every((part) => part && typeof part === "object");
}

/**
 * @param {Kept} kept
 * @returns {boolean} whether it is stored
 */
export function save(kept) {
  try {
    localStorage.setItem(PREFIX + kept.lesson, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

/** @param {string} lesson */
export function forget(lesson) {
  try {
    localStorage.removeItem(PREFIX + lesson);
  } catch {}
}

/**
 * Whether an event of the storage is about a lesson.
 * @param {string | null} key null: all was cleared
 * @param {string} lesson
 */
export function isOf(key, lesson) {
  return key === null || key === PREFIX + lesson;
}
