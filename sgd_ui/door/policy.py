"""What a browser is told that it may do with the document."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

_INLINE = re.compile(r"<script>(.*?)</script>", re.S)

#: With every answer.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # An address may hold a reader's own numbers: no other site is told even where a reader comes from.
    "Referrer-Policy": "same-origin",
}


def content_security_policy(document: str) -> str:
    """What the document may load and run: what this server sends, and what Streamlit makes of it.

    The scripts that stand in the document itself are allowed by their hashes.
    """
    hashes = [_hash(script) for script in _INLINE.findall(document)]
    rules = {
        "default-src": ["'self'"],
        # Streamlit imports the scripts of components from blobs that it makes of their text.
        "script-src": ["'self'", "blob:", *hashes],
        # Streamlit, its tables and Plotly write style elements and attributes while they run.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        # On purpose: a page belongs into a course's own pages and slides, wherever they are, and holds
        # no account or secret that a click on a disguised page could give away. Slides may be a file.
        "frame-ancestors": ["*", "file:"],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in rules.items())


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
