// A question, options to choose from, and the explanation once the reader has committed to a guess.
// All texts come from the kernel with the question, so nothing here waits for it.

const LETTERS = "abcdefgh";

function element(tag, html = "", properties = {}) {
  const made = Object.assign(document.createElement(tag), properties);
  made.innerHTML = html;
  return made;
}

function typeset(model, node) {
  model.widget_manager?.rendermime?.latexTypesetter?.typeset(node);
}

function render({ model, el }) {
  // Each question on the page needs a name of its own for its options. It cannot be counted: this
  // file is loaded anew for each of them.
  const group = `guess-${Math.random()}`;
  const answer = model.get("answer");
  const field = element("fieldset");
  const legend = element("legend", `<strong>Predict.</strong> ${model.get("question")}`);
  field.append(legend);
  const choices = model.get("options").map((option, i) => {
    const label = element("label");
    const choice = Object.assign(document.createElement("input"), {
      type: "radio", name: group, value: LETTERS[i],
    });
    choice.addEventListener("change", show);
    label.append(choice, element("span", `(${LETTERS[i]}) ${option}`));
    field.append(label);
    return choice;
  });
  const commit = element("button", "This is my guess", {
    type: "button", className: "jupyter-button widget-button",
  });
  const verdict = element("div");
  verdict.setAttribute("role", "status");
  verdict.tabIndex = -1;

  function chosen() {
    return choices.find((choice) => choice.checked)?.value;
  }

  function show() {
    const guess = model.get("guess");
    commit.hidden = Boolean(guess);
    commit.disabled = !chosen();
    if (!guess || verdict.childElementCount) return;
    choices.forEach((choice) => {
      choice.checked = choice.value === guess;
      choice.disabled = true;
      const mark = choice.value === answer ? "✓ " : choice.value === guess ? "✗ " : "";
      choice.nextSibling.prepend(mark);
      choice.parentElement.classList.toggle("right", choice.value === answer);
    });
    const said = guess === answer
      ? `You guessed (${guess}), and so it is.` : `You guessed (${guess}). It is (${answer}).`;
    verdict.append(element("p", `<strong>${said}</strong> ${model.get("because")}`));
    typeset(model, verdict);
  }

  commit.addEventListener("click", () => {
    if (!chosen()) return;
    model.set("guess", chosen());
    model.save_changes();
    verdict.focus(); // so that the keyboard goes on from here
  });
  model.on("change:guess", show);

  el.classList.add("predict");
  el.addEventListener("keydown", (event) => { // else JupyterLab moves the focus to the cell
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  el.append(element("style", STYLE), field, commit, verdict);
  typeset(model, field);
  show();
  return () => model.off("change:guess", show);
}

const STYLE = `
.predict { max-width: 760px; color: var(--jp-ui-font-color1, inherit); line-height: 1.5;
  font-family: var(--jp-content-font-family, inherit); font-size: var(--jp-content-font-size1, 14px);
  border-left: 4px solid #56b4e9; padding: 4px 0 8px 14px; margin: 4px 0; }
.predict fieldset { border: 0; margin: 0 0 8px; padding: 0; min-width: 0; }
.predict legend { padding: 0; margin-bottom: 6px; white-space: normal; }
.predict label { display: flex; gap: 8px; padding: 3px 6px; border-radius: 4px; cursor: pointer; }
.predict label:hover { background: var(--jp-layout-color2, #eee); }
.predict label:has(input:disabled) { cursor: default; background: none; }
.predict label.right { font-weight: 600; }
.predict label:has(:focus-visible), .predict button:focus-visible {
  outline: 2px solid var(--jp-brand-color1, #1976d2); outline-offset: -2px; }
.predict input { margin: 3px 0 0; flex: none; }
.predict button { width: auto; }
.predict button:disabled { opacity: 0.5; cursor: default; }
.predict button[hidden] { display: none; }
.predict [role=status]:focus { outline: none; }
.predict [role=status] p { margin: 6px 0 0; }
`;

export default { render };
