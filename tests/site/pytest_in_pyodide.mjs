// @ts-check
// node pytest_in_pyodide.mjs RUNTIME COURSE PACKAGES ARGUMENTS...: runs pytest in Pyodide, on the
// wheels of the folder RUNTIME. PACKAGES has pytest and other pure packages, in any version of Python.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [runtime, course, packages, ...options] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${runtime}/pyodide.mjs`).href);
const python = await loadPyodide({
  indexURL: `${runtime}/`,
  packages: ["optimiser-lessons", "browser-kernel"],
});
for (const [inside, outside] of [["/course", course], ["/packages", packages]]) {
  python.FS.mkdirTree(inside);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: outside }, inside);
}
python.globals.set("OPTIONS", python.toPy(options));
const here = new URL("pytest_in_pyodide.py", import.meta.url);
try {
  python.runPython(readFileSync(here, "utf8"));
  process.exitCode = python.globals.get("exit_code");
} catch (error) {
  console.error(error.message); // without the line of the error, which is a megabyte
  process.exitCode = 1;
}
