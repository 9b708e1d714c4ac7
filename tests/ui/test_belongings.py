"""What is kept of a reader's own numbers leaves with the reader: over a real connection."""

from collections.abc import Iterator

import pytest

from tests.wire import Server, Visitor, patient

#: What the app is asked: how many sessions keep results, and how many runs and traces of a reader's numbers
#: are anywhere in its memory; to wait so many seconds for a reader who has gone; and to take the time of all
#: who have gone for over.
CODE = """
import gc
from sgd_core import Run, Trace
from sgd_ui.frame import belongings

def is_own(each):
    # Rescaled samples of a preset are no reader's, though they have no preset's name.
    run = each.run if isinstance(each, Trace) else each
    return isinstance(run, Run) and run.x == (1.25, 2.5, 3.75)

def held():
    results = sum(isinstance(each, belongings.Own) and bool(each.values) for each in gc.get_objects())
    return results, sum(map(is_own, gc.get_objects()))

def wait(seconds):
    belongings._GRACE = seconds

def end():
    for due in [*belongings._ending.values()]:
        due._run()
"""
OWN = "x=1.25,2.5,3.75&y=2,4,6.5&epochs=7"


@pytest.fixture
def server(app: Server) -> Iterator[Server]:
    """The app, which keeps nothing of whoever came before."""
    app.run(CODE)
    app.ask("end()")
    assert patient(lambda: app.ask("held()") == (0, 0))
    grace = app.ask("belongings._GRACE")
    app.ask("wait(3600)")
    yield app
    app.ask(f"wait({grace})")


def test_results_of_own_numbers_leave_when_the_page_is_closed(server: Server) -> None:
    with Visitor(server.address, query=OWN):
        assert server.ask("held()")[0] == 1
    assert patient(lambda: server.ask("held()")[0] == 0)


def test_nothing_of_own_numbers_is_left_when_the_session_has_ended(server: Server) -> None:
    server.ask("wait(0.5)")
    with Visitor(server.address, query=OWN):
        assert server.ask("held()")[1] > 0
    assert patient(lambda: server.ask("held()") == (0, 0))


def test_a_session_that_is_taken_up_again_goes_on(server: Server) -> None:
    with Visitor(server.address, query=OWN) as first:
        pass
    assert patient(lambda: server.ask("held()")[0] == 0)
    with Visitor(server.address, query=OWN, session=first.session) as again:
        assert again.session == first.session and server.ask("held()")[0] == 1
        server.ask("end()")
        assert server.ask("held()")[0] == 1
    assert patient(lambda: server.ask("held()")[0] == 0)


def test_numbers_that_have_travelled_leave_with_the_last_page_of_their_session(server: Server) -> None:
    server.ask("wait(0.5)")
    with Visitor(server.address, "your_data", f"problem=line&lr=0.02&{OWN}") as visitor:
        visitor.go("optimizers").press("travel.take")
        assert visitor.errors == [] and visitor.stage["query"]["x"] == "1.25,2.5,3.75"
        assert server.ask("held()")[1] > 0
    assert patient(lambda: server.ask("held()") == (0, 0))
