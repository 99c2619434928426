"""What was measured, as tables in Markdown, in plain words, and as a picture: all from one JSON."""

import json
from pathlib import Path

import report_site

HERE = Path(__file__).resolve().parent
RESULTS, README, PICTURE = HERE / "results.json", HERE / "README.md", HERE / "results.png"
BEGIN = "<!-- From here on written by `make bench ARGS=--write`. -->"
END = "<!-- To here. -->"
DELAYS = ("0", "50", "200")
TITLES = {
    "sliders": "Sliders",
    "numbers": "Updates a second, and the full job of lesson 02",
    "lessons": "From opening a lesson to its first slider that moves a picture",
    "site": "The published course: its pages, their Python, and the lab",
    "tests": "`make test`",
}


def known():
    """Return what was written before, {} at first."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def write(results):
    """Write the JSON, and from it the picture and the part of README.md between the marks."""
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    README.write_text(filled(README.read_text(encoding="utf-8"), results), encoding="utf-8")
    from graph import draw  # needs matplotlib, which who only reads the tables does not

    draw(results, PICTURE)


def filled(readme, results):
    """Return the text of README.md with the part between the marks made from `results`."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{text(results)}\n\n{END}{after}"


def rounded(value):
    """Return `value` with its numbers to four digits: more would be noise."""
    if isinstance(value, dict):
        return {key: rounded(some) for key, some in value.items()}
    return float(f"{value:.4g}") if isinstance(value, float) else value


def text(results):
    """Return all parts that were measured: the aims, then a table and a line of facts for each."""
    paragraphs = ["\n".join(aims(results)), *words(results)]
    for part, rows in (("sliders", sliders), ("numbers", numbers), ("lessons", lessons),
                       ("site", site), ("tests", suite)):  # fmt: skip
        paragraphs.append(f"### {TITLES[part]}")
        if part in results:
            paragraphs += ["\n".join(lines) for lines in rows(results[part])]
            paragraphs.append(facts(results[part]))
        elif part == "tests":
            paragraphs.append('Not timed in this run: `make bench ARGS="--tests"` does it.')
        else:
            paragraphs.append(f'Not measured in this run: `make bench ARGS="{part}"` does it.')
    return "\n\n".join(paragraphs)


def facts(part):
    return (
        f"*{part['date']}, {part['machine']}; {part['versions']}. Measuring took "
        f"{part['seconds'] / 60:.1f} minutes.*"
    )


def table(head, rows):
    yield f"| {' | '.join(head)} |"
    yield f"|---|{'---:|' * (len(head) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


# ---- the aims -----------------------------------------------------------------------------------


def aims(results):
    """Yield a table: each aim, what was measured, and whether the aim is met."""
    rows = []
    if "sliders" in results:
        rows += slider_aims(results["sliders"]["idioms"], results["sliders"]["slow"])
    if "numbers" in results:
        rows += number_aims(results["numbers"])
    if "lessons" in results:
        rows += lesson_aims(results["lessons"]["lessons"])
    if "site" in results:
        rows += report_site.aims(results["site"])
    if "tests" in results:
        rows += suite_aims(results["tests"])
    rows = [(aim, measured, "yes" if met else "**no**") for aim, measured, met in rows]
    yield from table(("aim", "measured", "met"), rows)


def slider_aims(idioms, slow):
    ours, floor = idioms["ours"], idioms["jslink"]
    if "0" not in ours or "0" not in floor:
        return
    ratio = {d: ours[d]["press_ms"] / floor[d]["press_ms"] for d in DELAYS}
    most = max(ratio.values())
    yield (
        "key press to picture: at most 1.1 times an empty `jslink`",
        f"{slashed(f'{ratio[d]:.2f}' for d in DELAYS)} times, at 0 / 50 / 200 ms of delay",
        most <= 1.1,
    )
    offered = min(60, ours["0"]["offered"])
    yield (
        "a drag: 60 pictures a second where the browser offers them",
        f"{ours['0']['pictures']:.0f} of the {ours['0']['offered']:.0f} that it offered",
        ours["0"]["pictures"] >= 0.95 * offered,
    )
    later = ours["200"]["press_ms"] - ours["0"]["press_ms"]
    painted = min(ours[d]["painted"] for d in DELAYS)
    yield (
        "no dependence on the delay: at 200 ms as quick as at 0, and as many places painted",
        f"{later:+.1f} ms; at least {painted:.0%} painted",
        later <= 5 and painted >= 0.95,
    )
    if slow:
        yield (
            "bytes when a slider rests: at most 300 kB",
            f"{slow['rest_kb']:.0f} kB",
            slow["rest_kb"] <= 300,
        )


