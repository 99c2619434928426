// @ts-check
// The background in just the size that is shown: copying it is quick, scaling it is not.

export class ScaledBackground {
  /** @type {ImageBitmap | null} */
  bitmap = null;
  /** Why there is no bitmap of this size, or "". */
  error = "";
  #width = 0;
  #request = 0; // the number of the last request: answers to others are dropped
  #onChange;

  /** @param {() => void} onChange called when there is a bitmap, or an error */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /**
   * @param {Blob} image
   * @param {number} width
   * @param {number} height
   */
  async fit(image, width, height) {
    if (width === this.#width) return;
    this.clear();
    this.#width = width;
    const request = this.#request;
    try {
      const size = { resizeWidth: width, resizeHeight: height };
      const bitmap = await createImageBitmap(image, { ...size, resizeQuality: "high" });
      if (request !== this.#request) return bitmap.close();
      this.bitmap = bitmap;
    } catch (error) {
      if (request !== this.#request) return;
      this.error = `The picture cannot be shown in this size: ${error}`;
    }
    this.#onChange();
  }

  /** Frees the bitmap at once: it is megabytes, which the browser frees in its own time. */
  clear() {
    this.bitmap?.close();
    this.bitmap = null;
    this.error = "";
    this.#width = 0;
    this.#request += 1;
  }
}
