// @ts-check
// Paints a LiveFigure: the background, and over it the lines at the sliders' positions. The kernel
// sends the frames of each slider; nothing here waits for it.
//
// A module imports only from those below it:
//
// What a reader does
//   grab.js           mouse, fingers and arrow keys on the picture
//   dragging.js       what is dragged there: sliders, or the start
//   prefetch.js       frames requested during a drag
//   drag_sliders.js   the slider positions that put a point where it is dragged to
//   predictor.js      where a pointer may be when an answer comes
//   play.js           the step slider plays, or moves by one step
//   page_controls.js  the labels of controls on the page, and the reset button
//   slider_marks.js   what theory marks on a slider
//   dice.js           the die beside a slider of seeds
//   challenge.js      whether a challenge is met, and after how many moves
//   controls.js       positions of the sliders, and which frame they select
//   shortcuts.js      keys typed on a control do not reach the notebook
//
// What is shown
//   readout.js        numbers of the point of a curve under the pointer
//   view.js           one view of the figure on the page: its elements
//   panel_choice.js   which panels are shown where not all can be read
//   background.js     the background at the size that is shown
//   paint.js          one frame on a canvas
//   ghost.js          the run from before a move
//   repaint.js        when the figure is painted
//   icons.js          icons of buttons
//   layout.js         where the panels of a figure go, and how large
//   accessibility.js  what a screen reader says
//
// What is exchanged with the kernel, and kept
//   kernel.js         requests, and whether the kernel is still there
//   interruption.js   a connection that breaks and comes back
//   codec.js          payloads decoded: points and captions of a frame
//   saved_state.js    what a notebook keeps of its widgets
//   models.js         models of other widgets, positions of controls
//   pointer.js        whether a mouse button or a finger is down
//
// types.d.ts names the types of all of them, live_figure.css is their style.

import { Announcer } from "./accessibility.js";
import { Challenge } from "./challenge.js";
import { captionText, decodePayload } from "./codec.js";
import { Controls } from "./controls.js";
import { Dice } from "./dice.js";
import { Dragging } from "./dragging.js";
import { Ghost } from "./ghost.js";
import { listenForArrows, listenForDrags } from "./grab.js";
import { watchConnection } from "./interruption.js";
import { KernelLink } from "./kernel.js";
import { findModel } from "./models.js";
import { PageControls } from "./page_controls.js";
import { Player } from "./play.js";
import { isPointerDown, resetPointer, watchPointer } from "./pointer.js";
import { listenForReadout } from "./readout.js";
import { Repainter } from "./repaint.js";
import { keepSavedState } from "./saved_state.js";
import { suppressShortcuts } from "./shortcuts.js";
import { SliderMarks } from "./slider_marks.js";
import { View } from "./view.js";

const ONE_AT_A_TIME = "one slider at a time moves the picture, and the others go back.";
const KERNEL_LOST =
  "The kernel was restarted or has stopped, and this picture with it. Run the cells again " +
  `from the top: in the menu, Run → Run All Cells. Until then ${ONE_AT_A_TIME}`;
const INTERRUPTED =
  "The connection to Python is interrupted. What you set meanwhile is shown when it is back.";
const SAVED_IN_NOTEBOOK =
  "This picture was saved, and no Python runs behind it. Until you run the cells (in the menu, " +
  `Run → Run All Cells) ${ONE_AT_A_TIME}`;
const SAVED_IN_PAGE = `No Python runs behind this page: ${ONE_AT_A_TIME}`;

class LiveFigure {
  /** @type {DecodedPayload | null} */
  #decoded = null;
  /** What was painted last. @type {Shown | null} */
  #shown = null;
  #ghost = new Ghost();
  /** Ends when the payload that has come is decoded. @type {Promise<unknown>} */
  #decoding = Promise.resolve();
  #image = new Blob();
  /** @type {Set<View>} */
  #views = new Set();
  /** Updates the readout of a view. @type {Map<View, () => void>} */
  #readouts = new Map();
  #closing = new AbortController(); // sliders, buttons and the kernel may outlive this figure
  #model;
  #controls;
  #pageControls;
  #repainter;
  #kernel;
  #player;
  #dragging;
  #announcer;
  #marks;
  #dice;
  #challenge;

