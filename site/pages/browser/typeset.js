// @ts-check
// Formulas in the texts of questions: LaTeX between dollars becomes MathML out of a table that was
// made when the page was built.

const FORMULA = /\$\$(.+?)\$\$|\$(.+?)\$/gs;
/** @type {Record<string, string>} */
let table = {};

/** @param {Record<string, string>} formulas from LaTeX to MathML */
export function useFormulas(formulas) {
  table = formulas;
}

/** @param {Element} element */
export function typeset(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
  for (const text of texts) if (text.data.includes("$")) replaceFormulas(text);
}

/** @param {Text} text */
function replaceFormulas(text) {
  if (text.parentElement?.closest("pre, code, math, textarea")) return;
  const parts = document.createElement("template");
  let end = 0;
  for (const found of text.data.matchAll(FORMULA)) {
    const mathml = table[(found[1] ?? found[2]).trim()];
    if (!mathml) continue;
    parts.content.append(text.data.slice(end, found.index));
    const formula = document.createElement("template");
    formula.innerHTML = mathml;
    parts.content.append(formula.content);
    end = found.index + found[0].length;
  }
  if (!end) return;
  parts.content.append(text.data.slice(end));
  text.replaceWith(parts.content);
}
