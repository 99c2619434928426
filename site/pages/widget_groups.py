"""The widgets that a notebook has saved, one group for each cell that shows some.

A page fetches the models of a cell when that cell comes near, and the code that several cells share
(SharedCode in helpers/widgets/shared_code.py) once.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple

from formulas import mathml
from nbformat import NotebookNode
from text_html import LATEX

__all__ = ["Group", "asked", "formulas_in", "saved_groups", "view_id"]

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
REFERENCE = re.compile(r"IPY_MODEL_([\w-]+)")
SHARED_CODE = "helpers.widgets.shared_code."
QUESTIONS = "helpers.exercises."
# Traits of questions to which an answer of a reader belongs; explanations may change.
ASKED = ("question", "options", "answer", "see", "lines", "groups", "variants")

Models = dict[str, Any]  # {id: what is saved of a model}


class Group(NamedTuple):
    """The models of one cell, and the names of the shared code that they need."""

    models: Models
    shared: dict[str, Models]


def view_id(output: NotebookNode) -> str:
    """Return the id of the model that an output shows, or ""."""
    return output.get("data", {}).get(VIEW, {}).get("model_id", "")


def saved_groups(notebook: NotebookNode) -> dict[str, Group]:
    """Return {id of a cell: its group}, after giving the models ids that are the same at each run.

    Parameters
    ----------
    notebook
        As it was executed, with the state of its widgets; the ids in its outputs are changed too.
    """
    models: Models = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    names: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for cell in notebook.cells:
        roots = [view_id(output) for output in cell.get("outputs", [])]
        inside = list(_all_inside([root for root in roots if root in models], models))
        if inside:
            found[cell.id] = inside
        for model in inside:
            names.setdefault(model, _stable_name(models[model], f"{cell.id}-{len(names)}"))
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if view_id(output) in names:
                output.data[VIEW]["model_id"] = names[view_id(output)]
    return {cell: _group(ids, models, names) for cell, ids in found.items()}


def _group(ids: list[str], models: Models, names: dict[str, str]) -> Group:
    """Return the models with these ids under their new names."""
    text = json.dumps({one: models[one] for one in ids}, ensure_ascii=False)
    text = re.sub(r"IPY_MODEL_([\w-]+)", lambda found: f"IPY_MODEL_{names[found[1]]}", text)
    renamed = {names[one]: model for one, model in json.loads(text).items()}
    for model in filter(_is_shared, renamed.values()):
        model["state"].pop("layout", None)  # it is never shown, and so the same in all lessons
    shared = {name: {name: model} for name, model in renamed.items() if _is_shared(model)}
    return Group({name: one for name, one in renamed.items() if name not in shared}, shared)


def _is_shared(model: dict[str, Any]) -> bool:
    return str(model["state"].get("_anywidget_id")).startswith(SHARED_CODE)


def _stable_name(model: dict[str, Any], otherwise: str) -> str:
    if _is_shared(model):
        return "code-" + model["state"]["_anywidget_id"].removeprefix(SHARED_CODE)
    return otherwise


def _all_inside(roots: Iterable[str], models: Models) -> Iterator[str]:
    """Yield the ids of models, of all that they refer to, and of links between these."""
    seen: dict[str, None] = {}
    waiting = list(roots)
    while waiting:
        one = waiting.pop(0)
        if one in seen or one not in models:
            continue
        seen[one] = None
        waiting += REFERENCE.findall(json.dumps(models[one]["state"]))
    yield from seen
    for one, model in models.items():
        inside = REFERENCE.findall(json.dumps(model["state"]))
        if one not in seen and "Link" in model["model_name"] and set(inside) <= set(seen):
            yield one


def asked(groups: Mapping[str, Group]) -> dict[str, str]:
    """Return {id of a cell: what differs as soon as its questions do}, of cells with questions.

    Parameters
    ----------
    groups
        What `saved_groups` returned.
    """
    found = {cell: _questions(group.models) for cell, group in groups.items()}
    return {
        cell: hashlib.sha256(json.dumps(questions).encode()).hexdigest()[:12]
        for cell, questions in found.items()
        if questions
    }


def _questions(models: Models) -> list[dict[str, Any]]:
    """Return what the questions among some models ask."""
    states = [model["state"] for model in models.values()]
    return [
        {name: state[name] for name in ASKED if name in state}
        for state in states
        if str(state.get("_anywidget_id")).startswith(QUESTIONS)
    ]


def formulas_in(value: Any) -> dict[str, str]:
    """Return {LaTeX: MathML} of all formulas in the texts of models.

    Parameters
    ----------
    value
        A value out of JSON.
    """
    if isinstance(value, str):
        found = (
            unescape(latex).strip() for pair in LATEX.findall(value) for latex in pair if latex
        )
        return {latex: mathml(latex, displaystyle=False) for latex in found}
    if isinstance(value, dict):
        value = [item for key, item in value.items() if key not in ("script", "_esm", "_css")]
    if isinstance(value, list):
        return {latex: made for item in value for latex, made in formulas_in(item).items()}
    return {}
