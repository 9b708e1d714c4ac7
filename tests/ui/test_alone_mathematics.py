"""The mathematics of a page without a server: every formula as MathML, and Markdown as HTML."""

from __future__ import annotations

import doctest
import itertools
import re
import xml.etree.ElementTree as ET
from types import ModuleType

import pytest

from sgd_core import Run
from sgd_core.gradients import GRADIENTS
from sgd_core.optimizers import OPTIMIZERS
from sgd_core.problems import PROBLEMS
from sgd_core.schedules import SCHEDULES
from sgd_ui.alone import formulas, markdown
from sgd_ui.alone.formulas import formula, mathml
from sgd_ui.alone.markdown import html
from sgd_ui.frame import derivation
from sgd_ui.pages.registry import STATIONS
from sgd_ui.words.catalogue import LANGUAGES, words_in
from tests.ui.opened import visit


def shape(latex: str) -> str:
    """What a formula is made of, without what only spaces it."""
    return re.sub(
        r" (?:stretchy|lspace|rspace|form|mathvariant)=\"[^\"]*\"|<mspace.*?</mspace>", "", mathml(latex)
    )


@pytest.mark.parametrize("module", [formulas, markdown])
def test_the_examples_are_right(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", STATIONS)
def test_the_mathematics_of_every_page_is_well_formed_and_leaves_no_mark_of_its_sources(
    name: str, lang: str
) -> None:
    station = STATIONS[name]
    found = html(station.mathematics(visit(station.page, station.page.opening), words_in(lang, name)))
    told = ET.fromstring(f"<div>{found}</div>")
    for note in told.iter("semantics"):
        note.remove(note[1])
    text = "".join(told.itertext())
    # A brace that opens stands before cases.
    assert not re.search(r"[\\$*`}]|_\w", text), text
    assert len(list(told.iter("math"))) > 3


def test_every_formula_that_a_run_can_have_is_known() -> None:
    for problem, (optimizer, schedule, gradient) in itertools.product(
        PROBLEMS, itertools.zip_longest(OPTIMIZERS, SCHEDULES, GRADIENTS)
    ):
        steps = {"lr_steps": ((5, 0.1),)} if schedule == "piecewise" else {}
        run = Run(
            problem=problem,
            optimizer=optimizer or "sgd",
            schedule=schedule or "constant",
            gradient=gradient or "plain",
            **steps,
        )
        for lang in LANGUAGES:
            ET.fromstring(f"<div>{html(derivation.of_run(run, words_in(lang)))}</div>")


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"),
        ("x^2r", "<msup><mi>x</mi><mn>2</mn></msup><mi>r</mi>"),
        (r"\tfrac14", '<mfrac displaystyle="false"><mn>1</mn><mn>4</mn></mfrac>'),
        (r"\sum_i x", "<munder><mo>∑</mo><mi>i</mi></munder><mi>x</mi>"),
        (r"\mathrm{lr\_min}", "<mi>lr_min</mi>"),
        (r"\left(x\right)", "<mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow>"),
        ("-x", "<mo>−</mo><mi>x</mi>"),
    ],
)
def test_a_formula_is_read_as_tex_reads_it(latex: str, expected: str) -> None:
    assert shape(latex) == expected


def test_a_formula_keeps_its_source_for_who_copies_it_and_what_is_not_known_is_an_error() -> None:
    assert '<annotation encoding="application/x-tex">a &lt; b</annotation>' in formula("a < b")
    with pytest.raises(ValueError, match="unheard"):
        mathml(r"\unheard{x}")
