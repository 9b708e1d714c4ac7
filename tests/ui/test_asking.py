"""Where a text can be read in several ways, the page asks; until it is answered, nothing of it is used."""

from __future__ import annotations

import pytest

from sgd_core.separators import LAYOUT
from sgd_core.table import read
from sgd_ui.pages.your_data import asking, sources
from sgd_ui.pages.your_data.sources import Reading, Source
from sgd_ui.runs.kept import Kept
from sgd_ui.words.catalogue import words_in
from tests.ui.desks import desk_of_a_session
from tests.ui.opened import query, stage, told, unmarked, widget
from tests.ui.test_your_data import GOOD, GOOD_QUERY, opened, paste, turn_to, upload, warnings

#: Texts that can be read in several ways.
OPEN = {
    "decimals or thousands": "1,234\t2\n2,345\t3\n3,456\t5\n",
    "several pairs a line or one": "1,2;3,4;5,6",
    "pairs parted by spaces": "1 2 2 4 3 6\n",
    "thousands parted like cells": "1 10 237\n2 5 100\n3 4 200\n",
    "decimals or pairs": "1,2 2,4 3,6\n",
    "decimals or pairs on many lines": "1,2 3,4\n3,4 1,2\n" * 10,
    "many lines of pairs or rows": "".join(f"{k} {k % 7} {k + 1} {k % 5}\n" for k in range(1, 60, 2)),
    "years above": "2023,2024\n10,20\n5,6\n",
    "points": "x\ty\n1.000\t2\n2.000\t4\n",
    "quoted": '"1,234","2,000"\n"3,100",7\n',
}
ACROSS = "x = 1, 2, 3\ny = 2, 4, 6\n"


def keys(app) -> list[str]:
    return [each.key for each in app.button if str(each.key).startswith("intake.choose.")]


@pytest.mark.parametrize("text", OPEN.values(), ids=OPEN)
def test_each_reading_is_shown_with_the_pairs_that_choosing_it_uses(text: str) -> None:
    source = Source("numbers", text, text)
    sheet = sources.sheet_of(source, Reading())
    assert sheet.is_open
    for reading, found in zip(sheet.readings, read(text).readings, strict=True):
        chosen = sources.sheet_of(source, reading)
        assert not chosen.is_open
        pairs = sources.pairs_in(chosen)
        assert tuple(zip(pairs.x, pairs.y, strict=True))[:3] == found.first


def test_pairs_that_are_kept_are_those_of_their_text_their_columns_and_each_part_of_their_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "a;b;c\n1,234;2,345;5\n3,456;4,567;7\n"
    readings = [Reading(columns) for columns in ("", "2,3", "3,1")]
    readings += [Reading("", **{name: word}) for name, words in LAYOUT.items() for word in words]
    texts = [text, text.replace("7", "8"), "x,y,z\n1,5,3,2\n2,0,4,1\n", "1,2,3\n2,4,6\n"]
    asked = [(Source("numbers", each, each), reading) for each in texts for reading in readings]
    asked += [(Source("numbers", texts[2], texts[2]), Reading(joined=joined)) for joined in ("1", "2", "3")]
    asked += [(Source("file", name, text), Reading(separator="pipe")) for name in ("a.csv", "b.csv")]

    def made() -> list[str]:
        sheets = [sources.sheet_of(*each) for each in asked]
        return [repr(sources.pairs_in(each) if isinstance(each, sources.Sheet) else each) for each in sheets]

    fresh, desk = made(), desk_of_a_session()
    monkeypatch.setattr("sgd_ui.runs.kept._desk_of", lambda: desk)
    for name in ("_tables", "_pairs"):
        monkeypatch.setattr(sources, name, Kept(1000))
    assert made() == fresh and made() == fresh


