// @ts-check
// Dragging lines between two lists and within them, by mouse, pen or finger.

const THRESHOLD = 5; // pixels before a press becomes a drag
const DROP_MARGIN = 20; // pixels around a list in which a line can be dropped

/**
 * What lines are dragged between, and what is called when one is dropped.
 * @typedef {{
 *   pool: HTMLElement, program: HTMLElement, isOff: () => boolean,
 *   move: (id: number, place: number | null) => void,
 * }} LineLists
 */

/**
 * A mouse takes a line anywhere, a finger at its grip only: elsewhere it scrolls the page.
 * @param {LineLists} lists
 */
export function enableDragging(lists) {
  /** @param {PointerEvent} event */
  function start(event) {
    const target = /** @type {Element} */ (event.target);
    const line = target.closest(".line");
    const isHandle =
      event.pointerType === "mouse" ? !target.closest("button") : target.closest(".grip");
    if (!(line instanceof HTMLElement) || !isHandle || event.button !== 0 || lists.isOff()) return;
    if (!event.isPrimary) return; // a second finger
    event.preventDefault(); // no selection of text
    new LineDrag(lists, line, event).listen();
  }

  for (const list of [lists.pool, lists.program]) list.addEventListener("pointerdown", start);
}

/** One line that is dragged, from the press to the release. */
class LineDrag {
  #lists;
  #line;
  #press;
  #landing = document.createElement("li");
  #listening = new AbortController();
  #hasMoved = false;
  /** Where it would be dropped, as `#placeAt` returns it. @type {number | null | undefined} */
  #place;

  /**
   * @param {LineLists} lists
   * @param {HTMLElement} line
   * @param {PointerEvent} press
   */
  constructor(lists, line, press) {
    this.#lists = lists;
    this.#line = line;
    this.#press = press;
    this.#landing.className = "landing";
    this.#landing.setAttribute("aria-hidden", "true");
  }

  listen() {
    const options = { signal: this.#listening.signal, capture: true };
    addEventListener("pointermove", (event) => this.#onMove(event), options);
    addEventListener("pointerup", (event) => this.#onRelease(event, true), options);
    addEventListener("pointercancel", (event) => this.#onRelease(event, false), options);
    addEventListener("keydown", (event) => this.#onKey(event), options);
  }

  /** @param {PointerEvent} event */
  #onMove({ pointerId, clientX, clientY }) {
    if (pointerId !== this.#press.pointerId) return;
    const [x, y] = [clientX - this.#press.clientX, clientY - this.#press.clientY];
    if (!this.#hasMoved && Math.hypot(x, y) < THRESHOLD) return;
    this.#hasMoved = true;
    this.#line.classList.add("dragged");
    this.#line.style.transform = `translate(${x}px, ${y}px)`;
    this.#place = this.#placeAt(clientX, clientY);
    if (typeof this.#place !== "number") this.#landing.remove();
    else this.#lists.program.insertBefore(this.#landing, this.#otherLines()[this.#place] ?? null);
  }

  /**
   * @param {PointerEvent} event
   * @param {boolean} dropped
   */
  #onRelease({ pointerId }, dropped) {
    if (pointerId === this.#press.pointerId) this.#end(dropped);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#end(false);
  }

  /** @param {boolean} dropped */
  #end(dropped) {
    this.#listening.abort();
    this.#landing.remove();
    this.#line.classList.remove("dragged");
    this.#line.style.transform = "";
    const lands = dropped && this.#hasMoved && this.#line.isConnected;
    if (lands && this.#place !== undefined) {
      this.#lists.move(Number(this.#line.dataset.id), this.#place);
    }
  }

  /** The lines of the program without the one that is dragged. */
  #otherLines() {
    const lines = [...this.#lists.program.children];
    return lines.filter((other) => other !== this.#line && other !== this.#landing);
  }

  /**
   * Where the line would be put in the program; null over the pool, undefined elsewhere.
   * @param {number} x
   * @param {number} y
   */
  #placeAt(x, y) {
    const { pool, program } = this.#lists;
    if (!isOver(program, x, y)) return isOver(pool, x, y) ? null : undefined;
    return this.#otherLines().filter((other) => {
      const box = other.getBoundingClientRect();
      return y > box.top + box.height / 2;
    }).length;
  }
}

/**
 * @param {HTMLElement} list
 * @param {number} x
 * @param {number} y
 */
function isOver(list, x, y) {
  const { left, right, top, bottom } = list.getBoundingClientRect();
  const isBeside = x < left - DROP_MARGIN || x > right + DROP_MARGIN;
  return !(isBeside || y < top - DROP_MARGIN || y > bottom + DROP_MARGIN);
}
