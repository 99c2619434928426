// @ts-check
// The Python of a page: a Web Worker that runs the lesson's own cells. Its messages about widgets
// become comms, as a widget manager expects them of a kernel. The other side is in site/worker/.

/**
 * @typedef {{
 *   msg_type: "comm_open" | "comm_msg" | "comm_close",
 *   content: { comm_id: string, target_name?: string, data: any },
 *   metadata: Record<string, unknown>,
 *   buffers: ArrayBuffer[],
 * }} CommMessage
 * @typedef {{ output_type: string, name?: string, text?: string, data?: Record<string, any>,
 *   metadata?: Record<string, any>, ename?: string, evalue?: string, traceback?: string[] }} Output
 * @typedef {(output: Output | "clear") => void} OnOutput
 * @typedef {{
 *   onProgress(share: number, what: string): void,
 *   onComm(comm: Comm, message: object): void,
 *   onFailed(text: string): void,
 * }} KernelEvents
 */

const NOT_LOADED = "Python could not be loaded. Is the network there?";

export class Kernel {
  /** Resolves when Python is ready to run cells. @type {Promise<void>} */
  ready;
  #worker;
  #events;
  /** @type {Map<string, Comm>} */
  #comms = new Map();
  /** Called when Python is idle again, the oldest first. @type {(() => void)[]} */
  #busy = [];
  /**
   * `isStale` is set while the next output clears those before it.
   * @type {Map<string, { onOutput: OnOutput, resolve: (ok: boolean) => void, isStale: boolean }>}
   */
  #running = new Map();
  #isReady = false;
  /** The name of a lock that the worker holds while it lives. */
  #alive;
  #isWatched = false;
  #begun = () => {};
  /** @type {(error: Error) => void} */
  #broken = () => {};
  /** Whether it was stopped or has failed: nothing comes from it any more. */
  hasEnded = false;

  /**
   * @param {string} base address of the runtime's folder
   * @param {string} lesson address of the lesson's cells
   * @param {KernelEvents} events
   */
  constructor(base, lesson, events) {
    this.#events = events;
    this.ready = new Promise((resolve, reject) => {
      this.#begun = resolve;
      this.#broken = reject;
    });
    this.ready.catch(() => {}); // `onFailed` tells of it
    this.#worker = new Worker(`${base}worker.js`, { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#receive(data);
    this.#worker.onerror = ({ message }) =>
      this.#fail(this.#isReady ? crashed(message) : NOT_LOADED);
    this.#alive = `python-of-${lesson}-${Math.random()}`;
    this.#worker.postMessage({ type: "start", base, lesson, alive: this.#alive });
  }

  /** Reports when the browser has ended the worker, of which there is no event. */
  async #watchOver() {
    this.#isWatched = true;
    const { held = [] } = (await navigator.locks?.query()) ?? {}; // an insecure page has no locks
    if (!held.some(({ name }) => name === this.#alive)) return; // nor has the worker one
    await navigator.locks.request(this.#alive, () => {});
    if (!this.hasEnded) this.#failed("the browser has ended it");
  }

  /**
   * Runs a cell, and before it those that it needs.
   * @param {string} cell
   * @param {OnOutput} onOutput
   * @param {string} [source] in place of its own
   * @returns {Promise<boolean>} whether it ended without an error
   */
  async run(cell, onOutput, source) {
    await this.ready;
    if (this.hasEnded) return false;
    return new Promise((resolve) => {
      this.#running.set(cell, { onOutput, resolve, isStale: false });
      this.#worker.postMessage({ type: "run", cell, source });
    });
  }

  /**
   * Ends it in the middle of what it does: what runs ends with an error, and `ready` too. Comms stay
   * open, so that their widgets stay on the page.
   * @param {string} [why]
   */
  stop(why = "stopped") {
    this.hasEnded = true;
    this.#worker.onmessage = null;
    this.#worker.onerror = null;
    this.#worker.terminate();
    this.#broken(new Error(why));
    for (const { resolve } of this.#running.values()) resolve(false);
    this.#running.clear();
    this.#busy.length = 0;
  }

  /**
   * @param {CommMessage} message
   * @param {() => void} onIdle
   */
  send(message, onIdle) {
    if (this.hasEnded) return;
    this.#busy.push(onIdle);
    this.#worker.postMessage({ type: "comm", message });
  }

  /** @param {any} message */
  #receive(message) {
    if (!this.#isWatched) this.#watchOver();
    switch (message.type) {
      case "progress":
        return this.#events.onProgress(message.done / message.total, message.what);
      case "ready":
        this.#isReady = true;
        return this.#begun();
      case "output":
      case "clear":
        return this.#receiveOutput(message);
      case "comm":
        return this.#receiveComm(message.message);
      case "idle":
        return this.#busy.shift()?.();
      case "done":
        this.#running.get(message.cell)?.resolve(message.ok);
        this.#running.delete(message.cell);
        return;
      case "failed":
        this.#failed(message.text);
    }
  }

  /** @param {string} why */
  #failed(why) {
    this.#fail(this.#isReady ? crashed(why) : `Python did not start: ${why}`);
  }

  /** @param {{ type: "output" | "clear", cell: string, output: Output, wait?: boolean }} message */
  #receiveOutput({ type, cell, output, wait }) {
    const running = this.#running.get(cell);
    if (!running) return;
    if (type === "output" ? running.isStale : !wait) running.onOutput("clear");
    running.isStale = type === "clear" && Boolean(wait);
    if (type === "output") running.onOutput(output);
  }

  /** @param {string} text */
  #fail(text) {
    this.stop(text);
    this.#events.onFailed(text);
  }

