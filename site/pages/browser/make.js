// @ts-check

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 */
export function make(tag, className = "") {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
