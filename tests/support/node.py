"""Runs the browser's code without a browser, in the Node.js that Playwright brings along."""

import json
import subprocess

from playwright._impl._driver import compute_driver_executable

NODE, _ = compute_driver_executable()


def run_module(code):
    """Run an ES module and return the JSON that it prints."""
    command = [NODE, "--input-type=module", "-"]
    result = subprocess.run(command, input=code, capture_output=True, text=True, encoding="utf-8")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)
