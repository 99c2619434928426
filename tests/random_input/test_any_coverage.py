"""Each public function is tried on any input, or left out for a reason."""

import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

from support.any_input import COVERED

import helpers

LEFT_OUT = {  # why: modules, classes and functions, with all that is in them
    "what the exercises are made of": ("exercises.texts"),
    "takes functions, not numbers: test_fresh_copies.py": ("core.fresh_copies"),
    "takes functions, not numbers: test_check.py has over 100 of them": (
        "exercises.checker exercises.finding"
    ),
    "takes functions, not numbers: test_check_training.py": (
        "exercises.check_training.check_training"
    ),
    "made by challenge": ("widgets.challenge.Challenge"),
    "made by predict": ("exercises.predict.Predict exercises.predict.QuestionWithFigure"),
    "made by answer": ("exercises.answer.Answer"),
    "what answer is made of: it is called by answer alone": (
        "exercises.number_question.WrongAnswer exercises.number_question.NumberQuestion"
    ),
    "tried with numbers of all sizes in its own tests": ("core.number_text"),
    "made by order": ("exercises.order.Order"),
    "made by side_by_side": ("exercises.side_by_side.SideBySide"),
    "takes functions or code, not numbers: test_side_by_side.py": (
        "exercises.side_by_side.side_by_side"
    ),
    "the code of two lessons, which shows no error messages: test_from_scratch.py": (
        "lessons.from_scratch"
    ),
    "made by good_range": ("comparisons.counts.GoodRange"),
    "made by remember; every seed up to 500: test_remember.py": (
        "exercises.remember.Remember exercises.remember.generated_question"
    ),
    "writes files: test_record.py, test_record_file.py": ("exercises.record exercises.record_file"),
    "takes what widgets have checked: test_results.py": ("core.results"),
    "called by remember alone: test_remember.py": (
        "exercises.recall_questions exercises.drawn_numbers"
    ),
    "what the exercises are made of: called by them alone": (
        "exercises.static_text exercises.browser_code"
    ),
    "takes what load_questions returns": ("exercises.questions.kind_of"),
    "takes letters, not numbers: test_inventory.py": ("exercises.inventory"),
    "what race is made of: it is called by race alone": ("widgets.race_runs"),
    "what some errors are made from: test_optional_packages.py, test_faults.py": (
        "core.validation.OneLineTraceback"
    ),
    "what descend raises": ("core.signature.ResultError"),
    "called by final_excess and best_ends alone": ("core.signature.reject_second_rate"),
    "takes lines of a figure, not numbers: test_playground_figure.py": (
        "plotting.gallery.tell_apart"
    ),
    "takes a rule of ours: test_rule_source.py": ("core.rule_source"),
    "takes functions, not numbers: test_timeout.py": ("core.timeout"),
    "called by the boards and the browser: test_live_figure.py": ("widgets.live_figure"),
    "what a live figure is made of: it is called by that alone": (
        "widgets.codec widgets.error_messages widgets.figure_drawing widgets.figure_layout "
        "widgets.grabs widgets.join_modules widgets.readouts widgets.shared_code "
        "widgets.line_style widgets.images"
    ),
    "takes no input of a reader: test_lazy_states.py": ("core.lazy_states"),
    "what descend is made of: test_settings_by_step.py": ("core.settings_by_step"),
    "plain formulas of two whole numbers: test_schedules.py": ("schedules"),
    "takes matrices, which no board does: test_muon.py": ("lessons.muon"),
    "takes a problem and plans for descend, which checks them: test_examples_read.py": (
        "lessons.examples_read"
    ),
    "matrices of its own: test_matrix_bowls.py": ("lessons.matrix_bowls"),
    "takes a problem, whose data are checked: test_useless_column.py": ("lessons.useless_column"),
    "what sweep is made of: it is called by sweep alone": ("many_runs.swept_schedules"),
    "called by descend alone, with hyperparameters that are checked": (
        "one_run.schedule_factors.scheduled_rate"
    ),
    "called by playground alone, with rules it has checked: test_sweep.py": ("sweep.is_run_alone"),
    "called by sweep alone: test_batched_runs.py": (
        "many_runs.batched_runs.run_in_one_pass many_runs.batched_runs.run_one_by_one "
        "many_runs.batched_runs.start_of"
    ),
    "takes no input of a reader: test_malloc.py": ("core.malloc"),
    "called by run_with_timeout alone: test_monitored_call.py": ("core.monitored_call"),
    "what good_rates is made of, which is covered": (
        "plotting.good_rates.Bar plotting.good_rates.Good"
    ),
    "takes functions, not numbers: test_weak_sets.py": ("core.weak_sets"),
    "takes no input of a reader: test_registry.py": ("registry"),
    "takes no input of a reader: test_optional_packages.py": ("core.optional_packages"),
    "called by gallery alone": (
        "plotting.gallery.draw_run plotting.gallery.add_legend plotting.gallery.set_line_data"
    ),
    "made by compare; its methods answer to buttons": ("widgets.compare.Comparison"),
    "made by change_of_unit": ("widgets.change_of_unit.ChangeOfUnit"),
    "what compare is made of: it is called by compare alone": ("widgets.compared_losses"),
    "called by the boards alone": ("widgets.board widgets.panels"),
    "what playground is made of: it is called by it alone": (
        "widgets.playground_arguments widgets.playground_figure"
    ),
    "made by playground; its methods answer to the browser": ("widgets.playground.Playground"),
    "made by race; its methods answer to buttons": ("widgets.race.Race widgets.race_figure"),
    "made by manual_descent; its methods answer to the browser": (
        "widgets.manual_descent.ManualDescent"
    ),
    "what manual_descent is made of: it is called by it alone": (
        "widgets.manual_descent_arguments widgets.manual_descent_lines"
    ),
    "made by tabs": ("widgets.tabs.Tabs"),
    "called by the boards alone, with what choices has checked": (
        "widgets.controls.distinct_labels widgets.controls.move "
        "widgets.controls.position widgets.controls.slider_style widgets.controls.step_slider "
        "widgets.controls.toggle_style widgets.controls.widget"
    ),
    "a protocol: what a problem has": (
        "protocols.DataProblem protocols.ProblemExtras protocols.Problem"
    ),
    "takes a problem alone: test_height_of_start.py": ("problems.height_of_start"),
    "what a rule takes and returns": ("core.signature.Rule"),
    "made by gradient_noise": ("theory.shuffled_noise.GradientNoise"),
    "what descend is made of: it is called by descend alone": ("one_run.loops"),
    "what LeastSquares is made of: its batch_means and iter_batches are covered": (
        "problems.minibatches"
    ),
    "called by choices and race, with what they have checked": ("widgets.learning_rates"),
    "called by gallery and playground alone, except for those that are covered": (
        "plotting.show plotting.axes plotting.bands plotting.internals "
        "plotting.overlays plotting.rate_regions plotting.style plotting.trajectory "
        "plotting.true_shape plotting.view"
    ),
}

