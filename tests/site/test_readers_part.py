"""What a reader has set goes from the saved models of a cell to those that Python has made."""

import json
from pathlib import Path

from support.node import run_module

SOURCE = Path(__file__).resolve().parents[2] / "site" / "pages" / "browser" / "readers_part.js"
SAVED = {
    "question": {"code": "IPY_MODEL_code", "figure": "IPY_MODEL_box", "guess": "a"},
    "code": {"_anywidget_id": "helpers.widgets.shared_code.1"},
    "box": {"children": ["IPY_MODEL_beta", "IPY_MODEL_rate"], "layout": "IPY_MODEL_plain"},
    "beta": {"index": 0, "layout": "IPY_MODEL_wide", "style": "IPY_MODEL_style"},
    "rate": {"index": 4, "layout": "IPY_MODEL_wide", "style": "IPY_MODEL_style"},
}
FROM_PYTHON = SAVED | {"code": SAVED["code"] | {"layout": "IPY_MODEL_other"}}
LOOKS = {"plain": {}, "wide": {}, "style": {}, "other": {}}


def order(models):
    """Return the names of the models in the order in which they are counted."""
    return run_module(f"""
        const {{ modelsInside }} = await import({json.dumps(SOURCE.as_uri())});
        const models = {json.dumps(models | LOOKS)};
        const get_model = async (name) => ({{ name, attributes: models[name] }});
        const found = await modelsInside({{ get_model }}, ["question"]);
        console.log(JSON.stringify(found.map(({{ name }}) => name)));""")


def test_models_that_python_has_made_are_counted_as_those_that_were_saved():
    assert order(SAVED) == order(FROM_PYTHON) == ["question", "code", "box", "beta", "rate"]
