// Counts, in the page itself, how often an answer to a slider is painted, and how soon.
// A change seen before or in a frame counts as painted when that frame has been.
(cell, [name, shown]) => {
  const channel = new MessageChannel();
  const watch = { events: 0, painted: 0, changed: 0, pressed: null, seen: null };
  let dirty = false;
  const sources = () => [...cell.querySelectorAll(`${shown} img`)].map((img) => img.src).join();
  let last = sources(); // an answer that is an image counts when there is another image
  const answer = new MutationObserver(() => {
    const now = sources();
    if (shown === ".widget-output" && (!now || now === last)) return;
    last = now;
    dirty = true;
    watch.changed = performance.now();
  });
  for (const element of cell.querySelectorAll(shown)) {
    answer.observe(element, { attributes: true, childList: true, characterData: true, subtree: true });
  }
  const own = new MutationObserver(() => { watch.events += 1; watch.changed = performance.now(); });
  own.observe(cell.querySelector(".widget-readout"), { childList: true, characterData: true, subtree: true });
  cell.addEventListener("keydown", () => { watch.pressed ??= performance.now(); }, true);
  channel.port1.onmessage = () => {
    if (!dirty) return;
    dirty = false;
    watch.painted += 1;
    watch.seen ??= performance.now();
  };
  const tick = () => {
    channel.port2.postMessage(0);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  watch.begin = () => Object.assign(watch, { events: 0, painted: 0, pressed: null, seen: null });
  watch.latency = () => (watch.seen === null || watch.pressed === null ? null : watch.seen - watch.pressed);
  watch.quiet = (milliseconds) => performance.now() - watch.changed > milliseconds;
  (window.watches ??= {})[name] = watch;
}
