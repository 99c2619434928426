// @ts-check
// A question, options to choose from, and the explanation once the reader has committed to a guess.
// All texts come from the kernel with the question, so nothing here waits for it.

/**
 * The traits of Predict in predict.py.
 * @typedef {{
 *   question: string, options: string[], answer: string, because: string, guess: string,
 * }} QuestionState
 */

const LETTERS = "abcdefgh";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [html]
 */
function element(tag, html = "") {
  const made = document.createElement(tag);
  made.innerHTML = html;
  return made;
}

/**
 * Sets the formulas in an element.
 * @param {AnyModel<QuestionState>} model
 * @param {HTMLElement} node
 */
function typeset(model, node) {
  model.widget_manager?.rendermime?.latexTypesetter?.typeset(node);
}

/**
 * @param {AnyModel<QuestionState>} model
 * @param {() => void} onChange
 */
function renderOptions(model, onChange) {
  // Each question on the page needs a name of its own for its options. It cannot be counted: this
  // file is loaded anew for each of them.
  const group = `guess-${Math.random()}`;
  return model.get("options").map((option, i) => {
    const value = LETTERS[i];
    const input = Object.assign(element("input"), { type: "radio", name: group, value });
    const text = element("span", `(${value}) ${option}`);
    const label = element("label");
    label.append(input, text);
    input.addEventListener("change", onChange);
    return { value, input, text, label };
  });
}

/** @param {{ model: AnyModel<QuestionState>, el: HTMLElement }} context */
function render({ model, el }) {
  const answer = model.get("answer");
  const options = renderOptions(model, show);
  const field = element("fieldset");
  field.append(
    element("legend", `<strong>Predict.</strong> ${model.get("question")}`),
    ...options.map(({ label }) => label),
  );
  const commit = element("button", "This is my guess");
  commit.type = "button";
  commit.className = "jupyter-button widget-button";
  const verdict = element("div");
  verdict.tabIndex = -1;
  verdict.setAttribute("role", "status");

  function chosen() {
    return options.find(({ input }) => input.checked)?.value;
  }

  function show() {
    const guess = model.get("guess");
    commit.hidden = Boolean(guess);
    commit.disabled = !chosen();
    if (guess && !verdict.childElementCount) reveal(guess);
  }

  /** @param {string} guess */
  function reveal(guess) {
    for (const { value, input, text, label } of options) {
      input.checked = value === guess;
      input.disabled = true;
      if (value === answer) text.prepend("✓ ");
      else if (value === guess) text.prepend("✗ ");
      label.classList.toggle("right", value === answer);
    }
    const sentence =
      guess === answer
        ? `You guessed (${guess}), and so it is.`
        : `You guessed (${guess}). It is (${answer}).`;
    verdict.append(element("p", `<strong>${sentence}</strong> ${model.get("because")}`));
    typeset(model, verdict);
  }

  commit.addEventListener("click", () => {
    const guess = chosen();
    if (!guess) return;
    model.set("guess", guess);
    model.save_changes();
    verdict.focus(); // so that the keyboard goes on from here
  });
  model.on("change:guess", show);

  el.classList.add("predict");
  el.addEventListener("keydown", (event) => {
    // Else JupyterLab moves the focus to the cell.
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  el.append(field, commit, verdict);
  typeset(model, field);
  show();
  return () => model.off("change:guess", show);
}

export default { render };
