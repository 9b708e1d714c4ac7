"""What shows, from the command line: a view as one web page, or all stations as a site.

``python -m sgd_ui page --link URL --out FILE``, ``python -m sgd_ui site --out DIR``
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from sgd_core.errors import RunError
from sgd_ui.alone.bundle import bundle
from sgd_ui.alone.opened import RefusedError, opened
from sgd_ui.alone.page import page
from sgd_ui.frame.numbers import count_of
from sgd_ui.pages.registry import STATIONS
from sgd_ui.site.folder import build
from sgd_ui.site.leaf import FIRST, leaf_of
from sgd_ui.words.catalogue import LANGUAGES, words_in


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line; 2 where what is asked for cannot be done, each reason on a line."""
    asked = _parser().parse_args(argv)
    # Streamlit warns of each thing that is asked of it outside of a session.
    logging.disable(logging.WARNING)
    try:
        text = asked.make(asked)
    except (OSError, RefusedError, RunError) as error:
        print(f"sgd_ui: {error}", file=sys.stderr)
        return 2
    finally:
        logging.disable(logging.NOTSET)
    print(text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sgd_ui", description=__doc__)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("page", help="one view as one web page that needs no server")
    one.add_argument("--link", default="", help="of the view, copied out of the app [the home page]")
    one.add_argument("--out", type=Path, required=True, help="the file to write")
    one.add_argument("--plotly", type=Path, help="a smaller bundle of plotly.js [the installed one]")
    one.add_argument("--lang", choices=LANGUAGES, help="the language to open in [the link's]")
    one.add_argument("--app", default="", help="the address of the app, for those who want to change more")
    one.set_defaults(make=_page)
    many = commands.add_parser(
        "site", help="all stations and their ready-made views, as a folder for any host"
    )
    many.add_argument("--out", type=Path, required=True, help="the folder to write into")
    many.add_argument("--plotly", type=Path, help="a smaller bundle of plotly.js that draws contours")
    many.add_argument("--app", default="", help="the address of the app, for those who want to change more")
    many.add_argument("--base", default="", help="the address that the folder will have, for previews")
    many.set_defaults(make=_site)
    return parser


def _page(asked: argparse.Namespace) -> str:
    """Writes one page; says how large it became."""
    leaf = leaf_of(asked.link, asked.lang or "")
    words, view = words_in(leaf.lang), opened(STATIONS[leaf.page], leaf.params)
    if view.opening.complaints:
        raise RunError(view.opening.complaints)
    if view.awaits:
        pairs = words.counted("pair", count_of(view.opening.view["fingerprint"]))
        raise RefusedError(words.format("alone.awaited", pairs=pairs))
    for name, meant in view.opening.slips:
        raise RefusedError(words.format("complaint.slip", name=name, meant=meant))
    text = page(view, bundle(words, asked.plotly), words.lang, leaf.in_app(_web(asked.app)))
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(text, encoding="utf-8")
    return f"{asked.out}: {len(text.encode()):,} bytes"


def _web(address: str) -> str:
    if address and not address.startswith(("https://", "http://")):
        raise RefusedError(f"{address!r} is no address; allowed: one that begins with https:// or http://")
    return address


def _site(asked: argparse.Namespace) -> str:
    """Writes the site; says how many files it has."""
    made = build(asked.out, bundle(words_in(FIRST), asked.plotly), _web(asked.app), _web(asked.base))
    return f"{asked.out}: {len(made)} files, {sum(path.stat().st_size for path in made):,} bytes"


if __name__ == "__main__":
    sys.exit(main())
