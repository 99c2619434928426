// @ts-check
// What the kernel is asked for, and whether it is still there.

import { isPointerDown } from "./pointer.js";

// Milliseconds without a move after which a slider is at rest.
const IDLE_DELAY = 150;
// What the first answer is expected to take: as on a kernel of the same machine.
const FIRST_ROUND_TRIP = 60;
const SETS_START = ["set_start", "shift_start"];

/**
 * Whether the kernel knows this figure ("live"), has forgotten it ("lost"), or has never
 * known it ("none"): then its state was saved with a notebook or a page.
 * @typedef {"live" | "lost" | "none"} KernelState
 */

export class KernelLink {
  /** @type {KernelState} */
  state = "live";
  /** Whether the connection to the kernel is broken for now: JupyterLab tries to have it again. */
  interrupted = false;
  /** Whether frames may have been lost that the kernel takes for received. */
  #again = false;
  #waiting = false; // for the answer to a request
  /** How many milliseconds the last answer to a try took. */
  roundTrip = FIRST_ROUND_TRIP;
  /** What was sent and is not answered yet, the oldest first. @type {{ kind: string, at: number }[]} */
  #sent = [];
  /** What is to be sent when all is answered. @type {(() => PrefetchMessage) | ShiftStartMessage | null} */
  #next = null;
  /** @type {Record<string, number> | null} the positions that frames were requested for */
  #requested = null;
  #timer = 0;
  #model;
  #positions;
  #computedAt;
  #onLost;

  /**
   * @param {AnyModel<FigureState>} model
   * @param {{
   *   positions: () => Record<string, number>,
   *   computedAt: () => Record<string, number> | undefined,
   *   onLost: () => void,
   * }} figure where its sliders are, and where they were when its frames were computed
   */
  constructor(model, { positions, computedAt, onLost }) {
    this.#model = model;
    this.#positions = positions;
    this.#computedAt = computedAt;
    this.#onLost = onLost;
  }

  /** Requests new frames when no slider has moved for a while. */
  scheduleRequest() {
    this.cancelRequest();
    this.#timer = setTimeout(() => this.#requestFrames(), IDLE_DELAY);
  }

  cancelRequest() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #requestFrames() {
    this.#timer = 0;
    if (isPointerDown()) return this.scheduleRequest();
    const computedAt = this.#computedAt();
    if (!computedAt || this.#waiting) return; // `answered` asks again
    const positions = this.#positions();
    if (samePositions(positions, computedAt)) return this.#clearError();
    if (this.#requested && samePositions(positions, this.#requested)) return;
    this.#waiting = true;
    this.#requested = positions;
    this.#send({ kind: "idle", positions, ...(this.#again && { again: true }) });
    this.#again = false;
  }

  /** The sliders are back where frames were computed, after a request at which a rule raised. */
  #clearError() {
    if (!this.live || !this.#requested || !this.#model.get("error_message")) return;
    this.#requested = null;
    this.#model.set("error_message", "");
    this.#model.save_changes(); // else the kernel would not send the same message again
  }

  /**
   * Sends a message as soon as the kernel has answered all others. Until then a newer one takes its
   * place: however fast something is dragged, nothing piles up.
   * @param {() => PrefetchMessage} makeMessage makes it when it is sent
   */
  prefetchSoon(makeMessage) {
    this.#next = makeMessage;
    this.#sendNext();
  }

  /** @param {ShiftStartMessage} message one that waits still is added to it */
  shiftSoon(message) {
    const last = typeof this.#next === "function" ? null : this.#next;
    const [right, up] = [message.right + (last?.right ?? 0), message.up + (last?.up ?? 0)];
    this.#next = { ...message, right, up };
    this.#sendNext();
  }

  /** @param {SetStartMessage} message */
  sendStart(message) {
    this.#next = null;
    this.#send(message);
  }

  #sendNext() {
    const next = this.#next;
    if (!next || this.#sent.length) return;
    this.#next = null;
    this.#send(typeof next === "function" ? next() : next);
  }

  /** @param {IdleMessage | PrefetchMessage | SetStartMessage | ShiftStartMessage} message */
  #send(message) {
    const isStart = message.kind === "set_start" || message.kind === "shift_start";
    if (!this.live) {
      if (isStart) this.#model.widget_manager.asleep?.placed(this.#model, message);
      return;
    }
    if (isStart) this.#requested = null;
    try {
      this.#model.send(message);
      this.#sent.push({ kind: message.kind, at: performance.now() });
    } catch {
      this.#lose("lost"); // the channel to it is closed
    }
  }

  /** Whether the kernel has not answered yet where the start is to be. */
  get awaitsStart() {
    const waits = this.#next !== null && typeof this.#next !== "function";
    return waits || this.#sent.some(({ kind }) => SETS_START.includes(kind));
  }

  /** The kernel has done what it was asked for. (Or what another page on it asked for.) */
  answered() {
    const answered = this.#sent.shift();
    const isPrefetch = answered?.kind === "prefetch";
    if (isPrefetch) this.roundTrip = performance.now() - answered.at;
    this.#sendNext();
    if (isPrefetch) return;
    this.#waiting = false;
    this.cancelRequest();
    this.#requestFrames();
  }

  /** New frames arrive: requested, or sent by the kernel itself, for example after a reset. */
  payloadArrives() {
    if (!this.#waiting) this.#requested = null;
  }

  /** They are decoded; meanwhile the sliders may have gone on, or back. */
  payloadReady() {
    if (!this.#timer) this.scheduleRequest();
  }

  get live() {
    return this.state === "live";
  }

  /** Whether there is a kernel, or one that starts when it is needed. */
  get reachable() {
    return this.live || this.#model.widget_manager.asleep !== undefined;
  }

  /**
   * Watches for a kernel that is restarted, shut down or killed. One that is busy answers later.
   * @param {WidgetModel[]} channels the models of the sliders
   * @param {AbortSignal} closed
   */
  watch(channels, closed) {
    if (channels.some((channel) => !channel.comm_live)) this.#lose("none");
    const lose = () => this.#lose("lost");
    for (const channel of channels) {
      const check = () => {
        if (!channel.comm_live) lose();
      };
      channel.on("comm_live_update", check);
      closed.addEventListener("abort", () => channel.off("comm_live_update", check));
    }
    const disposed = this.#model.widget_manager.kernel?.disposed; // in JupyterLab; elsewhere there may be none
    disposed?.connect(lose);
    closed.addEventListener("abort", () => disposed?.disconnect(lose));
  }

  /** The connection was broken, and is back: what was sent may be lost, and its answer with it. */
  startAnew() {
    this.#sent.length = 0;
    this.#waiting = false;
    this.#requested = null;
    this.#again = true;
    this.#sendNext();
    this.scheduleRequest();
  }

  /** @param {KernelState} state */
  #lose(state) {
    if (!this.live) return;
    this.state = state;
    this.cancelRequest();
    this.#onLost();
  }
}

/**
 * @param {Record<string, number>} positions
 * @param {Record<string, number>} others
 */
export function samePositions(positions, others) {
  return Object.keys(positions).every((name) => positions[name] === others[name]);
}
