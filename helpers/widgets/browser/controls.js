// @ts-check
// The sliders and the step slider: where they stand, how they are moved, and which frame they select.

import { expectNoAnswer } from "./interruption.js";
import { positionOf } from "./models.js";

export class Controls {
  /** The name of the slider that was moved last. @type {string | null} */
  lastMoved = null;
  /** Whether code moves sliders in a way that does not count as a move. */
  movingSilently = false;

  /**
   * @param {Record<string, WidgetModel>} sliders
   * @param {WidgetModel | null} stepper
   */
  constructor(sliders, stepper) {
    this.sliders = sliders;
    this.stepper = stepper;
  }

  /** @returns {Record<string, number>} */
  positions() {
    const entries = Object.entries(this.sliders);
    return Object.fromEntries(entries.map(([name, slider]) => [name, positionOf(slider)]));
  }

  /**
   * @param {Record<string, number>} positions
   * @param {string | null} [except] the name of a slider that stays
   */
  moveTo(positions, except) {
    for (const [name, position] of Object.entries(positions)) {
      if (name !== except) setPosition(this.sliders[name], position);
    }
  }

  /**
   * Leaves only the slider moved last where it is: the frames received are those along each slider
   * from the positions `at`, and no others.
   * @param {Record<string, number>} at
   */
  revertOtherSliders(at) {
    this.movingSilently = true;
    this.moveTo(at, this.lastMoved);
    this.movingSilently = false;
  }

  /**
   * Whether the frames received hold the one that the controls stand for.
   * @param {DecodedPayload} decoded
   */
  isAmong({ at }) {
    const positions = this.positions();
    return Object.keys(positions).filter((name) => positions[name] !== at[name]).length <= 1;
  }

  /** Returns what puts all controls where they are now, and tells the kernel so. */
  keep() {
    const positions = this.positions();
    const { step, lastMoved } = this;
    return () => {
      for (const slider of Object.values(this.sliders)) expectNoAnswer(slider);
      this.moveTo(positions);
      this.lastMoved = lastMoved;
      if (!this.stepper) return;
      expectNoAnswer(this.stepper);
      this.stepper.set("value", step);
      this.stepper.save_changes();
    };
  }

  get step() {
    return Number(this.stepper?.get("value") ?? 0);
  }

  get lastStep() {
    return this.stepper?.get("max") ?? 0;
  }

  showLastStep() {
    this.stepper?.set("value", this.lastStep);
  }

  /**
   * The frame that the controls stand for. Of several sliders away from where the frames were
   * computed, the one moved last counts.
   * @param {DecodedPayload} decoded
   * @returns {FrameSelection}
   */
  select({ sliderFrames, at }) {
    const positions = this.positions();
    const names = Object.keys(sliderFrames);
    const moved = names.filter(
      (name) => positions[name] !== undefined && positions[name] !== at[name],
    );
    const last = moved.find((name) => name === this.lastMoved);
    const name = last ?? moved[0] ?? names[0];
    return { frames: sliderFrames[name], position: positions[name] ?? 0, step: this.step };
  }
}

/**
 * @param {WidgetModel} slider
 * @param {number} position
 */
function setPosition(slider, position) {
  if (slider.get("index") === undefined) slider.set("value", Boolean(position));
  else slider.set("index", position);
  slider.save_changes();
}
