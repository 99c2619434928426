// @ts-check
// Icons, drawn here: a font may lack them.

// Each in a square of 16 units.
const ICONS = {
  play: "M3 1v14l11-7z",
  pause: "M3 1h4v14h-4zM9 1h4v14h-4z",
  back: "M2 1h3v14h-3zM14 1v14l-8-7z",
  forward: "M2 1v14l8-7zM11 1h3v14h-3z",
};

/**
 * Shows an icon in a button.
 * @param {HTMLElement} button
 * @param {keyof typeof ICONS} name
 */
export function setIcon(button, name) {
  let path = button.querySelector("path");
  if (!path) {
    const namespace = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(namespace, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    path = document.createElementNS(namespace, "path");
    svg.append(path);
    button.prepend(svg);
  }
  if (path.getAttribute("d") !== ICONS[name]) path.setAttribute("d", ICONS[name]);
}