@pytest.mark.parametrize("text", [*OPEN.values(), ACROSS], ids=[*OPEN, "two rows"])
def test_until_a_reading_is_chosen_what_was_in_use_stays(text: str) -> None:
    app = upload(opened(way="file"), GOOD)
    paste(turn_to(app, "paste"), text)
    assert query(app) == GOOD_QUERY and not warnings(app)
    count = len(read(text).readings)
    assert "How is this to be read?" in told(app)
    assert keys(app) == [f"intake.choose.{number}" for number in range(1, count + 1)]


def test_one_press_chooses_a_reading_and_each_is_told_in_words() -> None:
    app = paste(opened(way="paste"), OPEN["decimals or thousands"])
    said = told(app)
    assert "2 columns parted by tabs; decimal comma | x | y | |--:|--:| | 1.234 | 2 | | 2.345 | 3 |" in said
    assert "2 columns parted by tabs; decimal point; commas between thousands" in said
    assert "| 1234 | 2 | | 2345 | 3 | | 3456 | 5 |" in said and "3 pairs from 3 rows." in said
    widget(app, "intake.choose.2").click().run()
    assert query(app)["x"] == "1234,2345,3456" and keys(app) == []
    assert widget(app, "intake.decimal").value == "point"
    widget(app, "intake.decimal").set_value("comma").run()
    assert query(app)["x"] == "1.234,2.345,3.456"


def test_a_reading_shows_its_columns_by_the_names_that_they_have() -> None:
    said = told(paste(opened(way="paste"), "time,dose\n1,5,3,2\n2,0,4,1\n"))
    assert "| `time` | `dose` | |--:|--:| | 1.5 | 3.2 |" in said and "| x | y | |--:|--:| | 1 | 5 |" in said


def test_a_file_is_asked_about_and_read_as_chosen() -> None:
    app = upload(opened("lang=zh", "file"), OPEN["points"].encode(), "表.csv")
    assert "该怎么读？" in told(app) and "“表.csv”" in unmarked(told(app)) and "x" not in query(app)
    widget(app, "intake.choose.2").click().run()
    assert query(app)["x"] == "1000,2000"


@pytest.mark.parametrize("way", ["paste", "file"])
def test_two_rows_may_be_x_and_y_or_pairs_and_are_asked_about(way: str) -> None:
    app = opened(way=way)

    def bring() -> None:
        if way == "paste":
            paste(turn_to(app, "paste"), ACROSS)
        else:
            upload(turn_to(app, "file"), ACROSS.encode())

    bring()
    assert "all x first, then all y" in told(app) and "x" not in query(app)
    widget(app, "intake.choose.2").click().run()
    assert query(app)["x"] == "2,4" and "1 column not used: column 1." in told(app)
    app = opened(way=way)
    bring()
    widget(app, "intake.choose.1").click().run()
    assert (query(app)["x"], query(app)["y"]) == ("1,2,3", "2,4,6")
    # Where a link holds the numbers, it does not say how they were read.
    assert widget(app, "intake.lines").value == "across" and "lines" not in query(app)
    # What was chosen can be changed afterwards.
    widget(app, "intake.lines").set_value("rows").run()
    assert query(app)["x"] == "2,4"


def test_lines_of_all_x_and_all_y_are_two_be_there_a_wrong_cell_or_none() -> None:
    for text in ("1,2,3,4\n2,4,NA,8\n", "1,2,3,4\n2,4,6,8\n"):
        sheet = sources.sheet_of(Source("numbers", text, text), Reading(lines="across"))
        assert isinstance(sheet, sources.Sheet) and sheet.lines == 2


