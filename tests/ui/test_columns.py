"""Which columns are x and y: those that hold numbers are offered, each drawn beside its name."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from streamlit.testing.v1 import AppTest

from sgd_core.table import read
from sgd_ui.drawing import sketch
from tests.ui.opened import query, told, unmarked, widget
from tests.ui.test_your_data import opened, paste, upload

FIVE = "id;name;hours;score;mood\n1;Ada;1,5;2,25;7\n2;Bob;2;4,5;8\n3;Cy;3,5;7;\n4;Di;3;6,5;\n5;Ed;4;8;\n"


def pictures(app: AppTest) -> list[str]:
    return [unquote(each.proto.body) for each in app.get("html") if 'role="img"' in each.proto.body]


def buttons(app: AppTest, name: str) -> list[str]:
    return [
        unmarked(each.label) for each in app.button if str(each.key).startswith(f"intake.pictures.{name}.")
    ]


def test_columns_with_numbers_are_offered_the_likely_first_and_the_rows_own_numbers_last() -> None:
    assert read(FIVE).numeric == (2, 3, 4, 0)
    app = upload(opened(way="file"), FIVE.encode())
    for name in ("x", "y"):
        assert widget(app, f"intake.{name}").options == ["3: hours", "4: score", "5: mood", "1: id"]


@pytest.mark.parametrize("name", ["x", "y"])
def test_each_column_is_drawn_beside_its_name_and_a_press_takes_it(name: str) -> None:
    app = upload(opened(way="file"), FIVE.encode())
    place = ["x", "y"].index(name)
    names = ["3: hours", "4: score", "5: mood", "1: id"]
    marked = [f"✓ {each}" if k == place else each for k, each in enumerate(names)]
    assert buttons(app, name) == marked and len(pictures(app)) == 8
    assert 'aria-label="Scatter: x is 5: mood, y is 4: score"' in pictures(app)[2]
    assert pictures(app)[0].count("h0") == 5 and pictures(app)[2].count("h0") == 2
    widget(app, f"intake.pictures.{name}.4").click().run()
    assert query(app)[name] == "7,8" and widget(app, f"intake.{name}").value == 4
    assert buttons(app, name)[2] == "✓ 5: mood"


def test_a_column_is_offered_only_where_it_makes_pairs() -> None:
    """b and c never stand in one row: c makes a picture over a, and none as x of b."""
    rows = [f"{k};{k * k};" for k in range(1, 5)] + [f"{k};;{2 * k}" for k in range(5, 8)]
    app = upload(opened(way="file"), ("a;b;c\n" + "\n".join(rows)).encode())
    assert buttons(app, "x") == ["✓ 1: a", "2: b"]
    assert buttons(app, "y") == ["1: a", "✓ 2: b", "3: c"]


@pytest.mark.parametrize("way", ["pictures.y.2", "y"])
def test_the_column_of_x_taken_as_y_changes_places_with_it(way: str) -> None:
    app = upload(opened(way="file"), FIVE.encode())
    if way == "y":
        widget(app, "intake.y").set_value(2).run()
    else:
        widget(app, f"intake.{way}").click().run()
    assert (query(app)["x"], query(app)["y"]) == ("2.25,4.5,7,6.5,8", "1.5,2,3.5,3,4")
    assert (widget(app, "intake.x").value, widget(app, "intake.y").value) == (3, 2)
    app = opened("lang=en&x=1,2&y=2,4&columns=2,2", "file")
    assert "columns" not in query(app) and not app.exception


def test_two_columns_leave_nothing_to_choose_and_are_not_drawn() -> None:
    assert pictures(upload(opened(way="file"), b"name,x,y\na,1,2\nb,2,4\n")) == []


def test_of_many_columns_twelve_are_drawn_and_the_rest_named_in_the_lists() -> None:
    rows = "\n".join(",".join(str(k * j % 97) for k in range(1, 41)) for j in range(1, 2001))
    app = upload(opened("lang=en&epochs=1", "file"), rows.encode())
    assert len(pictures(app)) == 24 and "The lists above name 28 more columns." in told(app)
    assert all(each.count("h0") <= 100 for each in pictures(app))
    assert len(widget(app, "intake.x").options) == 40


def test_hostile_names_and_cells_are_shown_as_the_text_that_they_are() -> None:
    names = ["<svg onload=alert(1)>", "**b** :material/delete: [a](//e.vil)", '"" onclick=""x', "\x07\u202ec"]
    text = ",".join(f'"{name}"' for name in names) + "\n1,2,3,4\n2,4,1e308,5\n3,1,-1e308,5\n"
    app = paste(opened(way="paste"), text)
    assert not app.exception and len(pictures(app)) == 8
    for each in pictures(app):
        assert re.fullmatch(
            '<div role="img" aria-label="[^"<>]*" style="[^"]*<svg .*</svg>[^"<>]*"></div>', each
        )
    labels = [each.label for each in app.button if str(each.key).startswith("intake.pictures.x.")]
    assert "`<svg onload=alert(1)>`" in labels[0] and "\x07" not in "".join(labels)
    assert "\u202e" not in "".join([*labels, *pictures(app)])


def test_a_picture_spreads_its_points_over_itself_whatever_their_size() -> None:
    drawn = unquote(sketch.scatter([-1e308, 1e308, 0.0], [3.0, 3.0, 3.0], ""))
    assert 'd="M5 30h0M91 30h0M48 30h0"' in drawn
    assert 'd=""' in unquote(sketch.scatter([], [], ""))
