// @ts-check
// Brings the figures and questions of a page to life when they come near.

import { PageManager } from "./manager.js";
import { useFormulas } from "./typeset.js";
import "./widgets.css";

const NEAR = "600px";
const lesson = JSON.parse(document.getElementById("lesson")?.textContent ?? "{}");
const manager = new PageManager();
useFormulas(lesson.formulas);

/** @param {string} address */
async function load(address) {
  const inline = document.getElementById(address);
  if (inline) return JSON.parse(inline.textContent ?? "");
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** @type {Map<string, Promise<void>>} */
const restored = new Map();

/** @param {string} address of saved models */
function restore(address) {
  const done = restored.get(address) ?? load(address).then((saved) => manager.restore(saved));
  restored.set(address, done);
  return done;
}

/** @param {HTMLElement} cell */
async function wake(cell) {
  cell.dataset.state = "loading";
  try {
    await Promise.all((cell.dataset.models ?? "").split(" ").map(restore));
    for (const output of cell.querySelectorAll("[data-view]")) {
      const place = /** @type {HTMLElement} */ (output);
      await manager.show(place.dataset.view ?? "", place);
    }
    cell.dataset.state = "alive";
  } catch (error) {
    cell.dataset.state = "still";
    console.error(error);
  }
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      wake(/** @type {HTMLElement} */ (target));
    }
  },
  { rootMargin: NEAR },
);
for (const cell of document.querySelectorAll("[data-models]")) observer.observe(cell);
