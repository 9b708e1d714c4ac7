"""The command line: ``python -m sgd_core [--NAME VALUE ...]``.

>>> main(["--epochs", "1", "--x", "2", "--y", "4", "--lr", "0.25", "--format", "csv"])
t,epoch,sample,gradients,lr,w_before,grad_w,w,loss_before,loss
0,0,0,1,0.25,1,-8,3,4,4
0
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from sgd_core import export
from sgd_core.errors import Complaint, RunError, printable
from sgd_core.limits import MAX_SAMPLES
from sgd_core.link import params_of, unknown_names
from sgd_core.parameters import Reals, Word, fail, read_number
from sgd_core.presets import PRESETS
from sgd_core.problems import PROBLEMS
from sgd_core.run import PARAMETERS, REGISTRIES, Run, users
from sgd_core.scaling import SCALINGS, rescaled, scalings_of
from sgd_core.trace import trace

#: Where the second column of the help begins, and how wide the page is.
_COLUMN, _WIDTH = 24, 100

HELP = """\
usage: python -m sgd_core [--NAME VALUE ...] [--link URL] [--predict X] [--format FORMAT]

Runs stochastic gradient descent one sample at a time and prints every update.
With no arguments it prints the log of the course note: ŷ = x·w fitted to (1,2), (2,4), (3,6).

  python -m sgd_core --lr 0.05 --sampling reshuffle --seed 7
  python -m sgd_core --problem line --optimizer adam --batch 4 --format csv
  python -m sgd_core --problem autoencoder --sampling with-replacement --format json

The run, with the default of each name in brackets:
{parameters}

Constants, for those that have them:
{constants}

Other ways to describe a run:
  --data -              read x,y lines from standard input
  --link URL            take it from a link copied out of the app; other flags override it
  --scaling WORD        other units for x: none, largest (x over the largest |x|) or standard (x less its
                          mean, over its standard deviation; where the problem has a b); autoencoder
                          allows none alone [none]

What is printed:
  --format FORMAT       note (the note's log; the default for origin with batch 1), csv (a row for each
                          update; the default elsewhere) or json (a summary, and a row for each epoch);
                          csv and json count updates, epochs and samples from 0
  --predict X           x of the predictions before and after training [4]

A value may begin with a minus (--x -1,2), and --name=value means the same as --name value.
A wrong description is answered by one line for each error, and exit status 2.
"""


class Request(NamedTuple):
    """What the arguments ask for."""

    run: Run
    format: str
    predict: float


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
    columns = trace(request.run)
    for line in export.WRITERS[request.format](columns, request.predict):
        print(line)
    if columns.diverged:
        print(f"diverged at update {columns.end.t - 1}", file=sys.stderr)
    return 0


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
        text = getattr(entry, "formula", None) or entry.about
        start = f" (starts at {Reals().write(entry.start)}, on {entry.data})" if name == "problem" else ""
        yield from _row(4, entry.name, text + start)


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
    complaints: list[Complaint] = []
    flags = _flags(args, complaints)
    params = _params(flags, complaints)
    format_name, text = params.pop("format", None), params.pop("predict", "4")
    scaling = params.pop("scaling", SCALINGS[0])
    run, predict = Run(), 4.0
    formats = list(export.WRITERS)
    try:
        predict = read_number("predict", text)
    except RunError as error:
        complaints += error.complaints
    try:
        Word(SCALINGS).check("scaling", scaling)
    except RunError as error:
        complaints += error.complaints
        scaling = SCALINGS[0]
    try:
        run = rescaled(Run.from_params(params), scaling)
        formats = export.formats(run)
    except RunError as error:
        complaints += error.complaints
    if format_name is not None and format_name not in formats:
        complaints.append(Complaint("format", format_name, "bad_format", {"words": ", ".join(formats)}))
    if complaints:
        raise RunError(complaints)
    return Request(run, format_name or formats[0], predict)


def _flags(args: Sequence[str], complaints: list[Complaint]) -> dict[str, str]:
    """``--name value`` and ``--name=value`` as a mapping; the last of a repeated name counts."""
    flags: dict[str, str] = {}
    left = iter(args)
    for flag in left:
        name, equals, text = flag.removeprefix("--").partition("=")
        if not flag.startswith("--") or not name:
            complaints.append(Complaint(flag, flag, "not_a_flag"))
            continue
        value = text if equals else next(left, None)
        if value is None:
            complaints.append(Complaint(name, "", "no_value"))
        else:
            flags[name] = value
    return flags


def _params(flags: dict[str, str], complaints: list[Complaint]) -> dict[str, str]:
    """The flat text of flags, link and standard input together."""
    params: dict[str, str] = {}
    own = {"data", "x", "y"} & flags.keys()
    try:
        params = _link_params(flags.pop("link")) if "link" in flags else {}
    except RunError as error:
        complaints += error.complaints
    # Samples on the command line replace those of the link; x or y alone replaces just that.
    replaced = {"x", "y"} if "data" in own else {"data"} if own else set()
    params = {name: text for name, text in params.items() if name not in replaced}
    if "fingerprint" in params and not {"data", "x", "y"} & (params.keys() | flags.keys()):
        complaints.append(Complaint("fingerprint", params["fingerprint"], "elsewhere"))
    if flags.get("data") != "-":
        return params | flags
    del flags["data"]
    try:
        if len(own) > 1:
            raise fail("data", "-", "both")
        params = {name: text for name, text in params.items() if name != "data"} | _read_pairs(
            sys.stdin or []
        )
    except RunError as error:
        complaints += error.complaints
    return params | flags


def _link_params(link: str) -> dict[str, str]:
    """The parameters of a link; what means nothing here is named and left out."""
    params = params_of(link)
    ignored = unknown_names(params)
    if "predict" in params:
        try:
            read_number("predict", params["predict"])
        except RunError:
            ignored.append("predict")
    # The app shows x as given where the problem does not allow what is chosen.
    problem = PROBLEMS.get(params.get("problem", Run().problem))
    if params.get("scaling", SCALINGS[0]) not in (scalings_of(problem) if problem else SCALINGS):
        ignored.append("scaling")
    for name in ignored:
        print(f"ignored in the link: {printable(name)}", file=sys.stderr)
        del params[name]
    return params


def _read_pairs(lines: Iterable[str]) -> dict[str, str]:
    """``x,y`` lines as the parameters x and y; blank lines are passed over."""
    xs: list[str] = []
    ys: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if len(xs) == MAX_SAMPLES:
            raise fail("data", f"line {number}", "too_many", count=str(MAX_SAMPLES))
        # Spreadsheets begin a file with a mark of the byte order.
        x, comma, y = line.strip().removeprefix("\ufeff").partition(",")
        if not comma or "," in y:
            raise fail("data", line.strip(), "bad_line")
        read_number("data", x), read_number("data", y)
        xs.append(x)
        ys.append(y)
    return {"x": ",".join(xs), "y": ",".join(ys)}


def _run() -> int:
    try:
        for channel in (sys.stdin, sys.stdout, sys.stderr):
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
