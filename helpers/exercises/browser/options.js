// @ts-check
// A question with options, of which one can be chosen.

import { element, OPTION_LETTERS } from "./common.js";

/**
 * @param {string} question
 * @param {string[]} options
 * @param {() => void} onChange
 */
export function renderOptions(question, options, onChange) {
  // The name of a group of options must be unique on the page. It cannot be a count: each
  // question loads its own copy of this file.
  const group = `guess-${Math.random()}`;
  const choices = options.map((option, i) => {
    const value = OPTION_LETTERS[i];
    const input = Object.assign(element("input"), { type: "radio", name: group, value });
    const text = element("span", `(${value}) ${option}`);
    const label = element("label");
    label.append(input, text);
    input.addEventListener("change", onChange);
    return { value, input, text, label };
  });
  const field = element("fieldset");
  field.append(element("legend", question), ...choices.map(({ label }) => label));

  /** The letter chosen, or "". */
  function chosen() {
    return choices.find(({ input }) => input.checked)?.value ?? "";
  }

  /**
   * Shows what was chosen, disables the options, and marks them if `answer` is known.
   * @param {string} choice
   * @param {string} answer a letter, or "" while it is still hidden
   */
  function settle(choice, answer) {
    for (const { value, input, text, label } of choices) {
      input.checked = value === choice;
      input.disabled = true;
      if (!answer || label.dataset.marked) continue;
      label.dataset.marked = "yes";
      if (value === answer) text.prepend("✓ ");
      else if (value === choice) text.prepend("✗ ");
      label.classList.toggle("right", value === answer);
    }
  }

  return { field, chosen, settle };
}
