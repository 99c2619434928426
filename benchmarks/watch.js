// @ts-check
// Counts, in the page itself, how often an answer to a slider is painted, and how soon. A change
// seen before or in a frame counts as painted when that frame has been.

/**
 * @typedef {{
 *   changed: number, events: number, painted: number, frames: number,
 *   pressed: number | null, seen: number | null, since: number | null, until: number | null,
 *   halt: boolean, walked: number, answered: number,
 * }} Counts what has happened since `begin`; times are those of performance.now()
 */

/**
 * Defines window.watch. The slider is the first one, or another that is marked.
 * @param {HTMLElement} cell
 * @param {string} shown a selector of what changes when a slider is moved
 */
(cell, shown) => {
  /** @type {Counts} */
  const counts = {
    changed: 0,
    events: 0,
    painted: 0,
    frames: 0,
    pressed: null,
    seen: null,
    since: null,
    until: null,
    halt: false,
    walked: 0,
    answered: 0,
  };
  const slider = cell.querySelector("[data-watched]") ?? cell;
  const channel = new MessageChannel();
  let dirty = false;
  let counting = false;

  function onAnswer() {
    dirty = true;
    counts.changed = performance.now();
  }

  /** @param {string} selector */
  function find(selector) {
    const found = slider.querySelector(selector);
    if (!(found instanceof HTMLElement)) throw Error(`not in the cell: ${selector}`);
    return found;
  }

  // ---- what counts as an answer --------------------------------------------------------------

  const changes = { childList: true, characterData: true, subtree: true };

  /** The pixels of a canvas are copied from a picture that was sent. */
  function observeCanvas() {
    const { prototype } = CanvasRenderingContext2D;
    const { drawImage } = prototype;
    /**
     * @this {CanvasRenderingContext2D}
     * @param {any[]} how
     */
    prototype.drawImage = function (...how) {
      Reflect.apply(drawImage, this, how);
      if (cell.contains(this.canvas)) onAnswer();
    };
  }

  /** With `interact` there is an answer when there is another image. */
  function observeImages() {
    const sources = () => {
      const images = [...cell.querySelectorAll(`${shown} img`)];
      return images.map((image) => image.getAttribute("src")).join();
    };
    let last = sources();
    return new MutationObserver(() => {
      const now = sources();
      if (!now || now === last) return;
      last = now;
      onAnswer();
    });
  }

  if (shown.startsWith("canvas:")) observeCanvas();
  else {
    const elements = cell.querySelectorAll(shown);
    if (!elements.length) throw Error(`nothing to watch: ${shown}`);
    const observer = shown === ".widget-output" ? observeImages() : new MutationObserver(onAnswer);
    for (const element of elements) observer.observe(element, { ...changes, attributes: true });
  }

  // ---- counting ------------------------------------------------------------------------------

  const moves = new MutationObserver(() => {
    counts.events += 1;
    counts.changed = counts.until = performance.now();
    counts.since ??= counts.until;
  });
  moves.observe(find(".widget-readout"), changes);

  function onKey() {
    if (counts.pressed !== null) return;
    counts.pressed = performance.now();
    counts.seen = null; // what was painted before answers nothing
    dirty = false;
  }
  cell.addEventListener("keydown", onKey, true);

  channel.port1.onmessage = () => {
    if (!dirty) return;
    dirty = false;
    counts.painted += 1;
    counts.seen ??= performance.now();
  };

  function tick() {
    if (!counting) return;
    channel.port2.postMessage(0);
    const { since, until } = counts;
    if (since !== null && until !== null && performance.now() - until < 50) counts.frames += 1;
    requestAnimationFrame(tick);
  }

  function begin() {
    const none = { pressed: null, seen: null, since: null, until: null };
    Object.assign(counts, { events: 0, painted: 0, frames: 0, ...none });
    dirty = false;
    if (!counting) requestAnimationFrame(tick);
    counting = true;
  }

  function end() {
    counting = false;
  }

  function latency() {
    const { seen, pressed } = counts;
    return seen === null || pressed === null ? null : seen - pressed;
  }

  /** @param {number} milliseconds */
  function quiet(milliseconds) {
    return performance.now() - counts.changed > milliseconds;
  }

  // ---- moving the slider ---------------------------------------------------------------------

  /**
   * Drags the slider from its first position to its last, by one for each picture that the browser
   * offers: quicker than a robot outside of the page could.
   * @param {number} positions
   */
  async function drag(positions) {
    const handle = find(".noUi-handle");
    const track = find(".noUi-base").getBoundingClientRect();
    const box = handle.getBoundingClientRect();
    const clientY = box.y + box.height / 2;
    /**
     * @param {Element} target
     * @param {string} kind
     * @param {number} clientX
     * @param {number} buttons
     */
    const fire = (target, kind, clientX, buttons) => {
      const event = { clientX, clientY, buttons, bubbles: true, cancelable: true, view: window };
      target.dispatchEvent(new PointerEvent(`pointer${kind}`, { ...event, pointerType: "mouse" }));
      target.dispatchEvent(new MouseEvent(`mouse${kind}`, event));
    };
    const first = box.x + box.width / 2;
    const distance = track.right - first;
    fire(handle.querySelector("div") ?? handle, "down", first, 1);
    for (let i = 1; i <= positions; i++) {
      await new Promise(requestAnimationFrame);
      fire(document.body, "move", first + (distance * i) / positions, 1);
    }
    fire(document.body, "up", first + distance, 0);
  }

  /**
   * Presses the arrow keys by itself, each one when the answer to the one before is painted.
   * @param {number} presses
   * @param {number} positions of the slider
   */
  async function walk(presses, positions) {
    const handle = find(".noUi-handle");
    counts.walked = counts.answered = 0;
    for (let i = 0; i < presses && !counts.halt; i++) {
      begin();
      const key = Math.floor(i / positions) % 2 ? "ArrowLeft" : "ArrowRight";
      handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      for (const start = performance.now(); !counts.painted && performance.now() - start < 5000; ) {
        await new Promise((done) => setTimeout(done, 8));
      }
      counts.walked = i + 1;
      if (counts.painted) counts.answered += 1;
    }
    end();
  }

  Object.assign(window, {
    watch: Object.assign(counts, { begin, end, latency, quiet, drag, walk }),
  });
};
