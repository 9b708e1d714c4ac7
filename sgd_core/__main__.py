"""The command line: ``python -m sgd_core [--NAME VALUE ...]``.

>>> main(["--epochs", "1", "--x", "2", "--y", "4", "--lr", "0.25", "--format", "csv"])
t,epoch,sample,gradients,lr,w_before,grad_w,w,loss_before,loss
0,0,0,1,0.25,1,-8,3,4,4
0
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, NamedTuple, TypeVar

from sgd_core import export
from sgd_core.brought import READING, samples
from sgd_core.errors import Complaint, RunError
from sgd_core.gradients import Gradient
from sgd_core.limits import MAX_FILE
from sgd_core.link import BESIDE, params_of, slips
from sgd_core.optimizers import Optimizer
from sgd_core.parameters import Reals, Word, fail, is_number, read_number
from sgd_core.plain import formula_text
from sgd_core.presets import PRESETS
from sgd_core.problems import PROBLEMS, Problem
from sgd_core.program_comments import COMMENTS
from sgd_core.run import PARAMETERS, REGISTRIES, Run, users
from sgd_core.scaling import SCALINGS, Units, rescaled, scalings_of, units_of
from sgd_core.schedules import Schedule
from sgd_core.trace import trace

Value = TypeVar("Value")

#: Where the second column of the help begins, and how wide the page is.
_COLUMN, _WIDTH = 24, 100
#: The languages of comments, the default first.
_LANGUAGES = tuple(COMMENTS)
#: What is taken from a link.
_LINKED = {*PARAMETERS, "fingerprint", "predict", "scaling"}

HELP = """\
usage: python -m sgd_core [--NAME VALUE ...] [--link URL] [--table FILE] [--predict X] [--format FORMAT]
                          [--lang LANG]

Runs stochastic gradient descent one sample at a time and prints every update.
With no arguments it prints the log of the course note: ŷ = x·w fitted to (1,2), (2,4), (3,6).

  python -m sgd_core --lr 0.05 --sampling reshuffle --seed 7
  python -m sgd_core --problem line --optimizer adam --batch 4 --format csv
  python -m sgd_core --problem autoencoder --sampling with-replacement --format json
  python -m sgd_core --problem line --optimizer adam --format torch > adam.py

The run, with the default of each name in brackets:
{parameters}

Constants, for those that have them:
{constants}

Other ways to describe a run:
  --table FILE          take the samples from a file, as the app reads it: columns parted by commas,
                          semicolons, tabs, spaces, bars or colons, named or not, or numbers written as
                          code; a table that can be read in two ways is an error until it is told how
  --data -              take them from standard input in the same way
  --columns 2,3         those of x and y, counted from 1 or by their names, as --columns age,height [the
                          ones named x and y, or else the first two that hold numbers and do not count
                          the rows]
  --separator WORD      what parts its columns: auto, tab, semicolon, pipe, comma, space or colon [auto]
  --decimal WORD        its decimal mark: auto, point or comma [auto]
  --header WORD         whether it names its columns: auto, yes or no [auto]
  --lines WORD          what a line holds: auto, rows (a row), pairs (several pairs of x and y), or
                          across (all x, and the second line all y) [auto]
  --thousands WORD      the mark between thousands: auto, none, comma, point, space or apostrophe [auto]
  --bad_rows WORD       what to do with rows that make no pair: refuse them, or skip, which leaves them
                          out and says so, each with its line [refuse]
  --link URL            take it from a link copied out of the app; other flags override it; a name that
                          means nothing here is passed over, unless it is nearly one that does
  --scaling WORD        other units for x: none, largest (x over the largest |x|) or standard (x less its
                          mean, over its standard deviation; where the problem has a b); autoencoder
                          allows none alone; parameters, gradients and samples are then those of the
                          scaled x, z, and --predict is still an x as given [none]

What is printed:
  --format FORMAT       note (the note's log; the default for origin with batch 1), csv (a row for each
                          update; the default elsewhere), json (a summary, and a row for each epoch),
                          numpy or torch (the run as a program that stands alone, in NumPy or PyTorch),
                          notebook (for Jupyter: that of NumPy, its formulas, and its picture by Plotly);
                          all but note count updates, epochs and samples from 0
  --lang LANG           of the words in a program or a notebook: en, zh [en]
  --predict X           x of the predictions before and after training, in note and json; a program
                          prints that after training, unless x is 4 [4]

