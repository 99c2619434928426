// @ts-check
// node compile_wheels.mjs PYODIDE WORK: runs compile_wheels.py in Pyodide, whose Python wrote the
// byte code that it can read. PYODIDE is the npm package, WORK has jobs.json and all the wheels.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [pyodideFolder, work] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: `${pyodideFolder}/` });
python.FS.mkdirTree("/jobs");
python.FS.mount(python.FS.filesystems.NODEFS, { root: work }, "/jobs");
python.runPython(readFileSync(new URL("compile_wheels.py", import.meta.url), "utf8"));