  /**
   * @param {AnyModel<FigureState>} model
   * @param {Controls} controls
   */
  constructor(model, controls) {
    this.#model = model;
    this.#controls = controls;
    this.#pageControls = new PageControls(model, () => this.#reset(), this.#closing.signal);
    this.#marks = new SliderMarks(model.get("marks"), controls);
    this.#dice = new Dice(controls);
    this.#challenge = new Challenge(model);
    this.#repainter = new Repainter(() => this.#paint());
    this.#kernel = new KernelLink(model, {
      positions: () => controls.positions(),
      computedAt: () => this.#decoded?.at,
      onLost: () => {
        this.#revertOtherSliders();
        this.#pageControls.disableKernelControls();
        this.#repaint();
      },
    });
    this.#player = new Player(controls, () => this.#repaint());
    this.#dragging = new Dragging(controls, this.#kernel, this.#player, {
      geometry: () => model.get("geometry"),
      decoded: () => this.#decoded,
      shown: () => this.#shown,
      decoding: () => this.#decoding,
      failed: () => model.get("error_message") !== "",
      onMove: (what) => this.#followMove(what),
      onChange: () => this.#repaint(),
    });
    const isBusy = () => isPointerDown() || this.#player.running;
    this.#announcer = new Announcer(isBusy, () => this.#repaint());
  }

  async connect() {
    const { sliders, stepper } = this.#controls;
    for (const [name, slider] of Object.entries(sliders)) {
      this.#listen(slider, "change:index change:value", () => this.#onMove(name));
    }
    if (stepper) {
      this.#listen(stepper, "change:value", () => {
        this.#repaint();
        this.#announcer.schedule();
      });
    }
    const model = this.#model;
    keepSavedState(model.widget_manager);
    this.#listen(model, "change:payload", () => this.#decode());
    this.#listen(model, "change:background", () => this.#changeBackground());
    this.#listen(model, "change:error_message", () => this.#repaint());
    this.#listen(model, "change:controls change:reset_button", () => this.#findPageControls());
    this.#listen(model, "msg:custom", (answer, [block]) => this.#onAnswer(answer, block));
    await this.#findPageControls();
    this.#changeBackground();
    await this.#decode();
    const channels = [...Object.values(sliders), ...(stepper ? [stepper] : [])];
    this.#kernel.watch(channels, this.#closing.signal);
    const connection = {
      onChange: (/** @type {boolean} */ isConnected) => {
        this.#kernel.interrupted = !isConnected;
        this.#repaint();
      },
      keep: () => {
        const setAgain = this.#controls.keep();
        return () => {
          if (!this.#kernel.live) return;
          setAgain();
          this.#kernel.startAnew();
        };
      },
    };
    watchConnection(model.widget_manager, connection, this.#closing.signal);
  }

  close() {
    this.#closing.abort();
    this.#kernel.cancelRequest();
    this.#announcer.cancel();
    this.#player.cancel();
  }

  /**
   * Shows the figure in an element; returns a function that ends it.
   * @param {HTMLElement} el
   */
  show(el) {
    const geometry = this.#model.get("geometry");
    const { stepper } = this.#controls;
    const view = new View(el, geometry, stepper !== null, () => this.#repaint());
    view.play.addEventListener("click", () => this.#player.toggle());
    view.back.addEventListener("click", () => this.#player.step(-1));
    view.forward.addEventListener("click", () => this.#player.step(1));
    listenForDrags(view, geometry, this.#dragging);
    listenForArrows(view.stage, this.#dragging);
    const current = () => this.#model.get("geometry"); // axes may change
    const leaving = new AbortController();
    const stepName = stepper?.get("description") ?? "";
    this.#readouts.set(
      view,
      listenForReadout(view, current, () => this.#shown, stepName, leaving.signal),
    );
    watchPointer(leaving.signal);
    suppressShortcuts(el, leaving.signal);
    this.#views.add(view);
    this.#repaint();
    return () => {
      leaving.abort();
      this.#views.delete(view);
      this.#readouts.delete(view);
      view.remove();
      if (!this.#views.size) resetPointer();
    };
  }

  /**
   * @param {WidgetModel | AnyModel<FigureState>} model
   * @param {string} events
   * @param {(message: Answer, buffers: DataView<ArrayBuffer>[]) => void} action
   */
  #listen(model, events, action) {
    model.on(events, action);
    this.#closing.signal.addEventListener("abort", () => model.off(events, action));
  }

  // ---- what the reader does ------------------------------------------------------------------

  /** @param {string} name */
  #onMove(name) {
    if (this.#controls.movingSilently) return;
    this.#controls.lastMoved = name;
    this.#followMove(this.#dragging.active ? "dragged" : name);
    this.#repaint();
    this.#announcer.schedule();
    if (this.#kernel.live) return this.#kernel.scheduleRequest();
    const { sliders, stepper } = this.#controls;
    const shown = this.#decoded && this.#controls.isAmong(this.#decoded);
    // Without steps each move counts, and only Python counts them.
    this.#model.widget_manager.asleep?.moved(sliders[name], !shown || !stepper);
    this.#revertOtherSliders();
  }

  /** @param {string} moved */
  #followMove(moved) {
    const last = this.#shown;
    // During playback the ghost is the complete run.
    const step = this.#player.running ? this.#controls.lastStep : this.#controls.step;
    const shown = last && { ...last, selection: { ...last.selection, step } };
    this.#ghost.follow(moved, shown);
  }

  #revertOtherSliders() {
    this.#controls.revertOtherSliders(this.#decoded?.at ?? {});
  }

  /** @returns {boolean} whether the kernel is to hear of it */
  #reset() {
    const { live } = this.#kernel;
    if (live) this.#controls.moveTo(this.#model.get("reset_positions"));
    else {
      this.#controls.lastMoved = null;
      this.#revertOtherSliders();
      const [control] = Object.values(this.#controls.sliders);
      if (control) this.#model.widget_manager.asleep?.reset(control);
    }
    this.#ghost.clear();
    this.#dragging.cancelPlay();
    this.#player.cancel();
    this.#controls.showLastStep();
    if (live) this.#controls.stepper?.save_changes();
    this.#repaint(); // what was moved silently does not ask for it
    this.#announcer.schedule();
    return live;
  }

  // ---- what the kernel sends -----------------------------------------------------------------

  /**
   * @param {Answer} answer
   * @param {DataView<ArrayBuffer>} [block]
   */
  #onAnswer(answer, block) {
    if (answer.kind === "prefetched" && block) {
      this.#dragging.receive(answer.candidates, { ...answer, block });
      this.#announcer.schedule();
    }
    this.#kernel.answered();
    this.#dragging.playWhenReady();
  }

  async #decode() {
    const payload = this.#model.get("payload");
    if (!payload.block) return;
    this.#kernel.payloadArrives();
    const decoding = decodePayload(/** @type {Payload} */ (payload));
    this.#decoding = decoding;
    const decoded = await decoding;
    if (payload !== this.#model.get("payload")) return; // a newer one has come in the meantime
    if (this.#decoded) this.#announcer.schedule();
    this.#decoded = decoded;
    this.#dragging.forget();
    this.#kernel.payloadReady();
    this.#repaint();
  }

  #changeBackground() {
    this.#image = new Blob([this.#model.get("background")], { type: "image/webp" });
    for (const view of this.#views) view.background.clear();
    this.#ghost.clear(); // the axes may be others now
    this.#repaint();
  }

  async #findPageControls() {
    await this.#pageControls.find();
    this.#repaint();
  }

  // ---- painting ------------------------------------------------------------------------------

  #repaint() {
    this.#repainter.request();
  }

  #paint() {
    const { state: kernel, interrupted } = this.#kernel;
    const { asleep, context } = this.#model.widget_manager;
    const isAway = kernel === "live" && interrupted;
    const savedIn = context ? SAVED_IN_NOTEBOOK : SAVED_IN_PAGE;
    const state = {
      kernelLost: kernel === "lost" && !asleep ? KERNEL_LOST : "",
      note: kernel === "none" ? (asleep?.note ?? savedIn) : isAway ? INTERRUPTED : "",
      error: this.#model.get("error_message"),
      playing: this.#player.running,
      takesStart: this.#dragging.takesStart,
    };
    this.#shown = this.#dragging.choose();
    for (const view of this.#views) {
      view.showState(state);
      if (!this.#shown) continue;
      const { decoded, selection } = this.#shown;
      view.paint(this.#image, decoded, selection, this.#ghost.run, this.#announcer.due);
      this.#readouts.get(view)?.();
    }
    if (this.#announcer.due && this.#shown) {
      const { decoded, selection } = this.#shown;
      const caption = captionText(decoded, selection, this.#model.get("geometry").decimals);
      this.#challenge.follow(this.#controls.positions(), caption, this.#kernel.live);
    }
    this.#announcer.due = false;
    this.#pageControls.connectNewViews();
    this.#marks.connectNewViews();
    this.#dice.connectNewViews();
  }
}

/** @param {AnyModel<FigureState>} model */
async function findControls(model) {
  /** @type {Record<string, WidgetModel>} */
  const sliders = {};
  for (const [name, reference] of Object.entries(model.get("sliders"))) {
    sliders[name] = await findModel(model, reference);
  }
  const step = model.get("step");
  return new Controls(sliders, step ? await findModel(model, step) : null);
}

export default () => {
  /** @type {LiveFigure} */
  let figure;
  return {
    /** @param {{ model: AnyModel<FigureState> }} context */
    async initialize({ model }) {
      figure = new LiveFigure(model, await findControls(model));
      await figure.connect();
      return () => figure.close();
    },
    /** @param {{ el: HTMLElement }} context */
    render({ el }) {
      return figure.show(el);
    },
  };
};
