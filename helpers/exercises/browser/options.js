// @ts-check
// A question with options, of which one can be chosen.

import { element, OPTION_LETTERS } from "./common.js";

/**
 * @param {string} question
 * @param {string[]} options
 * @param {() => void} onChange
 */
export function renderOptions(question, options, onChange) {
  // Each question on the page needs a name of its own for its options. It cannot be counted: this
  // file is loaded anew for each of them.
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
   * Shows what was chosen, for good, and marks it if `answer` is known.
   * @param {string} choice
   * @param {string} answer a letter, or "" as long as it is not to be told
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
