"""No text holds a reader up: time grows in proportion to length, whatever stands in it."""

import contextlib
import importlib
import io
import math
import pkgutil
import re
from collections.abc import Callable, Iterator
from itertools import count
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import sgd_core
from sgd_core import Run, RunError, doubts, parameters, table
from sgd_core.__main__ import main
from sgd_core.decoding import decoded
from sgd_core.errors import Complaint
from sgd_core.limits import MAX_NUMBER
from sgd_core.link import params_of, query_of, slips
from sgd_core.parameters import is_number, read_number
from sgd_core.run import PARAMETERS, read_leniently
from sgd_core.separators import AUTO, DECIMALS, SEPARATORS, Layout, Row
from sgd_core.table import Table
from tests.core.growth import FAMILIES, Family, strays
from tests.effort import draws, turn

KINDS = {type(parameter.kind).__name__: parameter.kind for parameter in PARAMETERS.values()}
#: How numbers are written: the same as the reader's pattern, which takes many ways to one text.
GRAMMAR = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern of the core, and where it stands."""
    for module in pkgutil.iter_modules(sgd_core.__path__):
        for name, value in vars(importlib.import_module(f"sgd_core.{module.name}")).items():
            for each in value.values() if isinstance(value, dict) else [value]:
                if isinstance(each, re.Pattern):
                    yield f"{module.name}.{name} {each.pattern}", each


PATTERNS = dict(patterns())


def kind_reader(kind: parameters.Kind) -> Callable[[str], object]:
    return lambda text: kind.check("x", kind.read("x", text))


def described(read: Callable[[dict[str, str]], object]) -> Callable[[str], object]:
    """A reader of a text as every parameter of a run."""
    return lambda text: read(dict.fromkeys(PARAMETERS, text))


def command(*args: str, stdin: str = "") -> None:
    """The command line on arguments that it has to read, and whose format keeps it from running."""
    quiet = io.StringIO()
    with (
        patch("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "replace")))),
        contextlib.redirect_stdout(quiet),
        contextlib.redirect_stderr(quiet),
    ):
        assert main([*args, "--format", "none"]) == 2


def flags(text: str) -> None:
    """A text as an argument, and as what stands after each of some flags."""
    command(text, "--lr", text, "--x", text, "--predict", text, "--scaling", text)


def link_of(address: str) -> Callable[[str], object]:
    """A reader of links, each another one: the library keeps what it made of the last ones."""
    another = count()
    return lambda text: slips(params_of(address.format(text, next(another))), PARAMETERS)


def read_each_way(text: str) -> None:
    """A text as a table in every layout."""
    for separator in (AUTO, *SEPARATORS):
        with contextlib.suppress(RunError):
            table.read(text, Layout(separator))


def read_pairs(text: str) -> None:
    """A text among pairs, and where there can be none: what else it may be is tried, however short it is."""
    for line in (f"1 2 3 {text}", f"x {text}"):
        with contextlib.suppress(RunError):
            table.read(line, Layout(lines="pairs"))


def tabled(look: Callable[[Table], object]) -> Callable[[str], None]:
    """A reader of tables of two shapes: one long cell in each row, and long rows."""

    def read(text: str) -> None:
        cells = [text[k : k + 8] for k in range(0, len(text), 8)]
        for decimal in DECIMALS:
            for rows in [[text, "1", "2"], ["1", text, "2"]], [cells, cells]:
                lines = tuple(Row(k, tuple(row)) for k, row in enumerate(rows, 1))
                with contextlib.suppress(RunError):
                    look(Table(Layout("tab", decimal, "no"), (), lines, len(rows[0])))

    return read


LOOKS: dict[str, Callable[[Table], object]] = {
    "likely": lambda found: found.likely,
    "pairs": lambda found: table.pairs(found, 0, 1),
    "turned": table.turned,
    "two_words": lambda found: doubts.two_words(found, 0),
    "readings": lambda found: found.readings,
    "numbering": lambda found: found.numbering,
    "ambiguous": lambda found: doubts.ambiguous(found, 0, 1, Layout()),
}
READERS: dict[str, Callable[[str], object]] = {
    **{name: kind_reader(kind) for name, kind in KINDS.items()},
    **{name: tabled(look) for name, look in LOOKS.items()},
    "read_number": lambda text: read_number("x", text),
    "is_number": is_number,
    "Run.from_params": described(Run.from_params),
    "read_leniently": described(read_leniently),
    "Complaint": lambda text: str(Complaint(text, text, "unknown_word", {"words": text})),
    "params_of, a query": link_of("{}&{}"),
    "params_of, an address": link_of("http://{0}?lr={0}&{1}"),
    "params_of, a scheme": link_of("{}://x?{}"),
    "query_of": lambda text: query_of({"x": text.replace("\ud800", "")}),
    "decoded, utf-8": lambda text: decoded(text.encode("utf-8", "replace")),
    "decoded, gb18030": lambda text: decoded(text.encode("gb18030", "replace")),
    "decoded, utf-16": lambda text: decoded(text.encode("utf-16-le", "replace")),
    "decoded, no text": lambda text: decoded(b"\xff" + text.encode("utf-8", "replace")),
    "decoded, a code page": lambda text: decoded(("é;à\n" + text).encode("cp1252", "replace")),
    "read": table.read,
    "read, code": lambda text: table.read(f"x = [{text}]\ny = [{text}]"),
    "read, remarks": lambda text: table.read(f"# {text}\n; {text}\n{text}\n1,2\n3,4"),
    "read, each separator": read_each_way,
    "read, two rows": lambda text: table.turned(table.read(f"{text},1,2\n{text},3,4")),
    "read, several pairs": read_pairs,
    "read, thousands": lambda text: table.read("".join(f" {k}" for k in text) + f"\n1 234 5\n{text}"),
    "command, flags": flags,
    "command, link": lambda text: command("--link", f"?{text}"),
    "command, standard input": lambda text: command("--data", "-", stdin=text),
    "command, a reading": lambda text: command(
        "--data", "-", "--columns", text, "--header", text, stdin=text
    ),
}


def test_no_kind_of_value_is_left_out() -> None:
    made = [
        each for each in vars(parameters).values() if isinstance(each, type) and hasattr(each, "describe")
    ]
    assert {each.__name__ for each in made} - {"Kind", "Typed"} == {*KINDS}


@pytest.mark.parametrize(("which", "name"), [*enumerate(READERS)])
def test_the_time_of_a_reader_grows_in_proportion_to_its_text(which: int, name: str) -> None:
    # Readers share most of what they do, and another one is tried on what this one is not.
    assert next(strays(READERS[name], turn(FAMILIES, which)), None) is None


def use(pattern: re.Pattern[str]) -> Callable[[str], object]:
    return lambda text: (pattern.match(text), pattern.fullmatch(text), pattern.sub("", text))


@pytest.mark.parametrize(("which", "name"), [*enumerate(PATTERNS)])
def test_the_time_of_a_pattern_grows_in_proportion_to_its_text(which: int, name: str) -> None:
    assert next(strays(use(PATTERNS[name]), turn(FAMILIES, which)), None) is None


#: So many columns make a row that holds more than pairs, and is read in no time itself.
_WIDE = 20


def wide(look: Callable[[Table], object], cell: str) -> Callable[[str], object]:
    """A reader of as many rows as a text has letters."""
    row = Row(1, (cell,) * _WIDE)
    return lambda text: look(Table(Layout("tab", "point", "no"), (), (row,) * len(text), _WIDE))


#: What there can be many of, by how many there are at first: a list that moves up at each step shows late.
MANY: dict[str, tuple[int, Callable[[str], object]]] = {
    **{
        f"rows of {cell}, {name}": (250, wide(look, cell))
        for name, look in LOOKS.items()
        for cell in ("1.5", "=A1")
    },
    "names": (200, lambda text: read_leniently({f"{k}": "1" for k in range(len(text))})),
    "numbers": (1000, lambda text: Run.from_params(dict.fromkeys("xy", ",".join(text)))),
    "steps": (1000, lambda text: Run.from_params({"lr_steps": ",".join(f"{k}:1" for k in range(len(text)))})),
    "arguments": (10_000, lambda text: command(*["--lr", "1"] * len(text))),
    "fingerprint": (1000, lambda text: table.fingerprint(range(len(text)), range(len(text)))),
}


@pytest.mark.parametrize("name", MANY)
def test_the_time_of_a_reader_grows_in_proportion_to_how_many_there_are(name: str) -> None:
    first, read = MANY[name]
    assert next(strays(read, [Family(("9",))], first), None) is None


def test_a_reader_that_takes_the_square_of_the_length_is_found_out() -> None:
    assert next(strays(GRAMMAR.fullmatch, [Family(("9",), "x")], 50), None)


@settings(max_examples=draws(1000))
@given(st.text("0123456789+-.eE", max_size=9) | st.text("01+-.eE _x１\n", max_size=9))
@example("1.")
@example("1.e5")
@example(".")
@example("1..2")
def test_numbers_are_written_as_ever(text: str) -> None:
    value = float(text) if GRAMMAR.fullmatch(text.strip(" ")) else math.nan
    assert is_number(text) == math.isfinite(value)
    try:
        assert read_number("x", text) == value
    except RunError as error:
        assert error.complaints[0].code == ("not_a_number" if math.isnan(value) else "not_finite")


@pytest.mark.parametrize("length", [MAX_NUMBER, MAX_NUMBER + 1])
def test_a_text_is_a_number_where_it_is_read_as_one(length: int) -> None:
    text = f" {1:0{length}} "
    assert is_number(text) == (length <= MAX_NUMBER)
    if is_number(text):
        assert read_number("x", text) == 1