  /** @param {CommMessage} message */
  #receiveComm(message) {
    const { comm_id: id } = message.content;
    const buffers = message.buffers.map((buffer) => new DataView(buffer));
    const received = { ...message, buffers };
    if (message.msg_type === "comm_open") {
      const comm = new Comm(this, id);
      this.#comms.set(id, comm);
      this.#events.onComm(comm, received);
    } else if (message.msg_type === "comm_close") {
      this.#comms.get(id)?.closed(received);
      this.#comms.delete(id);
    } else this.#comms.get(id)?.receive(received);
  }
}

/** What ipywidgets calls a classic comm. */
export class Comm {
  target_name = "jupyter.widget";
  #kernel;
  /** @type {((message: any) => void) | null} */
  #onMessage = null;
  /** Messages that arrived before there was a model to take them. @type {any[]} */
  #early = [];
  /** @type {(message: any) => void} */
  #onClose = () => {};
  #sent = 0;

  /**
   * @param {Kernel} kernel
   * @param {string} id
   */
  constructor(kernel, id) {
    this.#kernel = kernel;
    this.comm_id = id;
  }

  /** @param {(message: any) => void} callback */
  on_msg(callback) {
    this.#onMessage = callback;
    for (const message of this.#early.splice(0)) callback(message);
  }

  /** @param {(message: any) => void} callback */
  on_close(callback) {
    this.#onClose = callback;
  }

  /**
   * @param {any} data
   * @param {any} [callbacks]
   * @param {Record<string, unknown>} [metadata]
   * @param {(ArrayBuffer | ArrayBufferView)[]} [buffers]
   * @returns {string} the message's id
   */
  send(data, callbacks, metadata = {}, buffers = []) {
    const id = `${this.comm_id}-${this.#sent++}`;
    const content = { comm_id: this.comm_id, data: JSON.parse(JSON.stringify(data)) };
    const status = callbacks?.iopub?.status;
    this.#kernel.send(
      { msg_type: "comm_msg", content, metadata, buffers: buffers.map(copied) },
      () => status?.({ content: { execution_state: "idle" }, parent_header: { msg_id: id } }),
    );
    return id;
  }

  open() {
    return "";
  }

  /** The page never closes what Python has made. */
  close() {
    return "";
  }

  /** @param {any} message */
  receive(message) {
    if (this.#onMessage) this.#onMessage(message);
    else this.#early.push(message);
  }

  /** @param {any} [message] */
  closed(message = { content: { comm_id: this.comm_id, data: {} } }) {
    this.#onClose(message);
  }
}

/** @param {string} reason */
function crashed(reason) {
  const why = reason || "no reason given";
  const next = "press Run, or move a figure, and it starts again; nothing that you wrote is lost.";
  return `Python has crashed (${why}): ${next}`;
}

/** @param {ArrayBuffer | ArrayBufferView} bytes */
function copied(bytes) {
  if (bytes instanceof ArrayBuffer) return bytes.slice(0);
  const { buffer, byteOffset, byteLength } = bytes;
  return /** @type {ArrayBuffer} */ (buffer.slice(byteOffset, byteOffset + byteLength));
}
