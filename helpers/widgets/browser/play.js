// @ts-check
// Play: the step slider moves by itself. And its buttons, which move it by one step.

/** @import { Controls } from "./controls.js" */

// Pictures that are shown to a reader who has asked for less motion.
const STILLS = 10;
// About the number of steps in the first second: slow, so that the first ones can be followed.
const FIRST_SPEED = 3;

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
    const { step, lastStep } = this.#controls;
    if (this.running) this.stop();
    else this.#start(step < lastStep ? step : 0);
  }

  /** Runs from the start; where a reader has asked for less motion it shows the end at once. */
  playFromStart() {
    this.cancel();
    if (!wantsLessMotion()) return this.#start(0);
    this.#controls.showLastStep();
    this.stop();
  }

  /** @param {number} by how many steps: 1 or -1 */
  step(by) {
    const { step, lastStep, stepper } = this.#controls;
    stepper?.set("value", Math.min(Math.max(step + by, 0), lastStep));
    this.stop();
  }

  cancel() {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
  }

  stop() {
    this.cancel();
    this.#controls.stepper?.save_changes();
    this.#onChange();
  }

  /** @param {number} first */
  #start(first) {
    const { stepper, lastStep } = this.#controls;
    if (!stepper) return;
    const stride = wantsLessMotion() ? Math.ceil(lastStep / STILLS) : 1;
    /** @type {number | undefined} */
    let began;
    let shown = first;
    /** @param {number} time */
    const tick = (time) => {
      began ??= time;
      if (stepper.get("value") !== shown) return this.stop(); // the reader took the slider over
      const strides = Math.floor(stepsAfter((time - began) / 1000, lastStep - first) / stride);
      shown = Math.min(lastStep, first + stride * strides);
      stepper.set("value", shown);
      if (shown >= lastStep) return this.stop();
      this.#request = requestAnimationFrame(tick);
    };
    stepper.set("value", first);
    this.#request = requestAnimationFrame(tick);
    this.#onChange();
  }
}

/**
 * The number of steps done after some seconds: slow at first, then with constant acceleration.
 * @param {number} seconds
 * @param {number} steps
 */
export function stepsAfter(seconds, steps) {
  const duration = Math.min(Math.max(0.06 * steps, 2.5), 8);
  const acceleration = Math.max(0, steps / duration - FIRST_SPEED) / duration;
  return seconds * (FIRST_SPEED + acceleration * seconds);
}

function wantsLessMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
