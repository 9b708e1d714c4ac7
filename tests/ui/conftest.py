"""What the tests of the interface share."""

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit import config
from streamlit.components.v2 import manifest_scanner

from tests.wire import Server, serving

# An error ends a test with all that is known of it, and is not passed over in the page's own words.
config.set_option("client.showErrorDetails", "full")

# Streamlit's test bench reads what every installed package says of itself whenever it opens a page, which
# takes several times as long as the page does.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(scope="session")
def app() -> Iterator[Server]:
    """The app of this test run, which can be asked what goes on in it."""
    with serving("--server.enableXsrfProtection=false", asked=True) as server:
        yield server


@pytest.fixture(scope="session")
def address(app: Server) -> str:
    """Where the app of this test run answers to visitors without a browser."""
    return app.address
