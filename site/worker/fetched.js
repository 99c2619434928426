// @ts-check
// Counts the bytes of the files that are fetched, for a progress bar.

/**
 * @param {Record<string, number>} sizes How many bytes each file has, by its name.
 * @param {(share: number) => void} told Called with the share of all bytes that has come.
 */
export function countFetched(sizes, told) {
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  const plain = self.fetch;
  let come = 0;
  const count = (/** @type {number} */ bytes) => {
    come += bytes;
    told(Math.min(1, come / total));
  };
  self.fetch = async (input, init) => {
    const response = await plain(input, init);
    const name = new URL(response.url || String(input)).pathname.split("/").pop() ?? "";
    if (!response.ok || !response.body || !(name in sizes)) return response;
    if (name.endsWith(".wasm")) {
      count(sizes[name]); // all at once: only as it came does a browser keep it compiled
      return response;
    }
    const counter = new TransformStream({
      transform(chunk, controller) {
        count(chunk.byteLength);
        controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
  };
  return {
    stop() {
      self.fetch = plain;
    },
  };
}
