// @ts-check
// What a page of the published course does, measured in the page itself: it is run before all that
// the page runs. Times are those of performance.now(), which begin when the page is opened.

(() => {
  /** When frames were last asked for, and when frames last came. */
  const times = {
    asked: /** @type {number | null} */ (null),
    came: /** @type {number | null} */ (null),
  };

  // ---- the messages between the page and its Python -------------------------------------------

  const PlainWorker = Worker;
  window.Worker = class extends PlainWorker {
    /** @param {ConstructorParameters<typeof PlainWorker>} how */
    constructor(...how) {
      super(...how);
      this.addEventListener("message", ({ data }) => {
        if (data.message?.content.data?.state?.payload) times.came = performance.now();
      });
    }

    /** @param {[any, any?]} what */
    postMessage(...what) {
      if (what[0].message?.content.data?.content?.kind === "idle") times.asked = performance.now();
      super.postMessage(...what);
    }
  };

  /** @param {() => unknown} isSo @param {number} seconds */
  async function until(isSo, seconds) {
    for (const began = performance.now(); !isSo(); ) {
      if (performance.now() - began > 1000 * seconds) throw new Error(`not so: ${isSo}`);
      await new Promise((done) => setTimeout(done, 5));
    }
  }

  // ---- the first slider ------------------------------------------------------------------------

  /** @param {HTMLCanvasElement} canvas */
  function pixels(canvas) {
    const { width, height } = canvas;
    const image = canvas.getContext("2d")?.getImageData(0, 0, width, height);
    return image ? new Uint32Array(image.data.buffer).reduce((sum, x) => (31 * sum + x) | 0) : 0;
  }

  /**
   * The seconds until a key on a figure's first slider has changed the pixels of its picture.
   * @param {string} figure a selector
   */
  async function first(figure) {
    const find = () => document.querySelector(figure);
    await until(find, 60);
    const cell = /** @type {HTMLElement} */ (find());
    cell.scrollIntoView();
    /** @type {HTMLCanvasElement | null} */
    let canvas = null;
    /** @type {HTMLElement | null} */
    let handle = null;
    await until(() => {
      canvas = cell.querySelector("canvas[role=img][aria-label]");
      handle = cell.querySelector(".noUi-handle");
      return canvas && handle;
    }, 60);
    for (let right = true; ; right = !right) {
      const before = canvas && pixels(canvas);
      const key = right ? "ArrowRight" : "ArrowLeft";
      const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
      /** @type {HTMLElement | null} */ (handle)?.dispatchEvent(event);
      await new Promise((done) => setTimeout(done, 20));
      if (canvas && pixels(canvas) !== before) return performance.now() / 1000;
    }
  }

  // ---- sliders at any place --------------------------------------------------------------------

  /**
   * Presses on the track of a slider, so that its handle goes there.
   * @param {Element} track
   * @param {number} share of its length
   */
  function tap(track, share) {
    const { x, y, width, height } = track.getBoundingClientRect();
    const at = { clientX: x + share * width, clientY: y + height / 2 };
    const event = { ...at, bubbles: true, cancelable: true, view: window };
    for (const [kind, buttons] of [
      ["down", 1],
      ["up", 0],
    ]) {
      const target = kind === "down" ? track : document.body;
      target.dispatchEvent(
        new PointerEvent(`pointer${kind}`, {
          ...event,
          buttons: Number(buttons),
          pointerType: "mouse",
        }),
      );
      target.dispatchEvent(new MouseEvent(`mouse${kind}`, { ...event, buttons: Number(buttons) }));
    }
  }

  /**
   * Moves the first sliders of a figure; the seconds from then on until Python has taken over.
   * @param {HTMLElement} cell
   * @param {number[]} shares
   */
  async function live(cell, shares) {
    const began = performance.now();
    move(cell, shares);
    await until(() => cell.dataset.state === "live", 300);
    return (performance.now() - began) / 1000;
  }

  /**
   * Moves the first sliders of a figure; the milliseconds from their rest until fresh frames come.
   * @param {HTMLElement} cell
   * @param {number[]} shares
   */
  async function settle(cell, shares) {
    await until(() => !cell.querySelector(".noUi-state-tap"), 5); // until then no press counts
    times.asked = times.came = null;
    move(cell, shares);
    await until(() => times.asked !== null && (times.came ?? 0) > times.asked, 30);
    return Number(times.came) - Number(times.asked);
  }

  /** @param {HTMLElement} cell @param {number[]} shares */
  function move(cell, shares) {
    for (const [i, share] of shares.entries()) tap(tracks(cell)[i], share);
  }

  /** Those of a figure's sliders, without that of the step. @param {HTMLElement} cell */
  function tracks(cell) {
    return [...cell.querySelectorAll(".noUi-base")].filter((track) => {
      const label = track.querySelector(".noUi-handle")?.getAttribute("aria-label");
      return track.checkVisibility() && label !== "step";
    });
  }

  Object.assign(window, { measured: { first, live, settle, tracks } });
})();
