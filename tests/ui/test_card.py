"""The cards of links: what they show, how they are asked for, and that nothing a link says breaks one."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sgd_core import Run, trace
from sgd_ui.alone import opened as link
from sgd_ui.door import cards, start, visits
from sgd_ui.door.answers import Answer
from sgd_ui.door.cards import Cards
from sgd_ui.door.head import read
from sgd_ui.drawing.palette import LIGHT
from sgd_ui.drawing.render import raster
from sgd_ui.drawing.render.primitives import Primitive, Text
from sgd_ui.frame.numbers import MOST_CHARACTERS
from sgd_ui.pages.registry import STATIONS
from sgd_ui.site import card
from sgd_ui.words.catalogue import LANGUAGES, words_in
from sgd_ui.words.numerals import glance
from tests.effort import paired
from tests.ui.test_compression import at_once
from tests.ui.test_head import DOCUMENT, Head


def opened(drawn: bytes) -> Image.Image:
    return Image.open(io.BytesIO(drawn))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Text]:
    """What is written beside the picture."""
    texts: list[Text] = []
    draw = raster.Canvas.draw

    def noted(canvas: raster.Canvas, *marks: Primitive) -> None:
        texts.extend(mark for mark in marks if isinstance(mark, Text))
        draw(canvas, *marks)

    monkeypatch.setattr(raster.Canvas, "draw", noted)
    return texts


@pytest.mark.parametrize(("page", "lang"), paired(STATIONS, LANGUAGES))
def test_each_page_has_its_card_with_its_question_in_both_languages(
    page: str, lang: str, written: list[Text]
) -> None:
    image = opened(card.card(page, {}, lang))
    assert (image.format, image.size) == ("PNG", (card.WIDTH, card.HEIGHT))
    title = "".join(text.text for text in written if text.size in card._TITLES).replace(" ", "")
    assert title == words_in(lang)[f"page.{page}.title"].replace(" ", "")
    # Nothing is written over anything else, nor beyond the column.
    lines = [text for text in written if text.at[0] < 100]
    assert all(lower.at[1] - upper.at[1] > 0.9 * lower.size for upper, lower in pairwise(lines))
    assert max(text.at[1] for text in written) < card.HEIGHT - 30


def test_a_card_shows_the_very_run_of_its_link_at_its_update(written: list[Text]) -> None:
    query = {"lr": "0.05", "at": "5"}
    first, again = card.card("home", query, "en"), card.card("home", query, "en")
    assert first == again
    w = glance(trace(Run(lr=0.05)).parameters[5, 0].item())
    assert f"After 5 updates: w = {w}." in [text.text for text in written]
    others = [card.card("home", each, "en") for each in ({}, {"lr": "0.05"}, {"lr": "0.05", "at": "6"})]
    assert len({first, *others}) == 4
    colours = {colour for _, colour in opened(first).convert("RGB").getcolors(10**6) or ()}
    assert {tuple(int(shade[i : i + 2], 16) for i in (1, 3, 5)) for shade in LIGHT.few[:3]} <= colours


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", ["gd_vs_sgd", "sampling", "saddle", "optimizers", "learning_rate", "note"])
def test_a_card_says_how_the_verdict_of_its_page_begins_and_cuts_nothing(
    page: str, lang: str, written: list[Text]
) -> None:
    seen = link.opened(STATIONS[page], {}).seen(lang, LIGHT)
    assert seen
    card.card(page, {}, lang)
    said = "".join(text.text for text in written).replace(" ", "")
    assert seen.verdict.split("**")[1].replace(" ", "") in said and "…" not in said


def test_a_card_says_a_verdict_of_one_run_only_with_its_end(written: list[Text]) -> None:
    card.card("note", {"at": "5"}, "en")
    said = " ".join(text.text for text in written)
    assert "After 5 updates" in said and "In 300 updates" not in said


def test_a_path_of_several_runs_is_dashed_as_its_name_is() -> None:
    shown = card._shown("gd_vs_sgd", {}, words_in("en"))
    assert shown
    runs, figure = shown.staged.spec["runs"], card._figure_of(card._heroes(shown.staged.charts)[0])
    trails = [
        each for each in card._still(figure, runs)["data"] if each.get("meta", {}).get("follow") == "trail"
    ]
    assert [each["line"]["dash"] for each in trails] == [run["dash"] for run in runs]
    assert len({run["dash"] for run in runs}) == len(runs)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("lr=1", "the mean loss is larger than any number here can be."),
        ("lr=0.3", "the mean loss has grown 2.13e78-fold."),
        ("w0=2&optimizer=adamw&weight_decay=1&lr=9&epochs=3", "the mean loss has grown from 0 to "),
    ],
)
def test_what_went_far_off_says_so_on_its_card(link: str, said: str, written: list[Text]) -> None:
    card.card("home", read(link), "en")
    assert said in " ".join(text.text for text in written)


@pytest.mark.parametrize(
    ("query", "page"),
    paired(
        [
            "lr=nan", "lr=1e308&epochs=3", "at=999999999", "epochs=1000000", "x=1,2&y=3", "x=0,0&y=0,0",
            "%ff%fe=&&&=", "fingerprint=abc", "x=1,2,3&y=2,4,6&scaling=standard", "lr=0", "problem=logistic",
            "x=1e-320&y=1e-320", "x=1&y=1",
        ],
        ["home", "gd_vs_sgd", "saddle"],
    ),
)  # fmt: skip
def test_no_link_breaks_its_card(query: str, page: str) -> None:
    assert opened(card.card(page, read(query), "en")).size == (card.WIDTH, card.HEIGHT)


def test_what_is_wrong_or_costs_too_much_gets_the_card_that_its_page_opens_with() -> None:
    dear = {"data": "noisy-200", "epochs": "5000", "gradient": "saga", "batch": "3", "optimizer": "adam"}
    opening = card.card("home", {}, "zh")
    assert card.card("home", {"lr": "abc"}, "zh") == opening
    assert card.card("home", dear, "zh") == opening
    assert card.card("home", {"lr": "0.02"}, "zh") != opening


def test_the_card_of_numbers_that_a_link_does_not_hold_is_that_of_its_page() -> None:
    drawing, awaited = Drawing(), "fingerprint=300-0123456789abcdef&lr=0.02"
    assert card.card("your_data", read(awaited), "en") == card.card("your_data", {}, "en")
    load(Cards(nowhere, drawing), f"/card.png?page=your_data&{awaited}")
    assert [params for _, params, _ in drawing.asked] == [{}]


# --- the door ---


class Drawing:
    """Draws a card of one pixel for each link; counts, and may fail."""

    def __init__(self, fails: bool = False) -> None:
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.fails, self.at_work, self.most = fails, 0, 0

    def __call__(self, page: str, params: Mapping[str, str], lang: str) -> bytes:
        self.asked.append((page, dict(params), lang))
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        try:
            if self.fails and params:
                raise ValueError("of all things")
            return f"{page} {sorted(params.items())} {lang}".encode()
        finally:
            self.at_work -= 1


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError("went on")


def load(app: Any, *paths: str) -> list[Answer]:
    async def together() -> list[Answer]:
        return list(await asyncio.gather(*(visits.load(app, path) for path in paths)))

    return at_once(together())


def test_a_card_is_drawn_once_however_a_link_spells_it_and_one_at_a_time() -> None:
    drawing = Drawing()
    door = Cards(nowhere, drawing, "sub")
    same = [
        "lr=0.05&page=saddle&lang=zh",
        "page=saddle&lang=zh&lr=.05&utm_source=x",
        "lang=zh&lr=5e-2&page=saddle",
    ]
    answers = load(door, *(f"/sub/card.png?{query}" for query in [*same, "page=note&lang=zh"]))
    assert len({answer.body for answer in answers[:3]}) == 1
    assert [page for page, *_ in drawing.asked] == ["saddle", "note"]
    assert drawing.most == 1
    assert {answer.headers["content-type"] for answer in answers} == {"image/png"}


def test_who_has_a_card_already_is_not_sent_it_again() -> None:
    door = Cards(nowhere, Drawing())
    (first,) = load(door, "/card.png?lr=0.05")
    scope = visits._scope("http", "/card.png?lr=0.05", [(b"if-none-match", first.headers["etag"].encode())])
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    at_once(door(scope, None, send))  # type: ignore[arg-type]
    assert (sent[0]["status"], sent[1]["body"]) == (304, b"")
    assert "max-age" in first.headers["cache-control"]


def test_a_card_that_shows_a_reader_s_own_numbers_is_not_kept() -> None:
    drawing = Drawing()
    door = Cards(nowhere, drawing)
    answers = [*load(door, "/card.png?x=1,2&y=3,5"), *load(door, "/card.png?x=1,2&y=3,5")]
    assert len(drawing.asked) == 2
    assert not door._kept
    assert {answer.headers["cache-control"].split(",")[0] for answer in answers} == {"private"}


def test_no_more_cards_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "_MOST_BYTES", 200)
    door = Cards(nowhere, Drawing())
    load(door, *(f"/card.png?lang=en&lr=0.0{k}" for k in range(1, 10)))
    assert sum(map(len, door._kept.values())) <= 200


def test_a_card_that_cannot_be_drawn_is_that_of_the_page() -> None:
    drawing = Drawing(fails=True)
    long = "lr=" + "1" * 5000
    answers = load(
        Cards(nowhere, drawing),
        "/card.png?page=note&lr=0.05&lang=en",
        f"/card.png?{long}",
        "/card.png?page=%00",
    )
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert answers[0].body == b"note [] en"


def test_all_else_goes_on() -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["path"])
        await Answer(200, cards.MutableHeaders(), b"").send(send, "GET")

    load(Cards(app, Drawing(), "sub"), "/sub/", "/sub/card.png/more")
    assert seen == ["/sub/", "/sub/card.png/more"]


def test_the_head_names_the_card_of_the_very_link() -> None:
    document = start.written(DOCUMENT, "saddle", "lr=0.05&at=7&utm_source=x", "zh", "https://a.b/sub/")
    metas = Head(document).metas
    assert metas["og:image"] == "https://a.b/sub/card.png?lr=0.05&at=7&page=saddle&lang=zh"
    assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "630")
    assert metas["og:image:alt"] == metas["og:description"]
    assert metas["twitter:card"] == "summary_large_image"
    wrong = Head(start.written(DOCUMENT, "saddle", "lr=abc", "en", "https://a.b/")).metas
    assert wrong["og:image"] == "https://a.b/card.png?page=saddle&lang=en"


def test_a_link_as_long_as_links_become_names_its_own_card() -> None:
    numbers = ",".join(str(1000 + k) for k in range(390))
    link = f"x={numbers}&y={numbers}&lr=1e-7&at=7&lang=zh"
    assert MOST_CHARACTERS - 100 < len(link) <= MOST_CHARACTERS
    document = start.written(DOCUMENT, "your_data", link, "zh", "https://a.b/")
    shown = read(Head(document).metas["og:image"].partition("?")[2])
    assert shown == read(link) | {"page": "your_data"}


def test_a_card_and_the_stage_call_the_same_runs_flown_apart() -> None:
    script = (Path(card.__file__).parents[1] / "stage" / "browser" / "outcome.js").read_text("utf-8")
    assert f"const FAR_APART = {card._FAR_APART};" in script