def number_aims(numbers):
    single, sweep, job = numbers["single"], numbers["sweep"], numbers["job"]
    if "torch" in job:
        ratio = [single[rule]["ours"] / single[rule]["torch"] for rule in single]
        yield (
            "a single run: at least 3 times the updates a second of `torch.optim`",
            f"{slashed(f'{r:.1f}' for r in ratio)} times, {slashed(single)}",
            min(ratio) >= 3,
        )
        ratio = [sweep[rule]["ours"] / single[rule]["torch"] for rule in single]
        yield (
            "a sweep of 200 rates: at least 200 times those of `torch.optim`",
            f"{slashed(f'{r:,.0f}' for r in ratio)} times, {slashed(single)}",
            min(ratio) >= 200,
        )
    quicker = job["plain"]["seconds"] / job["ours"]["seconds"]
    yield (
        "the full job of lesson 02: at least 4 times quicker than the plain loop",
        f"{quicker:.1f} times with the rule of `helpers/rules.py`"
        + (
            f", {job['plain']['seconds'] / job['own']['seconds']:.1f} with a reader's own"
            if "own" in job
            else ""
        ),
        quicker >= 4,
    )
    apart = max(peer["apart"] for peer in job.values())
    yield (
        "the same path, to rounding, by all",
        f"at most {apart:.0e} apart",
        apart <= 1e-9,
    )
    own = numbers["own"]
    yield ("one sweep, 200 runs × 300 updates of Adam: at most 20 ms",
           f"{own['sweep_ms']:.1f} ms", own["sweep_ms"] <= 20)  # fmt: skip
    yield ("lesson 05's eleven decades of rates: at most 1,000 ms",
           f"{own['nine_decades_ms']:,.0f} ms", own["nine_decades_ms"] <= 1000)  # fmt: skip
    yield ("memory stays flat over hundreds of rests: at most 2 MiB more",
           f"{own['grown_mib']:+.1f} MiB", own["grown_mib"] <= 2)  # fmt: skip


def lesson_aims(lessons):
    times = {name: some["total"] for name, some in lessons.items() if "total" in some}
    late = [f"{name[:2]}: {t:.1f} s" for name, t in times.items() if t > 5]
    yield (
        "opening a lesson: at most 5 seconds to the first slider that works",
        f"{min(times.values()):.1f} to {max(times.values()):.1f} s"
        + (f"; over it {', '.join(late)}" if late else ""),
        not late and len(times) == len(lessons),
    )


def suite_aims(found):
    yield (
        "`make test`: green, in at most 5 minutes",
        f"{found['wall'] / 60:.1f} minutes, {found['last'].partition(' in ')[0]}",
        found["passed"] and found["wall"] <= 300,
    )


