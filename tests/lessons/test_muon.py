"""Muon: by hand, against the singular value decomposition, and against torch."""

import numpy as np
import pytest

from helpers.lessons.muon import MeanMatrix, muon, orthogonalise

RNG = np.random.default_rng(0)
SHAPES = [(4, 4), (6, 3), (3, 6), (1, 5)]


def singular_values(matrix):
    return np.linalg.svd(matrix, compute_uv=False)


@pytest.mark.parametrize("shape", SHAPES)
def test_all_directions_get_about_the_same_length(shape):
    left, sizes, right = np.linalg.svd(RNG.normal(size=shape), full_matrices=False)
    spread = (left * np.geomspace(1, 0.01, len(sizes))) @ right
    lengths = singular_values(orthogonalise(spread))
    assert lengths.min() > 0.6 and lengths.max() < 1.3


@pytest.mark.parametrize("shape", SHAPES)
def test_the_directions_stay(shape):
    """Seen in the directions of the matrix, what comes out is diagonal."""
    matrix = RNG.normal(size=shape)
    left, _, right = np.linalg.svd(matrix, full_matrices=False)
    inside = left.T @ orthogonalise(matrix) @ right.T
    np.testing.assert_allclose(inside, np.diag(np.diagonal(inside)), atol=1e-12)
    assert (np.diagonal(inside) > 0).all()


def test_neither_the_size_of_the_matrix_nor_a_turn_matters():
    matrix = RNG.normal(size=(4, 4))
    turn, _ = np.linalg.qr(RNG.normal(size=(4, 4)))
    np.testing.assert_allclose(orthogonalise(1e6 * matrix), orthogonalise(matrix), rtol=1e-10)
    turned = orthogonalise(turn @ matrix)
    np.testing.assert_allclose(turned, turn @ orthogonalise(matrix), atol=1e-10)


def test_a_matrix_of_zeros_stays_as_it_is():
    assert np.array_equal(orthogonalise(np.zeros((3, 2))), np.zeros((3, 2)))


def test_two_steps_by_hand():
    """The mean, Nesterov's look ahead, the decay; one number has one direction, of length ±s."""
    size = float(orthogonalise(np.array([[5.0]]))[0, 0])
    first, state = muon(np.array([[1.0]]), np.array([[8.0]]), learning_rate=0.5, beta=0.5,
                        weight_decay=0.2)  # fmt: skip
    assert first == pytest.approx(0.9 - 0.5 * size) and state == MeanMatrix(np.array([[4.0]]))
    # mean 0.5·4 - 0.5·6 = -1; ahead 0.5·-1 - 0.5·6 = -3.5
    second, state = muon(first, np.array([[-6.0]]), state, learning_rate=0.5, beta=0.5)
    assert second == pytest.approx(first + 0.5 * size) and state.mean == -1


def test_a_tall_matrix_takes_longer_steps():
    gradient = RNG.normal(size=(8, 2))
    tall, _ = muon(np.zeros((8, 2)), gradient, learning_rate=1.0)
    flat, _ = muon(np.zeros((2, 8)), gradient.T, learning_rate=1.0)
    np.testing.assert_allclose(tall, 2 * flat.T, rtol=1e-10)


def test_many_runs_at_once_are_those_one_by_one():
    params, *gradients = RNG.normal(size=(4, 3, 5, 4))
    rates = np.array([0.1, 0.01, 1.0])
    together, state = params, ()
    alone = [[one, ()] for one in params]
    for gradient in gradients:
        together, *state = muon(together, gradient, *state, learning_rate=rates[:, None, None])
        for i, (one, memory) in enumerate(alone):
            own = [] if memory == () else [memory]
            alone[i] = list(muon(one, gradient[i], *own, learning_rate=rates[i]))
    np.testing.assert_allclose(together, [one for one, _ in alone], rtol=1e-10)


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("decay", [0.0, 0.3])
def test_equals_torch_without_its_rounding(shape, decay, monkeypatch):
    import torch

    monkeypatch.setattr(torch.Tensor, "bfloat16", lambda tensor: tensor)
    start, *gradients = np.random.default_rng(1).normal(size=(12, *shape))
    theirs = torch.tensor(start, requires_grad=True)
    optimiser = torch.optim.Muon([theirs], lr=0.1, momentum=0.8, weight_decay=decay)
    ours, state = start, ()
    for gradient in gradients:
        theirs.grad = torch.tensor(gradient)
        optimiser.step()
        settings = {"learning_rate": 0.1, "beta": 0.8, "weight_decay": decay}
        ours, *state = muon(ours, gradient, *state, **settings)
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-8, atol=1e-10)


@pytest.mark.usefixtures("torch")
def test_is_close_to_torch_as_it_is():
    import torch

    gradient = np.random.default_rng(2).normal(size=(6, 6))
    theirs = torch.tensor(np.zeros((6, 6)), requires_grad=True)
    theirs.grad = torch.tensor(gradient)
    torch.optim.Muon([theirs], lr=1.0, weight_decay=0.0).step()
    ours, _ = muon(np.zeros((6, 6)), gradient, learning_rate=1.0)
    difference = np.linalg.norm(ours - theirs.detach().numpy())
    assert difference < 0.05 * np.linalg.norm(ours)
