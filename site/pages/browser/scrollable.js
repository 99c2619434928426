// @ts-check
// An element that is wider than its box is scrolled by arrow keys too: only then it takes the focus.

const WIDE = "pre, .wide";

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});

/** Watches what is on the page, and what is added to it. */
export function focusWhatScrolls() {
  watch(document);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node instanceof HTMLElement) watch(node);
    }
  }).observe(document.body, { childList: true, subtree: true });
}

/** @param {HTMLElement | Document} inside */
function watch(inside) {
  if (inside instanceof HTMLElement && inside.matches(WIDE)) observe(inside);
  for (const element of inside.querySelectorAll(WIDE)) observe(element);
}

/** @param {Element} element */
function observe(element) {
  if (!element.hasAttribute("tabindex")) sizes.observe(element);
}