def words(results):
    """Yield a paragraph for each part: what its table shows, and where ours falls short."""
    idioms = {k: i for k, i in results.get("sliders", {}).get("idioms", {}).items() if "0" in i}
    others = {k: i for k, i in idioms.items() if k not in ("ours", "jslink")}
    if others and "ours" in idioms:
        ours = idioms["ours"]
        first = min(others.values(), key=lambda idiom: idiom["0"]["press_ms"])
        quicker = {d: first[d]["press_ms"] / ours[d]["press_ms"] for d in ("0", "200")}
        painted = max(idiom["200"]["painted"] for idiom in others.values())
        cpu = min(others.values(), key=lambda idiom: idiom["0"]["press_cpu_ms"])
        yield (
            f"The quickest of the others to answer a key is {first['name']}; the playground is "
            f"{quicker['0']:.1f} times as quick, at 200 ms of delay {quicker['200']:.0f} times. "
            f"At that delay the others show at most {painted:.0%} of the places that a drag "
            f"passes, the playground {ours['200']['painted']:.0%}: it asks the kernel only when "
            f"the slider rests. That rest is what it pays: {ours['0']['press_kb']:.0f} kB and "
            f"{ours['0']['press_cpu_ms']:.0f} ms of the kernel for a single place, where "
            f"{cpu['name']} takes {cpu['0']['press_kb']:.0f} kB and "
            f"{cpu['0']['press_cpu_ms']:.0f} ms."
        )
    if "numbers" in results and "optax_scan" in results["numbers"]["job"]:
        numbers = results["numbers"]
        rule = next(iter(numbers["single"]))
        ahead = numbers["single"][rule]["optax_scan"] / numbers["single"][rule]["ours"]
        swept = numbers["sweep"][rule]["optax_scan"] / numbers["sweep"][rule]["ours"]
        yield (
            "Who compiles the whole loop is ahead of `descend`, and has to compile for every new "
            f"rule: optax in one jit makes {ahead:.1f} times its updates in a single {rule} run, "
            f"{swept:.1f} times in a sweep."
        )
    job = results.get("numbers", {}).get("job", {})
    if "own" in job:
        times = {key: job["plain"]["seconds"] / job[key]["seconds"] for key in ("ours", "own")}
        yield (
            f"The {times['ours']:.1f} times of the full job hold for `gradient_descent` and "
            "`momentum` of `helpers/rules.py` alone, whose single runs on the diamonds are taken "
            "in plain floats (`helpers/descent.py`). A reader's own function of the same rule runs "
            f"{times['own']:.1f} times as quick as the plain loop, short of the aim of 4."
            if times["own"] < 4
            else f"A reader's own rule runs {times['own']:.1f} times as quick as the plain loop."
        )
    lessons = results.get("lessons", {}).get("lessons", {})
    late = {name: some for name, some in lessons.items() if some.get("total", 0) > 5}
    if late:
        parts = [
            f"{name}: {some['kernel']:.1f} s until its kernel is ready, then {some['run']:.1f} s"
            for name, some in late.items()
        ]
        yield f"Over five seconds from opening to the first slider: {'; '.join(parts)}."


# ---- the tables ---------------------------------------------------------------------------------


def sliders(found):
    """Yield a table of all idioms, and what its columns mean."""
    columns = {
        "key press to picture, ms": lambda at: f"{at['press_ms']:.0f}",
        "pictures a second of drag": lambda at: (
            f"{at['pictures']:.{0 if at['pictures'] >= 10 else 1}f}"
        ),
        "places painted": lambda at: f"{at['painted']:.0%}",
        "kB a press": lambda at: f"{at['press_kb']:.0f}",
        "kB a drag": lambda at: f"{at['drag_kb']:,.0f}",
        "kernel ms a press": lambda at: f"{at['press_cpu_ms']:.0f}",
        "kernel ms a drag": lambda at: f"{at['drag_cpu_ms']:,.0f}",
    }
    rows = []
    for idiom in found["idioms"].values():
        if "0" not in idiom:
            rows.append((idiom["name"], f"does not work here: {idiom['error']}"))
            continue
        short = idiom["answered"] < 1000
        events = f" ({idiom['answered']:,} of {idiom['events']:,} answered)" if short else ""
        cells = [slashed(form(idiom[d]) for d in DELAYS) for form in columns.values()]
        rows.append((idiom["name"], *cells, f"{idiom['grown_mib']:+.0f} MiB{events}"))
    yield [*table(("at 0 / 50 / 200 ms of delay each way", *columns, "memory, 1,000 events"), rows)]
    ours = next(iter(found["idioms"].values()))
    yield [
        f"All draw the same three views of the same run. Medians of {found['presses']} key presses "
        f"and {found['drags']} drags (8 and 1 with a delay), and of {found['more']} presses more "
        "for who answers within 50 ms, in turns, at any moment of a frame, each idiom in a page "
        "and a kernel of its own. A *press* is one place of the slider, from the key to the "
        "picture on the screen; a *drag* passes all 119 places, one for each picture that the "
        "browser offers; "
        "its mouse events are made in the page, since a robot's mouse from outside is slower than "
        "the pictures. *Places painted* are the pictures that changed for each place passed, at "
        "most 100 %. *kB* are bytes both ways, "
        "*kernel ms* processor time of the kernel; both with the rest that follows. *Memory* is "
        "what the kernel has grown by after 1,000 key presses, each made when the one before was "
        "answered or 5 seconds had passed; all idioms at once for at most 90 seconds, so the slow "
        "ones come to fewer, which are named, and their growth says nothing of 1,000.",
    ]
    if found["slow"]:
        slow = found["slow"]
        yield [
            f"With 200 ms of delay and {slow['mbit']:g} Mbit/s a drag of ours paints "
            f"{slow['pictures']:.0f} pictures a second, {slow['painted']:.0%} of its places; "
            f"when it rests, {slow['rest_kb']:.0f} kB pass. "
            f"The browser offered {ours['0']['offered']:.0f} pictures a second."
        ]