NEED_TORCH = (  # test_networks.py, test_check_training.py
    "helpers.lessons.networks",
    "helpers.exercises.training.",
)


def public():
    """Return the names of all public functions, classes and methods of helpers."""
    names = set()
    for found in pkgutil.walk_packages(helpers.__path__, "helpers."):
        if found.name.startswith(NEED_TORCH):
            continue
        for name, thing in vars(import_module(found.name)).items():
            if name.startswith("_") or getattr(thing, "__module__", None) != found.name:
                continue
            place = f"{found.name.removeprefix('helpers.')}.{name}"
            if callable(thing):
                names.add(place)
            if inspect.isclass(thing):
                names |= {f"{place}.{method}" for method, part in vars(thing).items()
                          if not method.startswith("_") and inspect.isfunction(part)}  # fmt: skip
    return names


def is_in(name, entry):
    return name == entry or name.startswith(f"{entry}.")


def test_every_public_function_is_covered_or_left_out_for_a_reason():
    for path in Path(__file__).parent.glob("test_any_*.py"):
        import_module(f"random_input.{path.stem}")
    everything, entries = public(), " ".join(LEFT_OUT.values()).split()
    uncovered = everything - COVERED
    assert everything >= COVERED, "no longer there"
    missing = {name for name in uncovered if not any(is_in(name, entry) for entry in entries)}
    assert not missing, "write a test for it"
    for entry in entries:
        assert any(is_in(name, entry) for name in uncovered), entry
