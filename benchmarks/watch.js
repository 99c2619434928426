// Counts, in the page itself, how often an answer to a slider is painted, and how soon.
// A change seen before or in a frame counts as painted when that frame has been.
(cell, shown) => {
  const channel = new MessageChannel();
  const watch = { changed: 0 };
  let dirty = false, counting = false;
  const answered = () => { dirty = true; watch.changed = performance.now(); };

  const drawn = shown.startsWith("canvas:"); // its pixels are copied from a picture that was sent
  if (drawn) {
    const copy = CanvasRenderingContext2D.prototype.drawImage;
    CanvasRenderingContext2D.prototype.drawImage = function (...what) {
      copy.apply(this, what);
      if (cell.contains(this.canvas)) answered();
    };
  }
  const sources = () => [...cell.querySelectorAll(`${shown} img`)].map((img) => img.src).join();
  const images = shown === ".widget-output"; // then it counts when there is another image
  let last = images && sources();
  const answer = new MutationObserver(() => {
    if (images) {
      const now = sources();
      if (!now || now === last) return;
      last = now;
    }
    answered();
  });
  const elements = drawn ? [] : cell.querySelectorAll(shown);
  if (!drawn && !elements.length) throw Error(`nothing to watch: ${shown}`);
  for (const element of elements) {
    answer.observe(element, { attributes: true, childList: true, characterData: true, subtree: true });
  }
  const own = new MutationObserver(() => {
    watch.events += 1;
    watch.changed = watch.until = performance.now();
    watch.since ??= watch.until;
  });
  own.observe(cell.querySelector(".widget-readout"), { childList: true, characterData: true, subtree: true });
  cell.addEventListener("keydown", () => {
    if (watch.pressed !== null) return;
    Object.assign(watch, { pressed: performance.now(), seen: null }); // what was painted before answers nothing
    dirty = false;
  }, true);

  channel.port1.onmessage = () => {
    if (!dirty) return;
    dirty = false;
    watch.painted += 1;
    watch.seen ??= performance.now();
  };
  const tick = () => {
    if (!counting) return;
    channel.port2.postMessage(0);
    if (watch.since !== null && performance.now() - watch.until < 50) watch.frames += 1;
    requestAnimationFrame(tick);
  };
  watch.begin = () => {
    Object.assign(watch, { events: 0, painted: 0, frames: 0, pressed: null, seen: null, since: null, until: null });
    dirty = false;
    if (!counting) requestAnimationFrame(tick);
    counting = true;
  };
  watch.end = () => { counting = false; };
  watch.latency = () => (watch.seen === null || watch.pressed === null ? null : watch.seen - watch.pressed);
  watch.quiet = (milliseconds) => performance.now() - watch.changed > milliseconds;

  // Drags the slider from its first place to its last, by a place for each picture that the browser
  // offers: quicker than a robot outside of the page could.
  watch.drag = async (places) => {
    const handle = cell.querySelector(".noUi-handle");
    const track = handle.closest(".noUi-base").getBoundingClientRect();
    const own = handle.getBoundingClientRect(), clientY = own.y + own.height / 2;
    const fire = (target, kind, clientX, buttons) => {
      const event = { clientX, clientY, buttons, bubbles: true, cancelable: true, view: window };
      target.dispatchEvent(new PointerEvent(`pointer${kind}`, { ...event, pointerType: "mouse" }));
      target.dispatchEvent(new MouseEvent(`mouse${kind}`, event));
    };
    const from = own.x + own.width / 2, far = track.right - from;
    fire(handle.firstElementChild ?? handle, "down", from, 1);
    for (let i = 1; i <= places; i++) {
      await new Promise(requestAnimationFrame);
      fire(document.body, "move", from + (far * i) / places, 1);
    }
    fire(document.body, "up", from + far, 0);
  };

  // Presses the arrow keys by itself, each one when the answer to the one before is painted.
  watch.walk = async (presses, places) => {
    const handle = cell.querySelector(".noUi-handle");
    const frame = () => new Promise((done) => { setTimeout(done, 8); });
    watch.walked = watch.answered = 0;
    for (let i = 0; i < presses && !watch.halt; i++) {
      watch.begin();
      const key = Math.floor(i / places) % 2 ? "ArrowLeft" : "ArrowRight";
      handle.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      for (const start = performance.now(); !watch.painted && performance.now() - start < 5000;) await frame();
      watch.walked = i + 1;
      if (watch.painted) watch.answered += 1;
    }
    watch.end();
  };
  watch.begin();
  watch.end();
  window.watch = watch;
}