def numbers(found):
    """Yield the tables of updates a second, of the full job, and of ours alone."""
    rows = []
    for key, name in found["names"].items():
        if key in found["missing"]:
            rows.append((name, f"does not work here: {found['missing'][key]}"))
            continue
        cells = []
        for kind in ("single", "sweep"):
            for rule in found["single"]:
                mine = found[kind][rule]
                cells.append(f"{mine[key]:,.0f}" if key in mine else "as single")
        job = found["job"][key]
        times = job["seconds"] / found["job"]["ours"]["seconds"]
        cells += [f"{job['seconds']:.2f} s", f"{times:.2f}", f"{job['apart']:.0e}"]
        rows.append((name, *cells))
    head = ("updates a second", *(f"{kind}, {rule}" for kind in ("single", "sweep")
                                  for rule in found["single"]))  # fmt: skip
    yield [*table((*head, "full job", "times ours", "apart"), rows)]
    yield [
        "Batches of 32 diamonds, the same shuffles, 64 bits, no compiling counted, nothing kept "
        f"from one repeat to the next. *Single*: 2,500 updates, median of {found['repeats']}. "
        "*Sweep*: 200 learning rates × 500 updates; *as single*: one run after the other. "
        "*Full job*: 100 epochs, 25,000 updates, without an early stop, median of "
        f"{found['jobs']}; "
        "*apart*: the largest difference from the plain loop's path at the ends of the epochs.",
    ]
    own = found["own"]
    yield [
        *table(("ours alone", "measured"), [
            ("one sweep: 200 runs × 300 updates of Adam, batch 32", f"{own['sweep_ms']:.1f} ms"),
            ("five rules × 89 rates × 5 shuffles × 1,000 updates, two units",
             f"{own['nine_decades_ms']:,.0f} ms"),
            ("fresh frames of Adam's six sliders, 300 updates, packed", f"{own['rest_ms']:.1f} ms"),
            ("bytes of these frames", f"{own['rest_kb']:.0f} kB"),
        ])
    ]  # fmt: skip


def lessons(found):
    """Yield a table of the lessons."""
    rows = []
    for name, some in found["lessons"].items():
        if "error" in some:
            rows.append((name, f"does not work here: {some['error']}"))
            continue
        cells = (f"{some[part]:.1f} s" for part in ("kernel", "run", "total"))
        rows.append((name, *cells, f"{some['cell']:.0f} of {some['cells']:.0f}",
                     str(some["repeats"])))  # fmt: skip
    head = ("lesson", "open it, kernel ready", "Run All, first move", "together", "cell", "repeats")
    yield [*table(head, rows)]
    yield [
        "JupyterLab is on the screen already. The lesson is opened, which starts its kernel; as "
        "soon as that is ready, *Run All Cells*; then the first slider is scrolled to and pressed "
        "every 20 ms until the picture below it changes, whatever the kernel is doing then. *Cell* "
        "is that slider's. JupyterLab has its own settings. The files are in the system's cache, "
        "as after the first opening. Medians.",
    ]


def site(found):
    """Yield the tables of the published course."""
    yield [*table(("", "cold", "warm"), report_site.openings(found))]
    head = ("a slider", "key press to picture, ms", "pictures a second of drag", "places painted")
    yield [*table(head, report_site.sliders(found))]
    yield [
        *table(
            ("readers at once", "median", "95th percentile", "failed"), report_site.readers(found)
        )
    ]
    yield [report_site.note(found)]


def suite(found):
    """Yield the time of the whole suite."""
    yield [f"{found['wall'] / 60:.1f} minutes; its last line: {found['last']}."]


def slashed(texts):
    return " / ".join(texts)
