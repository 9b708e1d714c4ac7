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
from typing import NamedTuple, TypeVar

from sgd_core import command_help, export
from sgd_core.asked import may_be_labels, predicted_at
from sgd_core.brought import READING, samples
from sgd_core.command_words import NOTES
from sgd_core.errors import Complaint, RunError
from sgd_core.limits import MAX_FILE
from sgd_core.link import BESIDE, params_of, slips
from sgd_core.parameters import Word, fail, is_number, read_number
from sgd_core.problems import PROBLEMS
from sgd_core.program_comments import COMMENTS
from sgd_core.run import PARAMETERS, REGISTRIES, Run, users
from sgd_core.scaling import SCALINGS, Units, rescaled, scalings_of, units_of
from sgd_core.trace import trace

Value = TypeVar("Value")

#: What asks for help.
_HELP = ("--help", "-h")
#: The languages of comments, the default first.
_LANGUAGES = tuple(COMMENTS)
#: What is taken from a link.
_LINKED = {*PARAMETERS, "fingerprint", "predict", "scaling"} | {*READING} - {"bad_rows"}


class Said(NamedTuple):
    """What is to be said on standard error.

    Args:
        complaints: what is wrong; with any of them nothing runs.
        notes: how something was taken that may have been meant otherwise, where all runs.
        lang: the language of the notes.
    """

    complaints: list[Complaint]
    notes: list[str]
    lang: str = _LANGUAGES[0]

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
    lang = _language(args)
    if any(each in args for each in _HELP):
        print(command_help.text(lang), end="")
        return 0
    try:
        request = _request(args, lang)
    except RunError as error:
        for complaint in error.complaints:
            print(complaint.told(lang), file=sys.stderr)
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
        print(NOTES[lang]["diverged"].format(update=columns.end.t - 1), file=sys.stderr)
    return 0


def _language(args: Sequence[str]) -> str:
    """The language that the arguments ask for, if it is one."""
    flags = dict(_flags([each for each in args if each not in _HELP], Said([], [])))
    spoken = flags.get("lang", "")
    return spoken if spoken in _LANGUAGES else _LANGUAGES[0]


def _print_program(request: Request) -> None:
    """Prints a program, which Python reads as UTF-8, whatever the terminal's own encoding."""
    recode = getattr(sys.stdout, "reconfigure", None)
    if recode:
        recode(encoding="utf-8")
    write = export.CODE[request.format]
    print(write(request.run, request.predict, request.lang, request.units), end="")


def _request(args: Sequence[str], spoken: str) -> Request:
    """The run, format and prediction asked for; RunError with everything that is wrong.

    Args:
        spoken: the language to answer in.
    """
    said = Said([], [], spoken)
    flags = _flags(args, said)
    params = _params(dict(flags), said)
    text, predicted = params.pop("format", None), params.pop("predict", None)
    units, asked = params.pop("scaling", SCALINGS[0]), params.pop("lang", _LANGUAGES[0])
    predict = said.tried(lambda: None if predicted is None else read_number("predict", predicted), None)
    lang = said.tried(lambda: Word(_LANGUAGES).check("lang", asked), _LANGUAGES[0])
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
    notes = [*said.notes, *_idle(params, run, spoken), *_labels(given, spoken)]
    predict = predicted_at(given) if predict is None else predict
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
    linked = {name: params.pop(name) for name in READING if name in params}
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
    # How a link says that its table was read is of that table alone.
    reading = (linked if awaited is not None else {}) | reading
    return params | said.tried(lambda: _samples(source, reading, awaited, said), dict[str, str]()) | flags


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
    said.notes.extend(NOTES[said.lang]["ignored"].format(name=name) for name in unused)
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


def _samples(source: _Source, reading: Mapping[str, str], awaited: str | None, said: Said) -> dict[str, str]:
    """The pairs of a table as the parameters x and y.

    Args:
        awaited: the fingerprint of those that a link is about.
    """
    found = samples(source.read(), reading, source.name, source.shown, said.lang)
    if awaited not in (None, found.fingerprint):
        raise fail("fingerprint", str(awaited), "other_samples", given=found.fingerprint)
    said.notes.extend(found.notes)
    return {"x": found.x, "y": found.y}


def _idle(params: Mapping[str, str], run: Run, lang: str) -> Iterator[str]:
    """The constants among what was given that decide nothing in a run."""
    parts = {getattr(run, name) for name in REGISTRIES}
    for name in params:
        if name in PARAMETERS and users(name) and not parts & users(name).keys():
            listed = NOTES[lang]["comma"].join(users(name))
            yield NOTES[lang]["idle"].format(name=name, users=listed)


def _labels(run: Run, lang: str) -> Iterator[str]:
    """What samples that may be labels could be taken for as well."""
    if may_be_labels(run):
        yield NOTES[lang]["labels"]


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
        print(NOTES[_language(sys.argv[1:])]["unwritten"].format(why=error.strerror), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(_run())
