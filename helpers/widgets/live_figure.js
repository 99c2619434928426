// Paints a LiveFigure: the still picture, and over it the lines at the sliders' positions.
// The kernel sends the strips (see live.py); nothing here waits for it.

const FINE = 32; // parts of a pixel, as in live.py
const GAP = -(2 ** 31);
const MOST = 2 ** 31 - 1; // a number of a caption that needs more is said to be infinite
const VEIL = 0.8; // how much of a legend covers what moves behind it, as in live.py
const REST = 150; // milliseconds without a move that count as a rest
const HUSH = 400; // milliseconds without a change before a screen reader says the caption
const LEAST = 0.75; // of its own size: a panel is not shown smaller while there is room below
const STILLS = 10; // pictures that Play shows to a reader who asked for less motion
const GONE = "The kernel was restarted or has stopped, and this picture with it. Run the cells again "
  + "from the top: in the menu, Run → Run All Cells. Until then one slider at a time moves the "
  + "picture, and the others go back.";

let held = false; // whether a mouse button or a finger is down: then a slider is not at rest

// Only as long as a view is on the page: the figures of a cell that is run again stay in the kernel,
// and so in the browser, though nobody sees them any more.
function watchPointer(signal) {
  const options = { capture: true, signal };
  for (const kind of ["pointerdown", "pointerup", "pointercancel"]) {
    window.addEventListener(kind, () => { held = kind === "pointerdown"; }, options);
  }
  window.addEventListener("pointermove", (event) => { held &&= event.buttons > 0; }, options);
}

