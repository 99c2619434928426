"""The picture in which a reader's rule runs beside the true one."""

import base64
import re
from io import BytesIO
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from support.dataset import DIAMONDS

from helpers import rules
from helpers.descent import descend
from helpers.exercises.checker.moving_picture import moving_picture

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def made():
    """Two paths, and the HTML of their picture."""
    slow, quick = (
        descend(rules.gradient_descent, DIAMONDS, steps=20, learning_rate=rate).path
        for rate in (0.05, 0.1)
    )
    return (slow, quick), moving_picture(DIAMONDS, (slow, quick), ("gradient descent", "mine"))


def pictures(html):
    """Return the SVG that moves, and the one for less motion."""
    urls = re.search(r'srcset="([^"]*)"', html)[1], re.search(r' src="([^"]*)"', html)[1]
    assert not any(re.search(r"\s", url) for url in urls)  # at which a srcset would end
    still, moving = (unquote(url.removeprefix("data:image/svg+xml,")) for url in urls)
    return ElementTree.fromstring(moving), ElementTree.fromstring(still)


def alternative_text(html):
    return re.search(r'alt="([^"]*)"', html)[1]


def points_of(line):
    return np.array([pair.split(",") for pair in line.get("d")[1:].split("L")], dtype=float)


def test_each_has_a_map_of_its_own_and_both_losses_lie_on_one(made):
    paths, html = made
    for picture in pictures(html):
        true, mine, true_loss, my_loss = map(points_of, picture.iter(f"{SVG}path"))
        for path, line in zip(paths, (true, mine), strict=True):
            assert line.shape == (21, 2)
            for axis in (0, 1):  # the same shape, at the scale of the map
                scale = np.polyfit(path[:, axis], line[:, axis], 1)
                assert np.polyval(scale, path[:, axis]) == pytest.approx(line[:, axis], abs=0.11)
        assert true[:, 0].max() < mine[:, 0].min() < mine[:, 0].max() < true_loss[:, 0].min()
        assert np.array_equal(true_loss[:, 0], my_loss[:, 0])
        assert true_loss[0].tolist() == my_loss[0].tolist() and true_loss[-1, 1] < my_loss[-1, 1]


def test_every_step_takes_the_same_time_and_less_motion_means_none(made):
    _, html = made
    moving, still = (picture.find(f"{SVG}style").text for picture in pictures(html))
    assert "animation" not in still and "keyframes" not in still
    assert 'media="(prefers-reduced-motion: reduce)"' in html
    frames = re.search(r"@keyframes k0\{(.*?\})\}", moving)[1]
    found = re.findall(r"([\d.]+)%\{stroke-dashoffset:([\d.]+)\}", frames)
    times, hidden = np.array(found, dtype=float).T
    assert times == pytest.approx(np.linspace(0, 100, 21), abs=0.06)
    assert (hidden[0], hidden[-1]) == (1, 0) and (np.diff(hidden) <= 0).all()
    assert moving.count("@keyframes") == 4


def test_what_stands_still_is_a_picture_under_the_lines(made):
    _, html = made
    for picture in pictures(html):
        (image,) = picture.iter(f"{SVG}image")
        png = base64.b64decode(image.get("href").removeprefix("data:image/png;base64,"))
        size = [round(1.5 * int(picture.get(side))) for side in ("width", "height")]
        assert list(Image.open(BytesIO(png)).size) == size
    assert len(html) < 200_000


def test_paths_are_called_the_same_only_where_they_look_the_same(made):
    (slow, _), html = made
    assert alternative_text(html).endswith("20 updates each: two paths that differ.")
    away = slow.copy()
    away[-1, 1] += 0.1
    ended = np.where(np.arange(21)[:, None] < 20, slow, np.nan)
    for other, ending in ((slow, "the same path and the same losses."),
                          (slow + 1e-6, "the same path and the same losses."),
                          (away, "two paths that differ."),
                          (ended, "two paths that differ.")):  # fmt: skip
        html = moving_picture(DIAMONDS, (slow, other), ("gradient descent", "mine"))
        assert alternative_text(html).endswith(f"20 updates each: {ending}")


def test_points_that_are_nowhere_are_left_out():
    path = np.array([[0.0, 0.0], [1.0, 1.0], [np.inf, np.nan]])
    moving, _ = pictures(moving_picture(DIAMONDS, (path, path), ("adam", "mine")))
    assert [len(points_of(line)) for line in moving.iter(f"{SVG}path")] == [2, 2, 2, 2]
