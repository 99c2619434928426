// In place of Python: it starts when the test says so, and shows what the test has asked for.
const asked = [];
const channel = new BroadcastChannel("fake-worker");
self.onmessage = ({ data }) => {
  asked.push(data);
  channel.postMessage({ asked });
  if (data.alive) navigator.locks.request(data.alive, () => new Promise(() => {}));
  if (data.type === "start") self.postMessage({ type: "progress", done: 1, total: 4, what: "Test" });
};
channel.onmessage = ({ data }) => {
  if (data.say) for (const message of data.say) self.postMessage(message);
  if (data.end) self.close();
  if (data.crash) setTimeout(() => { throw new Error(data.crash) });
};
