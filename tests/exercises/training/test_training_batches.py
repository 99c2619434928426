"""Which inputs and targets are taken for a batch."""

import pytest

torch = pytest.importorskip("torch", reason="Install requirements-pytorch.txt to run these.")

from helpers.exercises.training.training_batches import MAX_ROWS, Batches  # noqa: E402


def outputs(*shape):
    """Return what a network may have computed: a tensor that requires a gradient."""
    return torch.zeros(*shape, requires_grad=True) + 1


@pytest.mark.parametrize("shape, target, crossed", [
    ((4, 1), (4, 1), 0), ((4,), (4,), 0), ((4, 1), (4,), 1), ((4,), (4, 1), 1), ((1, 4), (4,), 0),
])  # fmt: skip
def test_shapes_that_compare_each_with_every_other(shape, target, crossed):
    batches = Batches()
    batches.note_input(torch.zeros(4, 9))
    batches.note_comparison(torch.ones(target), outputs(*shape))
    assert (batches.comparisons, batches.broadcast_pairs) == (1, crossed)
    assert batches.broadcast_shapes == ((shape, target) if crossed else ())
    batches.end_batch()
    assert [x.shape for x in batches.inputs] == [(4, 9)] and len(batches.targets) == 1


def test_what_is_no_comparison_of_outputs_with_targets():
    batches = Batches()
    batches.note_input(torch.zeros(4, 9))
    for one, other in [
        (torch.ones(4), torch.ones(4)),  # neither is an output
        (outputs(4), outputs(4)),  # both are
        (outputs(4, 2), torch.ones(4, 2)),  # two numbers for each row
        (outputs(3), torch.ones(3)),  # another count of rows
        (outputs(4), torch.tensor(1.0)),  # one number for all
    ]:
        batches.note_comparison(one, other)
    assert batches.comparisons == 0


def test_only_the_last_input_before_backward_is_a_batch():
    batches = Batches()
    for value in (1.0, 2.0):
        batches.note_input(torch.full((4, 9), value))
    batches.note_input(torch.zeros(4, 32))  # a layer within
    batches.note_input(torch.zeros(4, 9, requires_grad=True))
    batches.note_comparison(outputs(4), torch.ones(4))
    batches.end_batch()
    assert batches.inputs_since_backward == [] and torch.equal(
        batches.inputs[0], torch.full((4, 9), 2.0)
    )


def test_no_more_than_so_many_rows_are_kept():
    batches = Batches()
    for _ in range(5):
        batches.note_input(torch.zeros(MAX_ROWS // 2, 2))
        batches.note_comparison(outputs(MAX_ROWS // 2), torch.ones(MAX_ROWS // 2))
        batches.end_batch()
    assert len(batches.inputs) == len(batches.targets) == 2
