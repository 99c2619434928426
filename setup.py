"""What pyproject.toml cannot say: dependencies from a file, data files in an editable install."""

from pathlib import Path

from setuptools import Distribution, setup

LIST = Path(__file__).with_name("requirements.txt").read_text(encoding="utf-8")


class DistributionWithData(Distribution):
    """Installs its data files with `pip install -e .` too.

    There setuptools asks for a method of this name and finds none, so it would leave them out.
    """

    has_data = Distribution.has_data_files


setup(
    distclass=DistributionWithData,
    install_requires=[line for line in LIST.splitlines() if "==" in line],
)
