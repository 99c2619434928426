// @ts-check
// Icons, drawn here: a font may lack them.

// Each in a square of 16 units.
const ICONS = {
  play: "M3 1v14l11-7z",
  pause: "M3 1h4v14h-4zM9 1h4v14h-4z",
  back: "M2 1h3v14h-3zM14 1v14l-8-7z",
  die:
    "M3 0h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3h-10a3 3 0 0 1-3-3v-10a3 3 0 0 1 3-3z" +
    "M3.2 4.5a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0-2.6 0zM10.2 4.5a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0-2.6 0zM6.7 8a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0-2.6 0zM3.2 11.5a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0-2.6 0zM10.2 11.5a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0-2.6 0z",
  forward: "M2 1v14l8-7zM11 1h3v14h-3z",
};
const EMPTY = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d=""/></svg>';

/**
 * Shows an icon in a button, before what else is in it.
 * @param {HTMLElement} button
 * @param {keyof typeof ICONS} name
 */
export function setIcon(button, name) {
  if (!button.querySelector("svg")) button.insertAdjacentHTML("afterbegin", EMPTY);
  const path = button.querySelector("path");
  if (path?.getAttribute("d") !== ICONS[name]) path?.setAttribute("d", ICONS[name]);
}
