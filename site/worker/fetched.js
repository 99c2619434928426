// @ts-check
// Counts the bytes of the files that are fetched, for a progress bar.

/**
 * @param {Record<string, number>} sizes How many bytes each file has, by its name.
 * @param {(share: number) => void} onShare Called with the fraction of all bytes that has arrived.
 */
export function countFetched(sizes, onShare) {
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  const plain = self.fetch;
  let fetched = 0;
  const count = (/** @type {number} */ bytes) => {
    fetched += bytes;
    onShare(Math.min(1, fetched / total));
  };
  self.fetch = async (input, init) => {
    const response = await plain(input, init);
    const name = new URL(response.url || String(input)).pathname.split("/").pop() ?? "";
    if (!response.ok || !response.body || !(name in sizes)) return response;
    if (name.endsWith(".wasm")) {
      count(sizes[name]); // in one piece: a browser caches compiled code only of an unchanged response
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
