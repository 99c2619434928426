// @ts-check
// At the end of a page: what the reader has guessed and written there can be saved and cleared.

import { button } from "./button.js";

/** @import { Status } from "./status.js" */
/** @import { Storage } from "./storage.js" */

const KEPT = "What you guess and write on this page stays in this browser, and goes nowhere else.";
const REFUSED =
  "This browser keeps nothing of this page (its storage is full, or this is a private window): " +
  "save what you guess and write as a file before you leave.";
const KEPT_AGAIN = "What you guess and write stays in this browser again.";
const SAVED =
  "Saved as a file, it is also your record of this lesson: what you guessed, answered, passed and " +
  "met, and when. There is no account and no tracking.";
const CHANGED =
  "This lesson has changed since you were here last. What you wrote is still there, where it fits.";

/**
 * @param {Storage} storage
 * @param {Status} status says so when what is written cannot be stored
 */
export function showYours(storage, status) {
  if (storage.isOfAnotherEdition) showChange(storage);
  const section = document.createElement("section");
  section.className = "yours screen-only";
  section.setAttribute("aria-label", "Your answers");
  const text = document.createElement("p");
  const explain = () => {
    text.textContent = `${storage.isRefused ? REFUSED : KEPT} ${SAVED}`;
  };
  explain();
  const name = document.createElement("input");
  name.autocomplete = "name";
  name.maxLength = 80;
  const label = document.createElement("label");
  label.append("Your name in the file, if you like: ", name);
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  const chooser = document.createElement("input");
  chooser.type = "file";
  chooser.accept = ".json,application/json";
  chooser.hidden = true;
  chooser.addEventListener("change", async () => {
    const file = chooser.files?.[0];
    said.textContent = file ? storage.take(await file.text()) : "";
    chooser.value = ""; // so that the same file can be chosen again
    if (file && !said.textContent) location.reload();
  });
  const clear = button("Clear", () => {
    if (clear.dataset.sure) {
      storage.clear();
      location.reload();
    }
    clear.dataset.sure = "yes";
    clear.textContent = "Clear: are you sure?";
  });
  const saveFile = () => offer(storage.file(name.value));
  storage.onUnsaved(() => {
    explain();
    if (!storage.isUnsaved) return status.end(KEPT_AGAIN);
    status.say(REFUSED, "Save as a file", () => {
      saveFile();
      status.hide();
    });
  });
  storage.onOther((isCleared) => {
    if (isCleared) location.reload();
  });
  addEventListener("beforeunload", (event) => {
    if (storage.isUnsaved) event.preventDefault(); // the browser then asks whether to leave
  });
  section.append(
    text,
    label,
    button("Save as a file", saveFile),
    button("Load a file", () => chooser.click()),
    clear,
    chooser,
    said,
  );
  document.querySelector("main")?.append(section);
}

/** @param {Storage} storage */
function showChange(storage) {
  const note = document.createElement("p");
  note.className = "changed screen-only";
  note.append(
    `${CHANGED} `,
    button("Begin afresh", () => {
      storage.clear();
      location.reload();
    }),
  );
  document.querySelector("main")?.prepend(note);
}

/** @param {File} file */
function offer(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
}
