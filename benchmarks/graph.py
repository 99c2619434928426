"""The picture of what was measured, in colours that the colour-blind can tell apart."""

import re

from matplotlib.figure import Figure

OURS, PEER, LIMIT, AIM = "#0072b2", "#b0b7bc", "#e69f00", "#d55e00"
LONGEST = 15  # seconds shown
SHADES = ("#0072b2", "#56b4e9", "#003c5f"), ("#8a949b", "#b0b7bc", "#5f6b73")  # ours, the others


def draw(results, path):
    """Draw the parts that were measured and save the picture."""
    panels = []
    if "sliders" in results:
        idioms = [i for i in results["sliders"]["idioms"].values() if "0" in i]
        panels += [lambda axes: presses(axes, idioms), lambda axes: pictures(axes, idioms)]
    if "numbers" in results:
        panels.append(lambda axes: updates(axes, results["numbers"]))
    if "lessons" in results:
        panels.append(lambda axes: lessons(axes, results["lessons"]["lessons"]))
    rows = -(-len(panels) // 2)
    figure = Figure(figsize=(12, 4.2 * rows), dpi=100, layout="constrained")
    panels_axes = figure.subplots(rows, 2, squeeze=False).ravel()
    for axes, panel in zip(panels_axes, panels, strict=False):
        panel(axes)
        axes.spines[["top", "right"]].set_visible(False)
    for axes in panels_axes[len(panels) :]:
        axes.set_visible(False)
    figure.savefig(path, metadata={"Software": None})


def presses(axes, idioms):
    bars(axes, idioms, "press_ms", "{:.0f}")
    axes.set(xscale="log", xlabel="milliseconds (log scale)",
             title="From a key press to the painted picture")  # fmt: skip
    axes.set_xlim(5, 4 * max(i["200"]["press_ms"] for i in idioms))


def pictures(axes, idioms):
    bars(axes, idioms, "pictures", "{:.0f}")
    axes.axvline(60, color=AIM, ls="--", lw=1)
    axes.set(xlabel="pictures a second", title="A drag over the whole slider")
    axes.set_xlim(0, 75)


def bars(axes, idioms, what, form):
    """Draw three bars for each idiom, one for each delay."""
    for row, idiom in enumerate(idioms):
        for k, delay in enumerate(("0", "50", "200")):
            shades = SHADES[0 if "ours" in idiom["name"] else 1]
            value = idiom[delay][what]
            label = f"{delay} ms of delay" if row == len(idioms) - 1 else None
            axes.barh(row + 0.27 * (k - 1), value, 0.25, color=shades[k], label=label)
            axes.annotate(form.format(value), (value, row + 0.27 * (k - 1)), xytext=(3, 0),
                          textcoords="offset points", va="center", fontsize=7)  # fmt: skip
    axes.set_yticks(range(len(idioms)), [plain(idiom["name"]) for idiom in idioms])
    axes.invert_yaxis()
    below(axes)


def below(axes):
    """Put the legend under the axes, where it hides no bar."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3, fontsize=7, frameon=False,
                columnspacing=1, handlelength=1)  # fmt: skip


def updates(axes, numbers):
    """Draw the updates a second of each peer: a single run and a sweep, of the first rule."""
    rule = next(iter(numbers["single"]))
    single, sweep = numbers["single"][rule], numbers["sweep"][rule]
    keys = [key for key in numbers["names"] if key in single]
    for row, key in enumerate(keys):
        colour = {"ours": OURS, "own": OURS, "numba": LIMIT}.get(key, PEER)
        rate = single[key]
        axes.barh(row - 0.2, rate, 0.36, color=colour)
        more = sweep.get(key, rate)
        axes.barh(row + 0.2, more, 0.36, color=colour, alpha=0.55, hatch="///", ec="white")
        for dy, value in ((-0.2, rate), (0.2, more)):
            axes.annotate(f"{value:,.0f}", (value, row + dy), xytext=(3, 0), fontsize=7,
                          textcoords="offset points", va="center")  # fmt: skip
    axes.set_yticks(range(len(keys)), [plain(numbers["names"][key]) for key in keys])
    axes.invert_yaxis()
    axes.set(xscale="log", xlabel="updates a second (log scale)",
             title=f"Plain bars: a single run of {rule}. Hatched: 200 rates")  # fmt: skip
    axes.set_xlim(right=20 * max(max(single.values()), max(sweep.values())))


def lessons(axes, found):
    names = [name for name in found if "total" in found[name]]
    for row, name in enumerate(names):
        kernel, run = found[name]["kernel"], found[name]["run"]
        axes.barh(row, kernel, 0.6, color=PEER, label="kernel ready" if row == 0 else None)
        axes.barh(row, run, 0.6, left=kernel, color=OURS,
                  label="Run All to the first move" if row == 0 else None)  # fmt: skip
        cut = kernel + run > LONGEST
        axes.annotate(f"{kernel + run:.1f}", (LONGEST if cut else kernel + run, row), fontsize=8,
                      xytext=(-3 if cut else 3, 0), textcoords="offset points", va="center",
                      ha="right" if cut else "left", color="white" if cut else "black")  # fmt: skip
    axes.axvline(5, color=AIM, ls="--", lw=1, label="aim")
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(0, LONGEST)
    below(axes)
    axes.set(
        xlabel="seconds (a longer bar is cut off)",
        title="From opening to a first slider",
    )


def plain(name):
    return re.sub("`", "", name)
