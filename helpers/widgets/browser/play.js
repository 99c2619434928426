// @ts-check
// Play: the step slider runs by itself.

/** @import { Controls } from "./controls.js" */

// Pictures that are shown to a reader who has asked for less motion.
const STILLS = 10;

export class Player {
  #request = 0;
  #controls;
  #onChange;

  /**
   * @param {Controls} controls
   * @param {() => void} onChange called when it starts, and when it stops
   */
  constructor(controls, onChange) {
    this.#controls = controls;
    this.#onChange = onChange;
  }

  get running() {
    return this.#request !== 0;
  }

  toggle() {
    if (this.running) this.#stop();
    else this.#start();
  }

  cancel() {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
  }

  #stop() {
    this.cancel();
    this.#controls.stepper?.save_changes();
    this.#onChange();
  }

  #start() {
    const { stepper, step, lastStep } = this.#controls;
    if (!stepper) return;
    const first = step < lastStep ? step : 0;
    const millisecondsPerStep = Math.min(Math.max(lastStep * 60, 2500), 8000) / lastStep;
    const lessMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const stride = lessMotion ? Math.ceil(lastStep / STILLS) : 1;
    /** @type {number | undefined} */
    let began;
    let shown = first;
    /** @param {number} time */
    const tick = (time) => {
      began ??= time;
      if (stepper.get("value") !== shown) return this.#stop(); // the reader took the slider over
      const strides = Math.floor((time - began) / millisecondsPerStep / stride);
      shown = Math.min(lastStep, first + stride * strides);
      stepper.set("value", shown);
      if (shown >= lastStep) return this.#stop();
      this.#request = requestAnimationFrame(tick);
    };
    stepper.set("value", first);
    this.#request = requestAnimationFrame(tick);
    this.#onChange();
  }
}
