// @ts-check
// Dragging lines between two lists and within them, by mouse, pen or finger.

const THRESHOLD = 5; // pixels before a press becomes a drag

/**
 * A mouse takes a line anywhere, a finger at its grip only: elsewhere it scrolls the page.
 * @param {{
 *   pool: HTMLElement, program: HTMLElement, isOff: () => boolean,
 *   move: (id: number, place: number | null) => void,
 * }} lists
 */
export function enableDragging({ pool, program, isOff, move }) {
  const landing = document.createElement("li");
  landing.className = "landing";
  landing.setAttribute("aria-hidden", "true");

  /** @param {PointerEvent} event */
  function start(event) {
    const at = /** @type {Element} */ (event.target);
    const line = at.closest(".line");
    const taken = event.pointerType === "mouse" ? !at.closest("button") : at.closest(".grip");
    if (!(line instanceof HTMLElement) || !taken || event.button !== 0 || isOff()) return;
    if (!event.isPrimary) return; // a second finger
    event.preventDefault(); // no selection of text
    follow(line, event);
  }

  /**
   * @param {HTMLElement} line
   * @param {PointerEvent} first
   */
  function follow(line, first) {
    const over = new AbortController();
    const { signal } = over;
    let dragged = false;
    /** @type {number | null | undefined} */
    let place;

    /** @param {PointerEvent} event */
    function onMove({ pointerId, clientX, clientY }) {
      if (pointerId !== first.pointerId) return;
      const [x, y] = [clientX - first.clientX, clientY - first.clientY];
      if (!dragged && Math.hypot(x, y) < THRESHOLD) return;
      dragged = true;
      line.classList.add("dragged");
      line.style.transform = `translate(${x}px, ${y}px)`;
      place = placeAt(line, clientX, clientY);
      if (typeof place !== "number") landing.remove();
      else program.insertBefore(landing, othersOf(line)[place] ?? null);
    }

    /**
     * @param {PointerEvent} event
     * @param {boolean} dropped
     */
    function release({ pointerId }, dropped) {
      if (pointerId === first.pointerId) end(dropped);
    }

    /** @param {boolean} dropped */
    function end(dropped) {
      over.abort();
      landing.remove();
      line.classList.remove("dragged");
      line.style.transform = "";
      const lands = dropped && dragged && line.isConnected;
      if (lands && place !== undefined) move(Number(line.dataset.id), place);
    }

    const everywhere = { signal, capture: true };
    addEventListener("pointermove", onMove, everywhere);
    addEventListener("pointerup", (event) => release(event, true), everywhere);
    addEventListener("pointercancel", (event) => release(event, false), everywhere);
    addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        end(false);
      },
      everywhere,
    );
  }

  /** @param {HTMLElement} line the lines of the program without this one */
  function othersOf(line) {
    return [...program.children].filter((other) => other !== line && other !== landing);
  }

  /**
   * Where a line would be put in the program; null over the pool, undefined elsewhere.
   * @param {HTMLElement} line
   * @param {number} x
   * @param {number} y
   */
  function placeAt(line, x, y) {
    if (!isOver(program, x, y)) return isOver(pool, x, y) ? null : undefined;
    return othersOf(line).filter((other) => {
      const box = other.getBoundingClientRect();
      return y > box.top + box.height / 2;
    }).length;
  }

  for (const list of [pool, program]) list.addEventListener("pointerdown", start);
}

/**
 * @param {HTMLElement} list
 * @param {number} x
 * @param {number} y
 */
function isOver(list, x, y) {
  const { left, right, top, bottom } = list.getBoundingClientRect();
  const margin = 20;
  const beside = x < left - margin || x > right + margin;
  return !(beside || y < top - margin || y > bottom + margin);
}
