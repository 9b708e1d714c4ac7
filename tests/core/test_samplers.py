"""Which sample comes next: the law of each sampling, and orders that must never change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import Run, trace
from sgd_core.limits import MAX_SEED
from sgd_core.samplers import SAMPLINGS

SIZES, SEEDS, EPOCHS = st.integers(1, 12), st.integers(0, MAX_SEED), st.integers(0, 30)
every_sampling = pytest.mark.parametrize("name", SAMPLINGS)
every_random_sampling = pytest.mark.parametrize("name", [s.name for s in SAMPLINGS.values() if s.random])


def order(name: str, n: int, seed: int, first: int, epochs: int) -> list[list[int]]:
    return SAMPLINGS[name].order(n, seed, first, epochs).tolist()


def chi_square(counts: np.ndarray) -> float:
    """Σ (observed − expected)² / expected for equally likely cells."""
    expected = counts.sum() / counts.size
    return float(((counts - expected) ** 2 / expected).sum())


@given(SIZES, SEEDS, EPOCHS, EPOCHS)
def test_cyclic_visits_the_samples_as_listed(n: int, seed: int, first: int, epochs: int) -> None:
    assert order("cyclic", n, seed, first, epochs) == [list(range(n))] * epochs


@given(SIZES, SEEDS, EPOCHS, EPOCHS)
def test_reshuffle_visits_each_sample_once_an_epoch(n: int, seed: int, first: int, epochs: int) -> None:
    for epoch in order("reshuffle", n, seed, first, epochs):
        assert sorted(epoch) == list(range(n))


@given(SIZES, SEEDS, EPOCHS, EPOCHS)
def test_shuffle_once_keeps_one_permutation(n: int, seed: int, first: int, epochs: int) -> None:
    once = order("shuffle-once", n, seed, 0, 1)
    assert sorted(once[0]) == list(range(n))
    assert order("shuffle-once", n, seed, first, epochs) == once * epochs


@given(SIZES, SEEDS, EPOCHS, EPOCHS)
def test_with_replacement_stays_in_range(n: int, seed: int, first: int, epochs: int) -> None:
    drawn = SAMPLINGS["with-replacement"].order(n, seed, first, epochs)
    assert drawn.shape == (epochs, n)
    assert ((drawn >= 0) & (drawn < n)).all()


@every_sampling
@given(n=SIZES, seed=SEEDS, first=EPOCHS, epochs=EPOCHS)
def test_an_order_can_be_had_from_any_epoch_on(name: str, n: int, seed: int, first: int, epochs: int) -> None:
    assert order(name, n, seed, first, epochs) == order(name, n, seed, 0, first + epochs)[first:]


@every_sampling
def test_a_far_epoch_costs_no_more_than_a_near_one(name: str) -> None:
    assert len(order(name, 10_000, 3, 999_999, 1)[0]) == 10_000


@every_random_sampling
def test_the_seed_decides_the_order(name: str) -> None:
    orders = {str(order(name, 20, seed, 0, 2)) for seed in range(20)}
    assert len(orders) == 20
    assert order(name, 20, 5, 0, 2) == order(name, 20, 5, 0, 2)


@every_random_sampling
def test_the_global_random_state_has_no_part_in_it(name: str) -> None:
    np.random.seed(1)
    before = np.random.get_state()[1].tolist()
    first = order(name, 20, 5, 0, 2)
    assert np.random.get_state()[1].tolist() == before
    np.random.seed(2)
    assert order(name, 20, 5, 0, 2) == first


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_with_replacement_draws_all_samples_alike(seed: int) -> None:
    drawn = SAMPLINGS["with-replacement"].order(7, seed, 0, 3000).ravel()
    assert chi_square(np.bincount(drawn, minlength=7)) < 22.5  # 0.1 % of the time, 6 degrees of freedom


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_with_replacement_draws_independently_of_the_draw_before(seed: int) -> None:
    drawn = SAMPLINGS["with-replacement"].order(5, seed, 0, 4000).ravel()
    pairs = drawn[0::2] * 5 + drawn[1::2]
    assert chi_square(np.bincount(pairs, minlength=25)) < 51.2  # 24 degrees of freedom


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_reshuffle_draws_all_permutations_alike(seed: int) -> None:
    orders = SAMPLINGS["reshuffle"].order(4, seed, 0, 12_000) @ [64, 16, 4, 1]
    counts = np.unique(orders, return_counts=True)[1]
    assert len(counts) == 24
    assert chi_square(counts) < 49.8  # 23 degrees of freedom


def test_shuffle_once_draws_all_permutations_alike_over_seeds() -> None:
    orders = np.array([order("shuffle-once", 3, seed, 0, 1)[0] for seed in range(3000)]) @ [9, 3, 1]
    counts = np.unique(orders, return_counts=True)[1]
    assert len(counts) == 6
    assert chi_square(counts) < 20.6  # 5 degrees of freedom


GOLDEN = [
    ("reshuffle", 3, 0, 0, [[2, 1, 0], [0, 1, 2], [2, 0, 1]]),
    ("reshuffle", 8, 1, 2, [[0, 2, 3, 5, 1, 6, 4, 7], [7, 4, 3, 6, 2, 1, 0, 5], [4, 7, 6, 5, 2, 0, 1, 3]]),
    ("reshuffle", 5, 2**53 - 1, 100_000, [[2, 1, 0, 3, 4], [3, 0, 4, 2, 1], [3, 4, 1, 0, 2]]),
    ("shuffle-once", 3, 0, 0, [[2, 1, 0], [2, 1, 0], [2, 1, 0]]),
    ("shuffle-once", 8, 1, 2, [[2, 4, 7, 5, 0, 6, 3, 1]] * 3),
    ("shuffle-once", 5, 2**53 - 1, 100_000, [[4, 3, 2, 1, 0]] * 3),
    ("with-replacement", 3, 0, 0, [[2, 1, 2], [2, 0, 1], [0, 1, 0]]),
    ("with-replacement", 8, 1, 2, [[3, 5, 5, 4, 3, 5, 6, 5], [0, 6, 2, 1, 1, 2, 6, 0],
                                   [4, 1, 6, 3, 7, 5, 3, 3]]),
    ("with-replacement", 5, 2**53 - 1, 100_000, [[4, 1, 3, 3, 4], [3, 3, 0, 3, 1], [2, 3, 0, 0, 0]]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "n", "seed", "first", "expected"), GOLDEN)
def test_a_seed_means_the_same_order_for_ever(
    name: str, n: int, seed: int, first: int, expected: list[list[int]]
) -> None:
    assert order(name, n, seed, first, 3) == expected


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        (0, [0xA30FEBCFD9C2825F, 0x4510BDF882D9D721, 0xA7D3DA94ECDE8B8]),
        (1, [0x8306BDF37922E4FF, 0xF35196BBC152A866, 0x24E7A4F608EC18CD]),
        (2**53 - 1, [0xC948DDDC0FCF0895, 0x9B36B064D3D8A891, 0x89A0C668D784663B]),
    ],
)
def test_numpy_still_draws_the_raw_bits_the_orders_are_made_of(seed: int, expected: list[int]) -> None:
    assert np.random.PCG64(seed).random_raw(3).tolist() == expected


def test_equal_bits_keep_the_order_of_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sgd_core.samplers._raw", lambda n, *rest: (np.arange(n) % 2).reshape(1, n))
    assert order("reshuffle", 100, 0, 0, 1) == [[*range(0, 100, 2), *range(1, 100, 2)]]


@every_random_sampling
def test_the_largest_sample_number_survives_the_trace(name: str) -> None:
    run = Run(x=[0.0] * 10_000, y=[0.0] * 10_000, epochs=1, sampling=name, seed=3)
    assert trace(run).order.tolist() == order(name, 10_000, 3, 0, 1)[0]
