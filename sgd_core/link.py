"""Links: the flat text of a run, and of a view of it, as the query of an address.

>>> params_of("http://localhost:8501/?lr=0.05&at=12")
{'lr': '0.05', 'at': '12'}
>>> query_of({"x": "1,2", "y": "2,4"})
'x=1,2&y=2,4'
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from sgd_core.errors import Complaint, RunError
from sgd_core.limits import MAX_ADDRESS
from sgd_core.run import PARAMETERS, is_view_name


def params_of(link: str) -> dict[str, str]:
    """The parameters in a link, or in a bare query; of a repeated name the last counts.

    Raises:
        RunError: if the link cannot be taken apart.
    """
    try:
        query = _query(link) if "?" in link or "://" in link else link
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


def unknown_names(params: Mapping[str, str]) -> list[str]:
    """The names in a link that mean nothing here."""
    return [name for name in params if name not in PARAMETERS and not is_view_name(name)]
