"""Links: the flat text of a run, and of a view of it, as the query of an address.

>>> params_of("http://localhost:8501/?lr=0.05&at=12")
{'lr': '0.05', 'at': '12'}
>>> described(params_of("?lr=0.05&at=12&utm_source=mail"))
{'lr': '0.05'}
>>> query_of({"x": "1,2", "y": "2,4"})
'x=1,2&y=2,4'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from sgd_core.errors import Complaint, RunError
from sgd_core.limits import MAX_ADDRESS
from sgd_core.run import PARAMETERS

#: Names that a link of the app may hold beside its run, those alone that the core reads or that look like
#: one of a run's: which samples it is about, the x of its predictions and the units of x; and how many seeds
#: it shows, and its speed, neither of which is a slip of ``seed``.
BESIDE = ("fingerprint", "predict", "scaling", "seeds", "speed")


def params_of(link: str) -> dict[str, str]:
    """The parameters in a link, or in a bare query; of a repeated name the last counts.

    Raises:
        RunError: if the link cannot be taken apart.
    """
    try:
        query = _query(link) if "?" in link or "://" in link else link
        if link and query == link and "=" not in link:
            raise ValueError("neither an address nor a query")
        return dict(parse_qsl(query, keep_blank_values=True, max_num_fields=1000))
    except ValueError:
        raise RunError([Complaint("link", link, "bad_link")]) from None


def _query(link: str) -> str:
    """The query of an address; ValueError if it is none."""
    if len(link.partition("?")[0]) > MAX_ADDRESS:
        # Folding the letters of a host takes the square of their number.
        raise ValueError("too long before its query")
    return urlsplit(link).query


def query_of(params: Mapping[str, str]) -> str:
    """The query that ``params_of`` reads back."""
    return urlencode(params, safe=",:")


def described(params: Mapping[str, str]) -> dict[str, str]:
    """What of a link describes its run."""
    return {name: text for name, text in params.items() if name in PARAMETERS}


def slips(names: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """The names that none is known of but one letter away, and the known name that each is closest to.

    One letter too many or too few, another one, or two neighbours swapped; capitals count as small
    letters. A name of one letter is that close to any other, and a slip only if it is the same letter.

    >>> slips(["ler", "batch", "epohcs", "utm_source"], ["lr", "epochs", "batch"])
    {'ler': 'lr', 'epohcs': 'epochs'}
    """
    known = list(known)
    strange = [name for name in names if name not in known]
    found = {name: next((each for each in known if _is_slip(name, each)), "") for name in strange}
    return {name: meant for name, meant in found.items() if meant}


def _is_slip(name: str, known: str) -> bool:
    if abs(len(name) - len(known)) > 1:
        return False
    one, other = name.casefold(), known.casefold()
    return one == other or (min(len(one), len(other)) > 1 and _is_one_away(one, other))


def _is_one_away(one: str, other: str) -> bool:
    """Whether a letter put in, left out or exchanged, or two neighbours swapped, make one of the other."""
    pairs = enumerate(zip(one, other, strict=False))
    same = next((k for k, (a, b) in pairs if a != b), min(len(one), len(other)))
    one, other = one[same:], other[same:]
    swapped = one[1::-1] + one[2:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or swapped == other
