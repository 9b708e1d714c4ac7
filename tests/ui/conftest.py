"""What the tests of the interface share."""

from collections.abc import Iterator

import pytest
from streamlit import config

from tests.wire import serving

# An error ends a test with all that is known of it, and is not passed over in the page's own words.
config.set_option("client.showErrorDetails", "full")


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the app of this test run answers to visitors without a browser."""
    with serving("--server.enableXsrfProtection=false") as server:
        yield server.address
