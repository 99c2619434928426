// @ts-check
// A button of a page, outside figures and questions.

/**
 * @param {string} text
 * @param {() => void} onClick
 */
export function button(text, onClick) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", onClick);
  return made;
}
