"""Nobody is computed for who has left, and whoever waits is told its place: over real connections."""

from collections.abc import Iterator

import pytest

from sgd_ui.words.catalogue import words_in
from tests.wire import Server, Visitor, patient

#: What the app notes of each long computation: how it stands, and the share of it that was done last.
CODE = """
from sgd_ui.frame import desk

computed, plain = [], desk.PageDesk._make

def noted(self, price, make):
    if price < 1:
        return plain(self, price, make)
    entry = ["begun", 0.0]
    computed.append(entry)

    def compute(report):
        def note(share):
            entry[1] = share
            report(share)
        return make(note)

    try:
        value = plain(self, price, compute)
    except BaseException:
        entry[0] = "stopped"
        raise
    entry[0] = "done"
    return value

desk.PageDesk._make = noted

def waiting():
    return desk._turn.waiting

def forget():
    desk.PageDesk._make = plain
"""
#: Pages that compute for many seconds once they are asked to by a press.
LONG = {
    "run": ("", "lang=en&epochs=333333&optimizer=adam&gradient=saga"),
    "sweeps": (
        "gd_vs_sgd",
        "lang=en&epochs=333333&lr=0.001&rates=own&within=1e-9&d.gradient=saga",
    ),
}


@pytest.fixture
def server(app: Server) -> Iterator[Server]:
    """The app, which computes nothing before and after."""
    app.run(CODE)
    assert app.ask("waiting()") == 0
    yield app
    app.ask("forget()")
    assert patient(lambda: app.ask("waiting()") == 0)


@pytest.fixture(params=LONG)
def busy(request: pytest.FixtureRequest, server: Server) -> Iterator[Visitor]:
    """Someone for whom something long is being computed."""
    with Visitor(server.address, *LONG[request.param]) as visitor:
        press(visitor)
        assert patient(lambda: server.ask("computed and computed[-1][1] > 0"))
        yield visitor


def press(visitor: Visitor) -> None:
    visitor.begin(visitor.state("desk.stage", trigger_value=True))


def stopped_soon(server: Server, before: list[tuple[str, float]]) -> bool:
    """Whether what was being computed was stopped, early in its course, and nothing else begun."""
    assert patient(lambda: server.ask("waiting()") == 0)
    *done, (state, share) = server.ask("computed")
    return (len(done), state) == (len(before) - 1, "stopped") and share - before[-1][1] < 1 / 4


def test_nothing_is_computed_for_a_page_that_is_closed(server: Server, busy: Visitor) -> None:
    before = server.ask("computed")
    busy.close()
    assert stopped_soon(server, before)


def test_nothing_is_computed_for_a_run_that_another_has_replaced(server: Server, busy: Visitor) -> None:
    before = server.ask("computed")
    busy.set("run.lr", string_value="0.002")
    assert not busy.errors and "desk.stage" in busy.keys
    assert stopped_soon(server, before)


def test_whoever_waits_is_told_its_place_and_leaves_it_with_the_page(server: Server) -> None:
    words, (page, query) = words_in("en"), LONG["sweeps"]
    crowd = [Visitor(server.address, page, f"{query}&seed={k}") for k in range(3)]
    for k, visitor in enumerate(crowd):
        press(visitor)
        assert patient(lambda k=k: server.ask("waiting()") == k + 1)
    told = [words["budget.next"], words.format("budget.waiting", before="1")]
    for visitor, text in zip(crowd[1:], told, strict=True):
        assert text in visitor.listen(lambda page: page.alerts).alerts
    crowd[1].close()
    # Whoever was behind moves up.
    assert told[0] in crowd[2].listen(lambda page: told[0] in page.alerts).alerts
    for k in (2, 0):
        crowd[k].close()
    assert patient(lambda: server.ask("waiting()") == 0)
