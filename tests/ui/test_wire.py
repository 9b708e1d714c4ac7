"""What goes over the wire when a page is run again."""

from __future__ import annotations

import pytest

from tests.wire import Visitor

#: A reference to a message that the browser has.
REFERENCE = 200
PARTS = ("samplewise_columns", "samplewise_document", "samplewise_stage")


@pytest.mark.parametrize(
    ("page", "query"), [("", "epochs=20"), ("", "problem=line"), ("optimizers", ""), ("sampling", "epochs=5")]
)
def test_what_the_browser_has_is_not_sent_again(address: str, page: str, query: str) -> None:
    with Visitor(address, page, query) as visitor:
        assert all(visitor.received[part] > 1000 for part in PARTS)
        visitor.say()
        assert all(visitor.received[part] < REFERENCE for part in PARTS)
        visitor.set("run.lr", string_value="0.0123")
        assert all(visitor.received[part] > 1000 for part in PARTS[:2])
        assert visitor.received["samplewise_stage"] < REFERENCE
        visitor.say()
        assert all(visitor.received[part] < REFERENCE for part in PARTS)
