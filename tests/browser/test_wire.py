"""What goes over the wire when a page is run again."""

from __future__ import annotations

import pytest

from benchmarks.wire import Reader

#: A reference to a message that the browser has.
REFERENCE = 200
PARTS = ("samplewise_columns", "samplewise_document", "samplewise_stage")


@pytest.mark.parametrize(
    ("page", "query"), [("", "epochs=20"), ("", "problem=line"), ("optimizers", ""), ("sampling", "epochs=5")]
)
def test_what_the_browser_has_is_not_sent_again(address: str, page: str, query: str) -> None:
    reader = Reader(address, page, query)
    try:
        first = reader.received
        assert all(first[part] > 1000 for part in PARTS)
        reader.run()
        assert all(reader.received[part] < REFERENCE for part in PARTS)
        reader.fill("run.lr", "0.0123")
        assert all(reader.received[part] > 1000 for part in PARTS[:2])
        assert reader.received["samplewise_stage"] < REFERENCE
        reader.run()
        assert all(reader.received[part] < REFERENCE for part in PARTS)
    finally:
        reader.close()