A value may begin with a minus (--x -1,2), and --name=value means the same as --name value.
A wrong description is answered by one line for each error, and exit status 2.
"""


class Said(NamedTuple):
    """What is to be said on standard error.

    Args:
        complaints: what is wrong; with any of them nothing runs.
        notes: how something was taken that may have been meant otherwise, where all runs.
    """

    complaints: list[Complaint]
    notes: list[str]

    def tried(self, read: Callable[[], Value], otherwise: Value) -> Value:
        """What ``read`` gives, or ``otherwise`` where it only complains."""
        try:
            return read()
        except RunError as error:
            self.complaints.extend(error.complaints)
            return otherwise


class Request(NamedTuple):
    """What the arguments ask for, what is to be said of it, and its units where its x are scaled."""

    run: Run
    format: str
    predict: float
    lang: str
    notes: list[str]
    units: Units | None


def main(args: Sequence[str]) -> int:
    """Runs the command on ``args``; returns the exit status."""
    if "--help" in args or "-h" in args:
        print(_help(), end="")
        return 0
    try:
        request = _request(args)
    except RunError as error:
        print(error, file=sys.stderr)
        return 2
    for note in request.notes:
        print(note, file=sys.stderr)
    if request.format in export.CODE:
        _print_program(request)
        return 0
    columns = trace(request.run)
    for line in export.WRITERS[request.format](columns, request.predict, request.units):
        print(line)
    if columns.diverged:
        print(f"diverged at update {columns.end.t - 1}", file=sys.stderr)
    return 0


def _print_program(request: Request) -> None:
    """Prints a program, which Python reads as UTF-8, whatever the terminal's own encoding."""
    recode = getattr(sys.stdout, "reconfigure", None)
    if recode:
        recode(encoding="utf-8")
    write = export.CODE[request.format]
    print(write(request.run, request.predict, request.lang, request.units), end="")


def _help() -> str:
    constants = {name for name in PARAMETERS if users(name)}
    own = [name for name in PARAMETERS if name not in constants]
    return HELP.format(
        parameters="\n".join(line for name in own for line in _about(name)),
        constants="\n".join(line for name in PARAMETERS if name in constants for line in _about(name)),
    )


def _about(name: str) -> Iterator[str]:
    """The lines of help on one parameter, and on each word it may be."""
    parameter = PARAMETERS[name]
    entries = {**REGISTRIES, "data": PRESETS}.get(name)
    of = f"{', '.join(users(name))}: " if users(name) else ""
    allowed = "" if entries else f"; {parameter.kind.describe()}"
    yield from _row(2, f"--{name}", f"{of}{parameter.help}{allowed}{_default(name)}")
    for entry in (entries or {}).values():
        text = _text(entry)
        start = f" (starts at {Reals().write(entry.start)}, on {entry.data})" if name == "problem" else ""
        yield from _row(4, entry.name, text + start)


def _text(entry: Any) -> str:
    """What an entry of a registry does."""
    if isinstance(entry, Problem | Optimizer | Schedule):
        return formula_text(entry)
    return entry.formula if isinstance(entry, Gradient) else str(entry.about)


def _row(indent: int, name: str, text: str) -> list[str]:
    head = f"{'':{indent}}{name:<{_COLUMN - indent}}"
    return wrap(text, _WIDTH, initial_indent=head, subsequent_indent=" " * (_COLUMN + 2))


def _default(name: str) -> str:
    parameter = PARAMETERS[name]
    if parameter.default == ():
        return ""
    if parameter.default is not None:
        return f" [{parameter.kind.write(parameter.default)}]"
    defaults = [f"{entry} {parameter.kind.write(default)}" for entry, default in users(name).items()]
    return f" [{', '.join(defaults) or 'as the problem says'}]"


def _request(args: Sequence[str]) -> Request:
    """The run, format and prediction asked for; RunError with everything that is wrong."""
    said = Said([], [])
    flags = _flags(args, said)
    params = _params(dict(flags), said)
    text, predicted = params.pop("format", None), params.pop("predict", "4")
    units, spoken = params.pop("scaling", SCALINGS[0]), params.pop("lang", _LANGUAGES[0])
    predict = said.tried(lambda: read_number("predict", predicted), 4.0)
    lang = said.tried(lambda: Word(_LANGUAGES).check("lang", spoken), _LANGUAGES[0])
    scaling = said.tried(lambda: Word(SCALINGS).check("scaling", units), SCALINGS[0])
    given = said.tried(lambda: Run.from_params(params), None)
    run = said.tried(lambda: rescaled(given, scaling), None) if given else None
    known = [*export.WRITERS, *export.CODE]
    formats = export.formats(run) if run else known
    if text is not None and text not in formats:
        code = "bad_format" if text in known else "unknown_word"
        said.complaints.append(Complaint("format", text, code, {"words": ", ".join(formats)}))
    if said.complaints or not (given and run):
        raise RunError(said.complaints)
    notes = [*said.notes, *_idle(params, run)]
    return Request(run, text or formats[0], predict, lang, notes, units_of(given, scaling))


