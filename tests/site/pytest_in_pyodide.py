"""Run pytest in Pyodide: see pytest_in_pyodide.mjs."""

import os
import sys

sys.dont_write_bytecode = True
sys.path[:0] = ["/course"]  # helpers as they are in the repository, without a build
sys.path += ["/pure", "/course/tests", "/course/tools"]
os.chdir("/course")
os.mkdir("/pure")
for name in ("pytest", "_pytest", "py.py", "pluggy", "iniconfig", "pygments", "colorspacious"):
    os.symlink(f"/packages/{name}", f"/pure/{name}")
os.environ |= {"MPLBACKEND": "agg", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

import matplotlib  # noqa: E402
import pytest  # noqa: E402

SAMPLES = "sample_data"  # left out of the wheel, and read by a test
os.symlink(f"/packages/matplotlib/mpl-data/{SAMPLES}", f"{matplotlib.get_data_path()}/{SAMPLES}")


class Fixtures:
    """Those of tests/conftest.py that do not need a server or a browser."""

    @pytest.fixture
    def nothing_is_drawn(self, request, monkeypatch):
        if "pictures" not in request.fixturenames:
            from support.front_end import draw_nothing

            draw_nothing(monkeypatch)

    @pytest.fixture
    def pictures(self):
        pass

    @pytest.fixture
    def nothing_lives_on(self):
        from support.front_end import closed_afterwards

        with closed_afterwards():
            yield

    @pytest.fixture
    def torch(self):
        pytest.skip("There is no PyTorch in a browser.")


options = ["-p", "no:cacheprovider", "-p", "no:faulthandler", "-Wignore::DeprecationWarning"]
options += ["-Wignore::SyntaxWarning", "--confcutdir=/course/tests/core"]
exit_code = int(pytest.main([*options, *OPTIONS], plugins=[Fixtures()]))  # noqa: F821
