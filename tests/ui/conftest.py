"""What the tests of the interface share."""

from collections.abc import Iterator

import pytest
from streamlit import config

from tests.wire import Server, serving

# An error ends a test with all that is known of it, and is not passed over in the page's own words.
config.set_option("client.showErrorDetails", "full")


@pytest.fixture(scope="session")
def app() -> Iterator[Server]:
    """The app of this test run, which can be asked what goes on in it."""
    with serving("--server.enableXsrfProtection=false", asked=True) as server:
        yield server


@pytest.fixture(scope="session")
def address(app: Server) -> str:
    """Where the app of this test run answers to visitors without a browser."""
    return app.address
