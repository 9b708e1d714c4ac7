"""Ready-made samples: literal, and never changed, since links name them."""

import hashlib
import math

import pytest

from sgd_core.limits import MAX_SAMPLES
from sgd_core.presets import PRESETS
from sgd_core.problems import PROBLEMS

every_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))


@every_preset
def test_every_x_has_its_y_and_all_are_plain_finite_floats(preset) -> None:
    assert 1 <= len(preset.x) == len(preset.y) <= MAX_SAMPLES
    for number in preset.x + preset.y:
        assert type(number) is float and math.isfinite(number)


@every_preset
def test_the_numbers_are_short_decimals(preset) -> None:
    assert all(len(repr(number)) <= 6 for number in preset.x + preset.y)


@every_preset
def test_a_preset_is_known_by_its_name(preset) -> None:
    assert PRESETS[preset.name] is preset
    assert preset.about


def test_the_note_s_samples_are_first() -> None:
    note = next(iter(PRESETS.values()))
    assert (note.name, note.x, note.y) == ("note", (1.0, 2.0, 3.0), (2.0, 4.0, 6.0))


def test_one_preset_is_the_note_s_with_noise() -> None:
    assert (PRESETS["noisy"].x, PRESETS["noisy"].y) == ((1.0, 2.0, 3.0), (2.0, 4.0, 6.5))


def test_there_are_presets_of_about_20_and_200_samples() -> None:
    assert (len(PRESETS["noisy-20"].x), len(PRESETS["noisy-200"].x)) == (20, 200)


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("noisy-20", "aa202444922796ff62fddbafe775f1ea778adef3ae4f61d89a8fa0c842c814d8"),
        ("noisy-200", "d4c42f98dbfa2689c8cb4dc9bc1c8ccea184fbf8b3e48ce4a812afe4ad13530c"),
    ],
)
def test_a_preset_never_changes(name: str, digest: str) -> None:
    preset = PRESETS[name]
    assert hashlib.sha256(repr((preset.x, preset.y)).encode()).hexdigest() == digest


@pytest.mark.parametrize("name", ["noisy-20", "noisy-200"])
def test_the_noise_lies_about_twice_x_and_is_real(name: str) -> None:
    preset = PRESETS[name]
    (best,) = PROBLEMS["origin"].best(preset.x, preset.y)
    assert 1.9 < best < 2.1
    assert len({y / x for x, y in zip(preset.x, preset.y, strict=True)}) > len(preset.x) / 2