def _flags(args: Sequence[str], said: Said) -> dict[str, str]:
    """``--name value`` and ``--name=value`` as a mapping; the last of a repeated name counts."""
    # By hand, since argparse takes the value of --x -1,2 for a flag, and ends at the first mistake.
    flags: dict[str, str] = {}
    left = iter(args)
    for flag in left:
        name, equals, text = flag.removeprefix("--").partition("=")
        if not flag.startswith("--") or not name:
            said.complaints.append(Complaint(flag, flag, "not_a_flag"))
            continue
        value = text if equals else next(left, None)
        if value is None:
            said.complaints.append(Complaint(name, "", "no_value"))
        else:
            flags[name] = value
    return flags


def _params(flags: dict[str, str], said: Said) -> dict[str, str]:
    """The flat text of flags, link and table together."""
    own = {"data", "table", "x", "y"} & flags.keys()
    params = _link_params(flags.pop("link"), flags, said) if "link" in flags else {}
    # Samples on the command line replace those of the link; x or y alone replaces just that.
    replaced = {"data", "x", "y"} if {"data", "table"} & own else {"data"} if own else set()
    params = {name: text for name, text in params.items() if name not in replaced}
    awaited = params.pop("fingerprint", None)
    if awaited is not None and not {"data", "table", "x", "y"} & (params.keys() | flags.keys()):
        said.complaints.append(Complaint("fingerprint", awaited, "elsewhere"))
    reading = {name: flags.pop(name) for name in READING if name in flags}
    source = _source(flags)
    if not source:
        said.complaints.extend(Complaint(name, text, "no_table") for name, text in reading.items())
        return params | flags
    if len(own) > 1:
        said.complaints.append(Complaint(source.name, source.shown, "one_source"))
        return params | {name: text for name, text in flags.items() if name != "data"}
    return params | said.tried(lambda: _samples(source, reading, said), dict[str, str]()) | flags


class _Source(NamedTuple):
    """Where a table is: the flag that says so, and the file; ``-`` is standard input."""

    name: str
    shown: str

    def read(self) -> bytes:
        """Its bytes, one more than are allowed at the most."""
        if self.shown == "-":
            return sys.stdin.buffer.read(MAX_FILE + 1) if sys.stdin else b""
        try:
            with open(self.shown, "rb") as file:
                return file.read(MAX_FILE + 1)
        except (OSError, ValueError):
            raise fail(self.name, self.shown, "no_file") from None


def _source(flags: dict[str, str]) -> _Source | None:
    """The table that the flags name, which they do not any more then; None without one."""
    if "table" in flags:
        return _Source("table", flags.pop("table"))
    return _Source("data", flags.pop("data")) if flags.get("data") == "-" else None


def _link_params(link: str, flags: Mapping[str, str], said: Said) -> dict[str, str]:
    """What a link says in words of the core; its other names are those of a view, or of somebody else.

    A name that is nearly one of the core's is complained of, if no flag says what may be meant.
    """
    params = said.tried(lambda: params_of(link), dict[str, str]())
    for name, meant in slips(params, [*PARAMETERS, *BESIDE]).items():
        if meant not in flags:
            said.complaints.append(Complaint(name, params[name], "slip", {"words": meant}))
    unused = _unused(params)
    said.notes.extend(f"ignored in the link: {name}" for name in unused)
    return {name: text for name, text in params.items() if name in _LINKED and name not in unused}


def _unused(params: Mapping[str, str]) -> list[str]:
    """The values in a link beside its run that the app does not use either; it says so and goes on."""
    unused = []
    if "predict" in params and not is_number(params["predict"]):
        unused.append("predict")
    # The app shows x as given where the problem does not allow what is chosen.
    problem = PROBLEMS.get(params.get("problem", Run().problem))
    if params.get("scaling", SCALINGS[0]) not in (scalings_of(problem) if problem else SCALINGS):
        unused.append("scaling")
    return unused


def _samples(source: _Source, reading: Mapping[str, str], said: Said) -> dict[str, str]:
    """The pairs of a table as the parameters x and y."""
    found = samples(source.read(), reading, source.name, source.shown)
    said.notes.extend(found.notes)
    return {"x": found.x, "y": found.y}


def _idle(params: Mapping[str, str], run: Run) -> Iterator[str]:
    """The constants among what was given that decide nothing in a run."""
    parts = {getattr(run, name) for name in REGISTRIES}
    for name in params:
        if name in PARAMETERS and users(name) and not parts & users(name).keys():
            yield f"{name} decides nothing in this run: it is of {', '.join(users(name))}"


def _run() -> int:
    try:
        for channel in (sys.stdout, sys.stderr):
            if channel:
                # A terminal that lacks a letter shows a mark in its place.
                channel.reconfigure(errors="replace")  # type: ignore[union-attr]
        status = main(sys.argv[1:])
        if sys.stdout:
            sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if not sys.stdout:
            raise
        # What is left to write goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            # The reader, such as head, has seen enough.
            return 0
        print(f"cannot write: {error.strerror}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(_run())
