// @ts-check
// The file that a page saves: a record as helpers/exercises/record_file.py writes and reads it, and
// what the page needs to show all of it again.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** @import { Results } from "./results.js" */

export const FORMAT = "optimiser-lessons record 1";

/**
 * @param {{ version: string, lesson: string, name: string, results: Results, page: object }} record
 *   the name that the reader has given, or ""
 */
export function recordText({ version, lesson, name, results, page }) {
  const given = name.trim();
  const number = /^\d\d(?=_)/.exec(lesson)?.[0];
  const content = JSON.parse(
    JSON.stringify({
      format: FORMAT,
      version,
      lesson: number ?? lesson,
      ...(given && { name: given }),
      ...results,
      page,
    }),
  );
  const hash = bytesToHex(sha256(utf8ToBytes(canonical(content))));
  return `${JSON.stringify({ ...content, sha256: hash }, null, 1)}\n`;
}

/**
 * JSON without spaces, the keys sorted. (crypto.subtle is missing where a page is served by http.)
 * @param {any} value
 * @returns {string}
 */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}