export default () => {
  let model, still, deck, sliders = {}, stepper = null;
  let moved = null; // the name of the slider moved last
  let asking = false, asked = null, timer = 0, playing = 0;
  let frame = 0, due = false; // the frame that a painting waits for; whether there is one to do
  let hush = 0, unsaid = false; // unsaid: whether the caption painted next is to be said aloud
  let gone = false, settling = false;
  const views = new Set(), met = new WeakSet();
  const closing = new AbortController(); // sliders, buttons and the kernel may outlive this figure

  const position = (slider) => Number(slider.get("index") ?? slider.get("value"));
  const positions = () =>
    Object.fromEntries(Object.entries(sliders).map(([name, s]) => [name, position(s)]));
  const lastStep = () => (stepper ? stepper.get("max") : 0);

  const find = (reference) => model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""));

  const atClose = (undo) => closing.signal.addEventListener("abort", undo);

  function hear(other, events, action) {
    other.on(events, action);
    atClose(() => other.off(events, action));
  }

  // ---- what the kernel sends -----------------------------------------------------------------

  async function unpack() {
    const sent = model.get("payload");
    if (!sent.strips) return;
    if (!asking) asked = null; // a Reset, say: what was asked for before may be asked for again
    const stream = new Blob([sent.block]).stream().pipeThrough(new DecompressionStream("deflate"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const count = bytes.length / 4, whole = new Int32Array(count);
    for (let i = 0; i < count; i++) { // the bytes of a number stand apart: see live.py
      const turned = bytes[i] | bytes[count + i] << 8 | bytes[2 * count + i] << 16 | bytes[3 * count + i] << 24;
      whole[i] = (turned >>> 1) ^ -(turned & 1);
    }
    const done = new Set();
    const accumulate = ({ start, shape, beside }) => { // only differences along the last axis were sent
      if (done.has(start)) return;
      done.add(start);
      const [frames, points, steps] = shape.length === 3 ? shape : [shape[0], 1, shape[1]];
      for (let row = 0; row < frames * points; row++) {
        const first = start + row * steps;
        for (let k = 1; k < steps; k++) whole[first + k] = (whole[first + k] + whole[first + k - 1]) | 0;
      }
      if (beside === undefined) return;
      for (let k = 0; k < frames * points * steps; k++) whole[start + k] = (whole[start + k] + whole[beside + k]) | 0;
    };
    for (const strip of Object.values(sent.strips)) {
      strip.lines.flat().forEach(accumulate);
      strip.numbers.forEach(accumulate);
    }
    if (sent !== model.get("payload")) return; // a newer one has come in the meantime
    if (deck) sayLater();
    deck = { at: sent.at, strips: sent.strips, whole };
    timer ||= setTimeout(rest, REST); // meanwhile the sliders may have gone on, or back
    repaint();
  }

  function redraw() {
    still = new Blob([model.get("background")], { type: "image/png" });
    views.forEach(unfit);
    repaint();
  }

  function unfit(view) {
    view.fitted?.bitmap?.close(); // megabytes, which the browser frees in its own time
    view.fitted = null;
  }

  // The still picture in just the size that is shown: copying it is quick, scaling it is not.
  async function fit(view, width, height) {
    unfit(view);
    const fitted = view.fitted = { width, height };
    const size = { resizeWidth: width, resizeHeight: height, resizeQuality: "high" };
    try {
      const bitmap = await createImageBitmap(still, size);
      if (view.fitted !== fitted) return bitmap.close(); // the size, or the picture, has changed
      fitted.bitmap = bitmap;
    } catch (error) {
      fitted.trouble = `The picture cannot be shown in this size: ${error}`;
    }
    repaint();
  }

  // ---- what the kernel is asked --------------------------------------------------------------

  function rest() {
    clearTimeout(timer);
    timer = 0;
    if (held) return void (timer = setTimeout(rest, REST));
    if (!deck || asking) return; // asked again when the answer has come
    const now = positions();
    const same = (then) => then && Object.keys(now).every((name) => now[name] === then[name]);
    if (same(deck.at)) return forgive();
    if (same(asked)) return;
    asking = true;
    asked = now;
    say({ kind: "idle", positions: now });
  }

  // The sliders are back where all is well, after a place that was asked for and where a rule raised.
  function forgive() {
    if (gone || !asked || !model.get("error_message")) return;
    asked = null;
    model.set("error_message", ""); // which the kernel has to hear, to say the same another time
    model.save_changes();
  }

  function say(message) {
    if (gone) return;
    try {
      model.send(message);
    } catch { // its channel to the kernel is closed
      lose();
    }
  }

  function onMove(name) {
    if (settling) return;
    moved = name;
    repaint();
    sayLater();
    if (gone) return oneAtATime();
    clearTimeout(timer);
    timer = setTimeout(rest, REST);
  }

  function tell(message) {
    asked = null;
    say(message);
  }

  function put(slider, place) {
    const key = slider.get("index") === undefined ? "value" : "index";
    slider.set(key, key === "index" ? place : Boolean(place));
    slider.save_changes();
  }

  // A slider's last value may still wait for the kernel to be idle. Were Reset left to the kernel
  // alone, that value would come after it, and undo it.
  function goHome() {
    for (const [name, place] of Object.entries(model.get("reset_positions"))) put(sliders[name], place);
    stepper?.set("value", lastStep());
    stepper?.save_changes();
  }

  async function beforeReset() {
    if (!model.get("reset_button")) return;
    const button = await find(model.get("reset_button"));
    const send = button.send;
    atClose(() => { delete button.send; }); // which leaves it that of all buttons
    button.send = (...message) => {
      if (!gone) goHome();
      if (!gone) return send.apply(button, message);
      moved = null;
      stepper?.set("value", lastStep());
      oneAtATime();
    };
  }

  // ---- a kernel that is gone -----------------------------------------------------------------

  // One that is restarted, shut down or killed has forgotten this figure for good: its cell, run
  // again, makes a new one. One that is busy is not gone: it answers later.
  function lose() {
    gone = true;
    clearTimeout(timer);
    oneAtATime();
    repaint();
  }

  // There are pictures along each slider from where the kernel left them all, and no others.
  function oneAtATime() {
    settling = true;
    for (const [name, place] of Object.entries(deck?.at ?? {})) {
      if (name !== moved) put(sliders[name], place);
    }
    settling = false;
  }

  function watch() {
    const channels = [...Object.values(sliders), ...(stepper ? [stepper] : [])];
    for (const channel of channels) {
      hear(channel, "comm_live_update", () => { if (!channel.comm_live) lose(); });
    }
    const { kernel } = model.widget_manager; // in JupyterLab; elsewhere there may be none to see
    kernel?.disposed?.connect(lose);
    atClose(() => kernel?.disposed?.disconnect(lose));
  }

  // ---- painting ------------------------------------------------------------------------------

  // Where the panels go: side by side, as matplotlib drew them, or where that would make them too
  // small to read (a narrow window, a page at 200 %) in rows below each other.
  function arrange(room) {
    const { width, height, panels } = model.get("geometry");
    const cell = Math.max(...panels.map(([, wide]) => wide));
    const columns = Math.max(1, Math.floor(room / (LEAST * cell)));
    if (columns >= panels.length) return { width, height, tiles: [{ left: 0, wide: width, right: 0, down: 0 }] };
    const tiles = panels.map(([left, wide], i) => (
      { left, wide, right: (i % columns) * cell, down: Math.floor(i / columns) * height }));
    return { width: columns * cell, height: Math.ceil(panels.length / columns) * height, tiles };
  }

  // Once for each frame, and where nothing is painted for the next one yet, at once: when the frame
  // comes, all is done.
  function repaint() {
    if (due) return;
    due = true;
    if (!frame) queueMicrotask(paintAll); // when all that moves together has moved
  }

  function paintAll() {
    due = false;
    frame = requestAnimationFrame(() => {
      frame = 0;
      if (due) paintAll();
    });
    views.forEach(paint);
    unsaid = false;
    meet();
  }

  function chosen() {
    const now = positions();
    const names = Object.keys(deck.strips);
    const away = names.filter((name) => now[name] !== undefined && now[name] !== deck.at[name]);
    const name = away.includes(moved) ? moved : away[0] ?? names[0];
    return { strip: deck.strips[name], at: now[name] ?? 0, step: stepper ? stepper.get("value") : 0 };
  }

  // The number at (frame, point, step); an axis of length 1 holds for all.
  function reader({ start, shape: [frames, points, steps] }) {
    return (at, point, step) => deck.whole[start
      + ((frames > 1 ? at : 0) * points + (points > 1 ? point : 0)) * steps
      + (steps > 1 ? step : 0)];
  }

  function outline(style, [xs, ys], at, step) {
    const x = reader(xs), y = reader(ys);
    const count = style.trail ? step + 1 : Math.max(xs.shape[1], ys.shape[1]);
    const spots = [];
    for (let i = 0; i < count; i++) {
      const point = style.trail ? 0 : i, k = style.trail ? i : step;
      const px = x(at, point, k), py = y(at, point, k);
      spots.push(px === GAP || py === GAP ? null : [px / FINE, py / FINE]);
    }
    return spots;
  }

  function drawLine(context, style, spots) {
    context.save();
    context.globalAlpha = style.alpha;
    if (style.clip) {
      context.beginPath();
      context.rect(...style.clip);
      context.clip();
    }
    if (style.line) {
      context.beginPath();
      let broken = true;
      for (const spot of spots) {
        if (spot) broken ? context.moveTo(...spot) : context.lineTo(...spot);
        broken = !spot;
      }
      context.strokeStyle = style.line;
      context.lineWidth = style.width;
      context.lineJoin = "round";
      context.lineCap = style.dashes.length ? "butt" : "square";
      context.setLineDash(style.dashes);
      context.stroke();
    }
    if (style.marker) {
      const shape = new Path2D(style.marker);
      context.fillStyle = style.fill;
      context.strokeStyle = style.edge;
      context.lineWidth = style.edge_width;
      context.setLineDash([]);
      for (const spot of spots) {
        if (!spot) continue;
        context.save();
        context.translate(...spot);
        context.fill(shape);
        if (style.edge_width) context.stroke(shape);
        context.restore();
      }
    }
    context.restore();
  }

  // The legends once more, over what moves, which is left to be seen faintly through them.
  function veil(context, legends, scale, bitmap) {
    context.globalAlpha = VEIL;
    for (const [x, y, wide, high] of legends) {
      const [left, top, right, bottom] = [x, y, x + wide, y + high].map((side) => Math.round(side * scale));
      const part = [left, top, right - left, bottom - top];
      context.drawImage(bitmap, ...part, ...part);
    }
  }

  function caption({ strip, at, step }) {
    const ending = strip.endings[at];
    const said = ending && step >= ending[0] ? ending[1] : strip.captions[at];
    const { decimals } = model.get("geometry");
    return decimals.reduce((text, places, i) => {
      const { start, shape: [frames, steps] } = strip.numbers[i];
      const parts = deck.whole[start + (frames > 1 ? at : 0) * steps + step];
      const number = Math.abs(parts) < MOST ? parts / 10 ** places : parts * Infinity;
      const digits = number.toFixed(Math.max(places, 0));
      return text.replaceAll(`{${i}}`, digits.replace("-", "−").replace("Infinity", "∞"));
    }, said.replaceAll("{step}", step));
  }

  // What size the canvas needs in its place, in pixels of the screen. Asked of the page only when one
  // of them has changed: a page that has to answer in mid-frame lays itself out once more.
  function measure(view) {
    const { room } = view, ratio = window.devicePixelRatio || 1;
    if (view.wanted?.room === room && view.wanted.ratio === ratio) return view.wanted;
    const whole = model.get("geometry"), { width, height, tiles } = arrange(room);
    const scale = (Math.min(room, width) * ratio) / width;
    const [all, tall] = [whole.width, whole.height].map((size) => Math.max(1, Math.round(size * scale)));
    view.wanted = { room, ratio, width, height, scale, tiles, all, tall };
    return view.wanted;
  }

  // A canvas is empty after that: so it has to be painted in the same frame.
  function resize(view, shape) {
    const { stage, canvas } = view, { width, height, scale } = shape;
    view.shape = shape;
    stage.style.maxWidth = `${width}px`;
    canvas.style.aspectRatio = `${width} / ${height}`;
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    view.context = canvas.getContext("2d", { alpha: false });
    view.context.fillStyle = "white";
    view.context.fillRect(0, 0, canvas.width, canvas.height);
  }

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function paint(view) {
    const { canvas, words, said, trouble, play } = view;
    write(trouble, gone ? GONE : view.fitted?.trouble ?? model.get("error_message"));
    trouble.hidden = !trouble.textContent;
    write(play, playing ? "⏸ Pause" : "▶ Play");
    if (!deck || !view.room) return;
    const shape = measure(view), { scale, tiles, all, tall } = shape;
    if (!view.shape) resize(view, shape);
    if (view.fitted?.width !== all) fit(view, all, tall);
    if (!view.fitted.bitmap) return; // until then the picture before stays, stretched
    if (view.shape !== shape) resize(view, shape);
    const { context } = view;
    const { traces, legends } = model.get("geometry"), now = chosen();
    const outlines = traces.map((style, i) => outline(style, now.strip.lines[i], now.at, now.step));
    for (const tile of tiles) {
      const x = Math.round((tile.right - tile.left) * scale), y = Math.round(tile.down * scale);
      context.save();
      context.setTransform(1, 0, 0, 1, x, y);
      context.beginPath();
      context.rect(tile.left * scale, 0, tile.wide * scale, tall);
      context.clip();
      context.drawImage(view.fitted.bitmap, 0, 0);
      context.setTransform(scale, 0, 0, scale, x, y);
      traces.forEach((style, i) => drawLine(context, style, outlines[i]));
      context.setTransform(1, 0, 0, 1, x, y);
      veil(context, legends, scale, view.fitted.bitmap);
      context.restore();
    }
    const text = caption(now);
    write(words, text);
    if (canvas.getAttribute("aria-label") !== text) canvas.setAttribute("aria-label", text);
    if (unsaid) write(said, text);
  }

  // ---- what a screen reader says -------------------------------------------------------------

  function sayLater() {
    clearTimeout(hush);
    hush = setTimeout(() => {
      if (held || playing) return sayLater();
      unsaid = true;
      repaint();
    }, HUSH);
  }

  // ipywidgets gives a slider no name and the number of its place for a value, lets a reader type
  // behind it in vain, and does not say which of several buttons is pressed.
  function introduce(control, el) {
    const name = control.get("description"), index = control.get("index");
    const handle = el.querySelector(".noUi-handle"), readout = el.querySelector(".widget-readout");
    if (handle) {
      handle.setAttribute("aria-label", name);
      handle.setAttribute("aria-valuetext", readout.textContent);
      if (index === undefined) {
        readout.setAttribute("role", "textbox");
        readout.setAttribute("aria-label", name);
      } else readout.contentEditable = "false";
    }
    const buttons = [...el.querySelectorAll(".widget-toggle-button")];
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", i === index));
    buttons[0]?.parentElement.setAttribute("role", "group");
    buttons[0]?.parentElement.setAttribute("aria-label", name);
  }

  async function meet() {
    const controls = await Promise.all(model.get("controls").map(find));
    for (const control of controls) {
      for (const promise of Object.values(control.views ?? {})) {
        if (met.has(promise)) continue;
        met.add(promise);
        const view = await promise, again = () => introduce(control, view.el);
        view.listenTo(control, "change", again);
        view.el.querySelector(".slider")?.noUiSlider.on("update", again);
        again();
      }
    }
  }

  // ---- Play: the step slider runs by itself --------------------------------------------------

  function stop() {
    cancelAnimationFrame(playing);
    playing = 0;
    stepper.save_changes();
    repaint();
  }

  function play() {
    if (playing) return stop();
    const last = lastStep();
    const first = stepper.get("value") < last ? stepper.get("value") : 0;
    const pace = Math.min(Math.max(last * 60, 2500), 8000) / last; // milliseconds a step
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const stride = calm ? Math.ceil(last / STILLS) : 1;
    let began = null, shown = first;
    const tick = (time) => {
      began ??= time;
      if (stepper.get("value") !== shown) return stop(); // the reader took the slider over
      shown = Math.min(last, first + stride * Math.floor((time - began) / pace / stride));
      stepper.set("value", shown);
      if (shown >= last) return stop();
      playing = requestAnimationFrame(tick);
    };
    stepper.set("value", first);
    playing = requestAnimationFrame(tick);
    repaint();
  }

  // ---- the walker is dropped by a click, or moved by the arrow keys --------------------------

  function listen(view) {
    const { canvas, stage } = view;
    const { ground } = model.get("geometry");
    if (!ground) return;
    const [left, top, wide, high] = ground;
    const spot = (event) => {
      if (!view.shape) return [-1, -1];
      const { width, tiles } = view.shape, zoom = width / canvas.clientWidth;
      const x = event.offsetX * zoom, y = event.offsetY * zoom;
      const over = tiles.find((tile) => x >= tile.right && x < tile.right + tile.wide
        && y >= tile.down && y < tile.down + model.get("geometry").height);
      return over ? [x - over.right + over.left, y - over.down] : [-1, -1];
    };
    const inside = ([x, y]) => x >= left && x <= left + wide && y >= top && y <= top + high;
    canvas.addEventListener("pointermove", (event) => {
      canvas.style.cursor = inside(spot(event)) ? "crosshair" : "default";
    });
    canvas.addEventListener("click", (event) => {
      const [x, y] = spot(event);
      if (inside([x, y])) tell({ kind: "set_start", x, y });
    });
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    stage.tabIndex = 0;
    stage.setAttribute("role", "application"); // so that a screen reader leaves it the arrow keys
    stage.setAttribute("aria-label", "The walker's start: the arrow keys move it.");
    stage.addEventListener("keydown", (event) => {
      if (!arrows[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      const [right, up] = arrows[event.key];
      tell({ kind: "shift_start", right, up });
    });
  }

  return {
    async initialize(context) {
      model = context.model;
      for (const [name, reference] of Object.entries(model.get("sliders"))) {
        sliders[name] = await find(reference);
        hear(sliders[name], "change:index change:value", () => onMove(name));
      }
      if (model.get("step")) {
        stepper = await find(model.get("step"));
        hear(stepper, "change:value", () => { repaint(); sayLater(); });
      }
      hear(model, "change:reset_button", beforeReset);
      await beforeReset();
      hear(model, "change:payload", unpack);
      hear(model, "change:background", redraw);
      hear(model, "change:error_message change:controls", repaint);
      hear(model, "msg:custom", ({ kind }) => {
        if (kind !== "done") return;
        asking = false;
        rest();
      });
      atClose(() => {
        clearTimeout(timer);
        clearTimeout(hush);
        cancelAnimationFrame(playing);
      });
      redraw();
      await unpack();
      watch();
      return () => closing.abort();
    },

    render({ el }) {
      const { width } = model.get("geometry");
      const view = {
        el,
        stage: document.createElement("div"),
        canvas: document.createElement("canvas"),
        words: document.createElement("p"),
        said: document.createElement("div"),
        trouble: document.createElement("p"),
        play: document.createElement("button"),
      };
      el.classList.add("live-figure");
      view.canvas.setAttribute("role", "img");
      view.canvas.style.cssText =
        "display: block; width: 100%; background: white; border-radius: 4px";
      view.words.style.cssText =
        `max-width: ${width}px; margin: 6px 0; line-height: 1.4; min-height: 2.8em; white-space: pre-line;`
        + "font-variant-numeric: tabular-nums; color: var(--jp-ui-font-color1, inherit)";
      view.said.setAttribute("role", "status");
      view.said.style.cssText = "position: absolute; top: 0; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)";
      view.trouble.style.cssText =
        "margin: 6px 0; padding-left: 8px; font-weight: 600; color: var(--jp-ui-font-color1, inherit);"
        + "border-left: 4px solid var(--jp-error-color1, #d32f2f)";
      view.trouble.setAttribute("role", "alert");
      view.play.type = "button";
      view.play.className = "jupyter-button widget-button";
      view.play.style.cssText = "width: 6.5em; margin: 6px 0 0 0";
      view.play.addEventListener("click", play);
      const style = document.createElement("style");
      style.textContent = STYLE;
      view.stage.append(view.canvas);
      el.append(style, view.stage, ...(stepper ? [view.play] : []), view.words, view.trouble, view.said);
      listen(view);
      views.add(view);
      const watcher = new ResizeObserver(([{ contentRect }]) => {
        view.room = Math.round(contentRect.width);
        requestAnimationFrame(repaint); // in this frame the page is laid out already
      });
      watcher.observe(el);
      const leaving = new AbortController();
      watchPointer(leaving.signal);
      repaint();
      return () => {
        leaving.abort();
        watcher.disconnect();
        views.delete(view);
        unfit(view);
        if (!views.size) held = false; // nobody hears any more when it is let go
      };
    },
  };
};

// A mark of the focus that can be seen, the handles of sliders too, and which button is pressed.
const STYLE = `
.live-figure { position: relative; }
.widget-box:has(.live-figure) :focus-visible {
  outline: 2px solid var(--jp-brand-color1, #1976d2) !important; outline-offset: -2px; }
.widget-box:has(.live-figure) .noUi-handle:focus-visible { outline-offset: 2px; }
.widget-box:has(.live-figure) .noUi-handle { border-color: var(--jp-ui-font-color2, #757575); }
.widget-box:has(.live-figure) .widget-toggle-button[aria-pressed=true] {
  box-shadow: inset 0 -3px currentColor; }
`;
