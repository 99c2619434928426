// @ts-check
// Runs the cells of one lesson in Pyodide. It stands in the runtime's folder, beside pyodide.mjs.
// docs/worker_messages.md says which messages it takes and sends.

import { countFetched } from "./fetched.js";

/** @typedef {{ id: string, source: string }} Cell */
/** @typedef {{ cells: Cell[], needs: Record<string, string[]> }} Lesson */
/**
 * @typedef {object} Shell What browser_kernel/shell.py makes.
 * @property {(cell: string, source: string) => boolean} run
 * @property {(message: string, buffers: ArrayBuffer[]) => void} handle
 */

const PACKAGES = ["optimiser-lessons", "browser-kernel"]; // the lock says what these need
const IMPORTS = ["numpy", "pandas", "matplotlib.pyplot", "ipywidgets", "anywidget"];
const HELPERS = ["helpers.problems", "helpers.widgets", "helpers.exercises"];
const STARTED = 0.5; // the share of the progress bar that stands for what is fetched

/** @type {Lesson} */
let lesson;
/** @type {Shell} */
let shell;
/** @type {Promise<void>} Requests are handled in this order. */
let queue = Promise.resolve();
/** @type {Map<string, boolean>} Which cells were run, and whether without an error. */
const ran = new Map();

/** @param {Record<string, unknown>} message @param {Transferable[]} [transfer] */
function send(message, transfer = []) {
  self.postMessage(message, { transfer });
}

/** @param {number} share @param {string} what */
function progress(share, what) {
  send({ type: "progress", done: Math.round(1000 * share), total: 1000, what });
}

/** Passes on a message of Python: JSON, and bytes that are still in its memory. @type {Function} */
function post(/** @type {string} */ json, /** @type {any} */ list) {
  const message = JSON.parse(json);
  if (message.type !== "comm") {
    send(message);
    return;
  }
  const buffers = list.length ? list.toJs().map(copied) : [];
  message.message.buffers = buffers;
  send(message, buffers);
}

/** @param {Uint8Array | any} bytes @returns {ArrayBuffer} */
function copied(bytes) {
  const whole = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  return /** @type {ArrayBuffer} */ (whole.slice().buffer);
}

/** @param {string} base @param {string} address */
async function start(base, address) {
  const wanted = fetch(address).then((response) => {
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.json();
  });
  wanted.catch(() => {}); // it is awaited below
  const sizes = await (await fetch(`${base}sizes.json`)).json();
  const fetched = countFetched(sizes, (share) => progress(STARTED * share, "Fetching Python"));
  const { loadPyodide } = await import(`${base}pyodide.mjs`);
  const pyodide = await loadPyodide({ indexURL: base, packages: PACKAGES });
  fetched.stop();
  lesson = await wanted;
  const steps = [...IMPORTS, ...HELPERS];
  for (const [done, name] of steps.entries()) {
    progress(STARTED + ((1 - STARTED) * done) / steps.length, `Starting ${name.split(".")[0]}`);
    pyodide.runPython(`import ${name}`);
    if (!done) shell = pyodide.pyimport("browser_kernel.shell").start(post);
  }
  progress(1, "Ready");
  send({ type: "ready" });
}

/**
 * Runs a cell, and before it those that it needs and that were not run without an error.
 * @param {string} id @param {string | undefined} edited
 */
function run(id, edited) {
  for (const needed of lesson.needs[id] ?? []) {
    if (!ran.get(needed) && !runOne(needed)) {
      send({ type: "done", cell: id, ok: false });
      return;
    }
  }
  runOne(id, edited);
}

/** @param {string} id @param {string} [edited] */
function runOne(id, edited) {
  const source = edited ?? lesson.cells.find((cell) => cell.id === id)?.source;
  if (source === undefined) throw new Error(`This lesson has no cell ${id}.`);
  const ok = shell.run(id, source);
  ran.set(id, ok);
  send({ type: "done", cell: id, ok });
  return ok;
}

/** @param {{ buffers?: ArrayBuffer[] }} message */
function comm({ buffers = [], ...message }) {
  shell.handle(JSON.stringify(message), buffers);
  send({ type: "idle" });
}

/** @param {any} message */
async function handle(message) {
  if (message.type === "start") {
    await hold(message.alive);
    await start(message.base, message.lesson);
  } else if (message.type === "run") run(message.cell, message.source);
  else if (message.type === "comm") comm(message.message);
}

/**
 * Holds a lock for as long as this worker lives: a browser that ends it, for want of memory perhaps,
 * says nothing, but then the page gets the lock.
 * @param {string} [name] from the page, where there are locks: an insecure page has none
 */
function hold(name) {
  if (!name || !navigator.locks) return undefined;
  return new Promise((held) => {
    navigator.locks.request(name, () => {
      held(undefined);
      return new Promise(() => {});
    });
  });
}

/** @param {unknown} error */
function failed(error) {
  const text = error instanceof Error ? error.message : String(error);
  send({ type: "failed", text: text.trim().split("\n").pop() });
}

self.onmessage = ({ data }) => {
  queue = queue.then(() => handle(data)).catch(failed);
};