WIDE = "year;a;b;c;d;e;f\n" + "".join(f"{k};{k % 3},5;{2 * k};1;2;3;4\n" for k in range(5))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "5 columns not used: 3: b, 4: c, 5: d, 6: e and 1 more column."),
        ("zh", "另有 5 列没有用到：第 3 列“b”、第 4 列“c”、第 5 列“d”、第 6 列“e”、另外 1 列。"),
    ],
)
def test_columns_that_are_not_used_are_counted_beside_the_picture_as_long_as_the_others_are_in_use(
    lang: str, said: str
) -> None:
    app = paste(opened(f"lang={lang}", "paste"), WIDE)
    assert query(app)["x"] == "0,1,2,3,4" and unmarked(told(app)).count(said) == 1
    widget(app, "intake.x").set_value(1).run()
    widget(app, "intake.y").set_value(0).run()
    assert said in unmarked(told(app))
    turn_to(app, "file")
    assert said in unmarked(told(app))
    upload(app, b"8,9\n10,12\n")
    assert said.partition("3: b")[0] not in unmarked(told(app))


def test_what_was_left_out_is_counted_beside_the_picture_as_long_as_those_numbers_are_in_use() -> None:
    app = paste(opened(way="paste"), "1,2\n2,x\n3,4\n5\n")
    why = 'line 2 (y "x" is not written as a decimal number), line 4 (y is missing)'
    two = f"Left out of what you brought (2): {why}."
    assert two in unmarked(told(app))
    turn_to(app, "file")
    assert two in unmarked(told(app))
    upload(app, b"1,2\n" + b"1,\n" * 9 + b"2,3\n")
    assert "(9): line 2 (y is empty), line 3 (y is empty), line 4 (y is empty), and further" in (
        unmarked(told(app))
    )
    upload(app, b"8,9\n10,12\n")
    assert "Left out" not in told(app)


def test_a_reading_that_makes_too_many_pairs_is_told_beside_the_other() -> None:
    text = "\n".join(f"{7 * k % 61} {k % 13} {7 * (k + 1) % 61} {(k + 1) % 13}" for k in range(0, 10_400, 2))
    app = paste(opened("lang=en&epochs=1", "paste"), text)
    assert "How is this to be read?" in told(app) and keys(app) == ["intake.choose.1"]
    assert "several pairs on a line" in told(app) and "holds 10,400 rows" in told(app)
    widget(app, "intake.choose.1").click().run()
    assert stage(app)["samples"] == 5200


@pytest.mark.parametrize(
    ("number", "pairs"),
    [(1, ("1.5,2.5,0.5", "2,3,1")), (2, ("1,2,0", "5.2,5.3,5.1")), (3, ("5,5,5", "2,3,1"))],
)
def test_each_way_to_join_cells_is_one_press(number: int, pairs: tuple[str, str]) -> None:
    app = paste(opened(way="paste"), "a,b\n1,5,2\n2,5,3\n0,5,1\n")
    assert "How is this to be read?" in told(app) and "x" not in query(app)
    assert "cell 1 and the next make one number" in told(app)
    widget(app, f"intake.choose.{number}").click().run()
    assert (query(app)["x"], query(app)["y"]) == pairs and keys(app) == []


def test_the_columns_of_several_pairs_a_line_change_places_and_stay_as_many() -> None:
    app = paste(opened(way="paste"), "x,y,x,y\n1,2,3,4\n5,6,7,8\n")
    assert query(app)["x"] == "1,3,5,7"
    widget(app, "intake.x").set_value(1).run()
    assert (query(app)["x"], query(app)["y"]) == ("2,4,6,8", "1,3,5,7")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_rows_are_counted_where_each_is_a_line_of_the_text(lang: str) -> None:
    """Several rows of code may share a line: then the pairs alone are told."""
    words = words_in(lang)
    for text, rows in (("[[1,2],[2,4],[3,6]]", 0), ("(1,2),(3,4),(5,7)", 0), ("1,2\n2,4\n3,6\n", 3)):
        sheet = sources.sheet_of(Source("numbers", text, text), Reading())
        assert isinstance(sheet, sources.Sheet) and sheet.lines == rows
        told_of_rows = words.counted("row", 3) in asking.found_in(sheet, words.counted("pair", 3), words)
        assert told_of_rows == bool(rows)
