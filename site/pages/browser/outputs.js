// @ts-check
// What a cell shows when it has run: HTML, pictures and text.

import { typeset } from "./typeset.js";

/** @import { Output } from "./kernel.js" */

const WIDGET = "application/vnd.jupyter.widget-view+json";
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin the colours of a terminal.
const COLOURS = /\u001b\[[\d;]*m/g;

/**
 * The model that an output shows, or "".
 * @param {Output} output
 */
export function viewOf(output) {
  return output.data?.[WIDGET]?.model_id ?? "";
}

/**
 * An element for an output that is not a widget.
 * @param {Output} output
 */
export function elementOf(output) {
  const { data = {} } = output;
  if (data["image/png"]) return picture(output);
  if (data["text/html"]) {
    const made = document.createElement("div");
    made.className = "wide output";
    made.innerHTML = whole(data["text/html"]);
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
      made.querySelectorAll('a[href$=".ipynb"]')
    ))
      link.href = link.href.replace(/\.ipynb$/, ".html");
    typeset(made);
    return made;
  }
  const made = document.createElement("pre");
  made.className = output.output_type === "error" ? "output error" : "output";
  made.tabIndex = 0;
  const text = output.text ?? data["text/plain"] ?? (output.traceback ?? []).join("\n");
  made.textContent = whole(text).replace(COLOURS, "").trimEnd();
  return made;
}

/** @param {Output} output */
function picture({ data = {}, metadata = {} }) {
  const figure = document.createElement("figure");
  const image = document.createElement("img");
  const about = metadata["image/png"] ?? {};
  image.src = `data:image/png;base64,${whole(data["image/png"]).trim()}`;
  image.alt = about.alt ?? "";
  if (about.width) image.width = about.width;
  figure.append(image);
  return figure;
}

/** @param {string | string[]} text */
function whole(text) {
  return Array.isArray(text) ? text.join("") : text;
}
