"""What the package needs is what requirements.txt lists. All else stands in pyproject.toml."""

from pathlib import Path

from setuptools import setup

LIST = Path(__file__).with_name("requirements.txt").read_text(encoding="utf-8")
setup(install_requires=[line for line in LIST.splitlines() if "==" in line])
