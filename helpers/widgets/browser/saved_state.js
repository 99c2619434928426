// @ts-check
// What a notebook keeps of its widgets, so that they are there when it is opened again.

const VIEW = "application/vnd.jupyter.widget-view+json";
const STATE = "application/vnd.jupyter.widget-state+json";
const NOT_FOUND = "Error displaying widget: model not found";

// Milliseconds: JupyterLab looks for a missing widget ten times a second.
const LAST_LOOK = 300;

/**
 * Corrects what ipywidgets (8.1) saves: of all widgets those that a running kernel knows, and only
 * where its setting says so. A notebook that was opened, read and saved would lose the others.
 * @param {WidgetManager} manager
 */
export function keepSavedState(manager) {
  const notebook = manager.context?.model; // in JupyterLab and Notebook 7
  if (!notebook?.getMetadata || Object.hasOwn(notebook, "toJSON")) return;
  const opened = stateOf(notebook.getMetadata("widgets"));
  let last = opened;
  const toJSON = notebook.toJSON.bind(notebook);
  notebook.toJSON = () => {
    const saved = toJSON();
    try {
      const tidied = tidyNotebook(saved, last);
      // The kernel may end before the next time.
      if (tidied.metadata.widgets) last = stateOf(tidied.metadata.widgets);
      return tidied;
    } catch (error) {
      console.error(error); // for example in a future JupyterLab: fall back to its own save
      return saved;
    }
  };
  keepSharedState(notebook, opened);
  if (manager.restoredStatus) return; // the widgets come from cells that were run
  const { restored } = manager;
  const onRestored = () => {
    restored?.disconnect(onRestored);
    setTimeout(() => showAgain(manager, notebook, opened), LAST_LOOK);
  };
  restored?.connect(onRestored);
}

/**
 * Corrects the same where several readers share a notebook (jupyter-collaboration): there the server
 * writes the file, with what this page's manager has put into the metadata when it is saved.
 * @param {NotebookModel} notebook
 * @param {WidgetStates} opened
 */
function keepSharedState(notebook, opened) {
  if (!notebook.collaborative || !notebook.setMetadata) return;
  const setMetadata = notebook.setMetadata.bind(notebook);
  notebook.setMetadata = (name, value) => {
    const saved = name === "widgets" ? value?.[STATE] : undefined;
    if (!saved) return setMetadata(name, value);
    const outputs = [...notebook.cells].flatMap((cell) => savedOutputs(cell.outputs));
    const missing = withAllInside(outputs.map(viewId), { ...opened, ...saved.state });
    const known = Object.entries(opened).filter(([id]) => missing.has(id));
    const state = { ...Object.fromEntries(known), ...saved.state };
    setMetadata(name, { ...value, [STATE]: { ...saved, state } });
  };
}

/** @param {OutputList} [outputs] */
function savedOutputs(outputs) {
  return Array.from({ length: outputs?.length ?? 0 }, (_, i) => outputs?.get(i).toJSON() ?? {});
}

/**
 * Shows the widgets that JupyterLab has given up. It looks for each of them during two seconds; one
 * whose state is read in the last tenth of a second is not found, and not looked for again.
 * @param {WidgetManager} manager
 * @param {NotebookModel} notebook
 * @param {WidgetStates} opened
 */
async function showAgain(manager, notebook, opened) {
  const shown = [...document.querySelectorAll(".jp-OutputArea-output")];
  if (!shown.some((output) => output.textContent === NOT_FOUND)) return;
  for (const { outputs } of notebook.cells) {
    for (let i = 0; outputs && i < outputs.length; i++) {
      const output = outputs.get(i).toJSON();
      const id = viewId(output);
      if (!(id in opened)) continue;
      const { views } = await manager.get_model(id);
      if (!Object.keys(views ?? {}).length) outputs.set(i, output);
    }
  }
}

/** @param {SavedNotebook["metadata"]["widgets"]} metadata */
function stateOf(metadata) {
  return metadata?.[STATE]?.state ?? {};
}

/**
 * Returns a notebook as it is to be saved. With the state that its outputs need, also where it was
 * saved before and no kernel knows it; without that of figures and questions which are in no output
 * any more; and where an output's state is not saved, with its picture alone: JupyterLab would show
 * "Error displaying widget: model not found" in place of it.
 * @param {SavedNotebook} notebook
 * @param {WidgetStates} opened the state that was in the notebook when it was opened
 * @returns {SavedNotebook}
 */
export function tidyNotebook(notebook, opened) {
  const saved = notebook.metadata.widgets?.[STATE];
  const known = { ...opened, ...saved?.state };
  const outputs = notebook.cells.flatMap((cell) => cell.outputs ?? []);
  const shown = withAllInside(outputs.map(viewId), known);
  const hidden = Object.keys(known).filter((id) => !shown.has(id) && isOurs(known[id]));
  const dropped = withAllInside(hidden, known);
  const isLive = (/** @type {string} */ id) => id in (saved?.state ?? {});
  const kept = Object.entries(known).filter(
    ([id, widget]) => shown.has(id) || (isLive(id) && !dropped.has(id)) || linksOnly(shown, widget),
  );
  const widgets = saved && { [STATE]: { ...saved, state: Object.fromEntries(kept) } };
  return {
    ...notebook,
    metadata: widgets ? { ...notebook.metadata, widgets } : notebook.metadata,
    cells: notebook.cells.map((cell) => {
      const alive = cell.outputs?.map((output) => withoutDeadView(output, known));
      return alive ? { ...cell, outputs: alive } : cell;
    }),
  };
}

/** @param {SavedOutput} output */
function viewId(output) {
  return output.data?.[VIEW]?.model_id ?? "";
}

/**
 * @param {SavedOutput} output
 * @param {WidgetStates} known
 */
function withoutDeadView(output, known) {
  const id = viewId(output);
  if (!id || id in known || !output.data) return output;
  const { [VIEW]: _, ...data } = output.data;
  return "image/png" in data || "text/html" in data ? { ...output, data } : output;
}

/**
 * The widgets with these ids, and those that they hold or refer to.
 * @param {string[]} ids
 * @param {WidgetStates} known
 */
function withAllInside(ids, known) {
  /** @type {Set<string>} */
  const inside = new Set();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (inside.has(id) || !known[id]) continue;
    inside.add(id);
    open.push(...idsInside(known[id]));
  }
  return inside;
}

/** @param {WidgetStates[string]} widget */
function idsInside({ state }) {
  return [...JSON.stringify(state).matchAll(/IPY_MODEL_([\w-]+)/g)].map(([, id]) => id);
}

/**
 * Whether a widget connects some that are shown, as `jslink` does. Nothing refers to it.
 * @param {Set<string>} shown
 * @param {WidgetStates[string]} widget
 */
function linksOnly(shown, widget) {
  const ids = idsInside(widget);
  return !isOurs(widget) && ids.length > 0 && ids.every((id) => shown.has(id));
}

/** @param {WidgetStates[string]} widget */
function isOurs({ state }) {
  return /^helpers\./.test(String(state._anywidget_id));
}
