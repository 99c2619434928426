// @ts-check
// A connection to the kernel that breaks and comes back: what a reader has set meanwhile stays.
//
// JupyterLab's widget manager then asks the kernel for the state of all widgets, which knows nothing
// of what was set meanwhile or did not arrive, and puts the widgets back.

/**
 * @param {WidgetManager} manager
 * @param {{
 *   onChange: (isConnected: boolean) => void,
 *   keep: () => () => void,
 * }} figure `keep` returns what sets again what is set now
 * @param {AbortSignal} closed
 */
export function watchConnection({ kernel, restored }, { onChange, keep }, closed) {
  let isAway = false;
  const check = () => {
    const isConnected = kernel?.connectionStatus === "connected";
    if (!isConnected) onChange(false);
    else if (isAway) {
      const setAgain = keep();
      const onRestored = () => {
        restored?.disconnect(onRestored);
        if (closed.aborted) return;
        setAgain();
        onChange(true);
      };
      restored?.connect(onRestored);
    }
    isAway = !isConnected;
  };
  kernel?.connectionStatusChanged?.connect(check); // in JupyterLab; elsewhere there may be none
  closed.addEventListener("abort", () => kernel?.connectionStatusChanged?.disconnect(check));
}

/**
 * Forgets what a widget was sent and has not answered: it may never come, and ipywidgets sends
 * nothing more until it does.
 * @param {WidgetModel} model
 */
export function expectNoAnswer(model) {
  if (model._pending_msgs) Object.assign(model, { _pending_msgs: 0, _msg_buffer: null });
}
