"""A reader's own file in the browser: from upload to play, and through a link that cannot hold it."""

import math
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from sgd_core import Run, trace
from sgd_core.link import params_of
from sgd_core.scaling import scale_of
from tests.browser.conftest import READY
from tests.browser.stage import (
    Open,
    box,
    choose,
    data,
    follows,
    log,
    part,
    query,
    rest,
    scrub,
    traces,
    until,
    wait_query,
    wait_update,
)
from tests.effort import paired, some

pytestmark = pytest.mark.browser

#: All words in sight within an element, those of its style sheets among them, but for icons.
VISIBLE = """element => [element, ...element.querySelectorAll("*")]
    .filter(each => each.checkVisibility() && each.dataset.testid !== "stIconMaterial")
    .flatMap(each => [
        ...[...each.childNodes].filter(node => node.nodeType === 3).map(node => node.data),
        ...["::before", "::after"].map(part => getComputedStyle(each, part).content),
    ]).filter(text => text && !["none", "normal"].includes(text)).join(" ")"""
#: Waits until it is scrolled no further for half a second.
STILL = """async main => {
    for (let top = -1, calm = 0; calm < 5; top = main.scrollTop) {
        await new Promise(resolve => setTimeout(resolve, 100));
        calm = main.scrollTop === top ? calm + 1 : 0;
    }
}"""
GRADES = "姓名;小时;成绩\nAda;1,5;2,25\nBob;2;4,5\nCy;?;7\nDi;3;6,5\nEd;4;=A1\n"


def way(page: Page, name: str) -> None:
    """Opens one way in."""
    page.get_by_role("radio", name=name).click()
    rest(page)


def bring(page: Page, path: Path) -> None:
    """Gives the page a file, once it takes one."""
    rest(page)
    page.locator("input[type=file]").set_input_files(path)


def w(page: Page) -> list[float]:
    return [float(each) for each in data(page)["w"].split(",")]


def test_a_file_is_uploaded_its_columns_chosen_and_played(open_page: Open, tmp_path: Path) -> None:
    file, large = tmp_path / "成绩.csv", tmp_path / "large.csv"
    file.write_text(GRADES, encoding="gb18030")
    large.write_text("1,2\n" * 300_000)
    page = open_page("your_data")
    main = page.locator(".stMain")
    assert box(part(page, "play"))["y"] < 768 - 20
    way(page, "Upload a file")
    bring(page, file)
    expect(main).to_contain_text("3 pairs from 5 rows, in use below.")
    run = Run(problem="line", x=[1.5, 2, 3], y=[2.25, 4.5, 6.5], lr=0.008, epochs=50)
    expect(part(page, "scrubber")).to_have_attribute("max", "150")
    rest(page)
    for update in (1, 7, 150):
        scrub(page, update)
        assert w(page) == trace(run).parameters[update].tolist()
    wait_query(page, run.to_params() | {"at": "150"})
    choose(page, page.get_by_role("combobox", name="Column of x"), "3: 成绩")
    wait_update(page, 0)
    rest(page)
    page.get_by_role("radio", name="standardized", exact=True).click()
    # The column of y, taken as x, changes places with that of x.
    xs, ys = (2.25, 4.5, 6.5), (1.5, 2.0, 3.0)
    run = run.replaced(x=scale_of(xs, "standard").of(xs), y=ys)
    expect(page.locator(".samplewise-stage")).to_contain_text("w·z + b")
    rest(page)
    part(page, "play").click()
    page.wait_for_selector(".samplewise-stage[data-state=playing]")
    part(page, "end").click()
    wait_update(page, 150)
    assert w(page) == trace(run).parameters[150].tolist()
    assert params_of(query(page))["scaling"] == "standard"
    # What Streamlit's own uploader turns away is answered in the reader's language, and nothing is lost.
    bring(page, large)
    uploader = page.get_by_test_id("stFileUploader")
    expect(uploader.locator("[aria-invalid=true]")).to_have_count(1)
    after = "element => getComputedStyle(element, '::after').content"
    text = "a file may have at most 1,000,000 bytes"
    until(page, lambda: text in uploader.evaluate(after), text)
    assert w(page) == trace(run).parameters[150].tolist()


@pytest.mark.parametrize(
    ("text", "z", "end"),
    some(
        [
            ("x=10,20,30&y=25,45,65&problem=line&scaling=standard", "1.224744871391589", "85.0"),
            ("x=10,20,30&y=20,40,60&problem=origin&scaling=largest", "1.0", "80.0"),
        ]
    ),
)
def test_on_scaled_x_a_prediction_is_at_an_x_as_given_and_the_samples_stand_there(
    open_page: Open, text: str, z: str, end: str
) -> None:
    page = open_page(f"your_data?{text}&lr=0.3&predict=40&at=300")
    wait_update(page, 300)
    lines = log(page)
    assert float(part(page, "metric-predict").text_content().split("→ ")[1]) == float(end)
    assert lines[-1] == f"Predict (after training) 40 {end}"
    assert f"z= {z} y= " in lines[-3] and "x= " not in " ".join(lines)
    part(page, "tab-table").click()
    table = part(page, "table")
    assert table.locator("th").all_text_contents()[3:6] == ["x", "z", "y"]
    assert table.locator("tbody tr").last.locator("td").all_text_contents()[3:5] == ["30.0", z]
    shown = traces(page, "data")
    assert [each["x"] for each in shown if each["meta"].get("samples")] == [[10, 20, 30]]
    (rope,) = follows(shown, "line", each=True)
    assert rope["x"][:2] == [30, 30] and rope["y"][1] == pytest.approx(rope["y"][0])
    assert all(ring["x"] == [30] for ring in follows(shown, "head", each=True))
    named = page.locator("[data-chart=data] .annotation-text").all_text_contents()
    assert "x" in named and "z" not in named


def test_a_link_that_cannot_hold_the_numbers_asks_for_their_file(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    xs, ys = [k / 7 for k in range(400)], [math.sin(k) for k in range(400)]
    file.write_text("".join(f"{x!r},{y!r}\n" for x, y in zip(xs, ys, strict=True)))
    page = open_page("your_data?problem=origin&lr=0.0002&epochs=3&at=5")
    way(page, "Upload a file")
    bring(page, file)
    expect(part(page, "scrubber")).to_have_attribute("max", "1200")
    rest(page)
    scrub(page, 1001)
    text = query(page)
    assert len(page.url) < 4000 and set(params_of(text)) == {
        "problem", "lr", "epochs", "file", "fingerprint", "at",
    }  # fmt: skip
    shown = w(page)
    assert shown == trace(Run(x=xs, y=ys, lr=0.0002, epochs=3)).parameters[1001].tolist()
    again = open_page(
        f"your_data?{text}", size=(360, 800), locale="zh-CN", scheme="dark", ready="[data-testid=stAlert]"
    )
    expect(again.locator(".stMain")).to_contain_text("many.csv”里的 400 个样本")
    expect(again.locator(".samplewise-stage")).to_have_count(0)
    # Streamlit's uploader speaks English; ours stands in its place, whatever becomes of its markup.
    rest(again)
    said = again.get_by_test_id("stFileUploader").evaluate(VISIBLE)
    assert "选择文件" in said and "最多 1,000,000 字节" in said
    assert set(re.findall("[A-Za-z]{2,}", said)) <= {"CSV", "UTF", "GB", "Windows"}
    bring(again, file)
    again.wait_for_selector(READY)
    wait_update(again, 1001)
    assert w(again) == shown
    expect(again.locator(".stMain")).to_contain_text("这正是链接所用的数据")
    assert params_of(query(again)) == params_of(text)
    assert again.locator(".stMain").evaluate("main => main.scrollWidth") <= 360


def test_an_empty_table_is_typed_into_and_the_open_cell_is_used(open_page: Open) -> None:
    page = open_page("your_data?fingerprint=2-0123456789abcdef", ready=".stMain")
    way(page, "Edit a table")
    grid = page.get_by_test_id("stDataFrame")
    grid.locator("canvas").first.wait_for()
    rows, cell = grid.locator("tbody tr"), page.locator("#portal textarea")
    place = box(grid)
    for k, (x, y) in enumerate((("1.50", "3"), ("2", "5"))):
        # The row after the last one is added by a click, and its first cell stands open.
        page.mouse.click(place["x"] + 100, place["y"] + 35 * (k + 1.5))
        expect(rows).to_have_count(k + 1)
        cell.fill(x)
        page.keyboard.press("Tab")
        expect(cell).to_have_count(0)
        page.keyboard.press("Enter")
        cell.fill(y)
    page.get_by_role("button", name="Use these numbers").click()
    page.wait_for_selector(READY)
    params = params_of(query(page))
    assert (params["x"], params["y"]) == ("1.5,2", "3,5")


def open_cell(page: Page, row: int, share: float) -> Locator:
    """Opens the cell of a row of the table, at a share of its width."""
    grid = page.get_by_test_id("stDataFrame")
    grid.locator("canvas").first.wait_for()
    # The grid takes clicks once its rows are drawn.
    expect(grid.locator("tbody tr").nth(row)).to_be_attached()
    # Numbers that are used bring their picture into sight.
    grid.evaluate("grid => grid.scrollIntoView({ block: 'center' })")
    place = box(grid)
    page.mouse.dblclick(place["x"] + share * place["width"], place["y"] + 35 * (row + 1.5))
    cell = page.locator("#portal textarea")
    expect(cell).to_be_visible()
    return cell


def test_the_first_press_uses_the_cell_that_stands_open_however_it_is_written(open_page: Open) -> None:
    page = open_page("your_data?x=1,2,3&y=2,4,6&problem=line&lr=0.01&epochs=5")
    way(page, "Edit a table")
    y = ["2", "4", "6"]
    for k, (typed, held) in enumerate(paired(("{}.5", "{},5", "{}.５"), (0, 400))):
        row = k % len(y)
        open_cell(page, row, 0.75).fill(typed.format(k))
        page.get_by_role("button", name="Use these numbers").click(delay=held)
        y[row] = f"{k}.5"
        expect(page).to_have_url(re.compile(f"y={','.join(y)}"))
        assert params_of(query(page))["x"] == "1,2,3"


def test_a_range_of_decimal_commas_is_pasted_into_the_table_and_a_bad_row_stays(open_page: Open) -> None:
    page = open_page("your_data?x=1,2,3&y=2,4,6&problem=line&lr=0.01&epochs=5")
    way(page, "Edit a table")
    open_cell(page, 0, 0.25)
    page.keyboard.press("Escape")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", "1,4\t10\n3,5\t20\n5,0\t30\n7\t41\n8\tn/a")
    page.keyboard.press("Control+V")
    rows = page.get_by_test_id("stDataFrame").locator("tbody tr")
    expect(rows).to_have_count(5)
    page.get_by_role("button", name="Use these numbers").click()
    expect(page).to_have_url(re.compile("y=10,20,30,41"))
    assert params_of(query(page))["x"] == "1.4,3.5,5,7"
    expect(rows).to_have_count(5)
    expect(rows.nth(4)).to_contain_text("is not written as a decimal number")
    expect(page.locator(".stMain")).to_contain_text(
        '(1): line 5 (y "n/a" is not written as a decimal number)'
    )


@pytest.mark.parametrize(("size", "lowest"), some([((390, 844), "sentence"), ((1366, 768), "play")]))
def test_what_is_left_out_is_in_sight_with_the_picture_once_numbers_are_used(
    open_page: Open, size: tuple[int, int], lowest: str
) -> None:
    page = open_page("your_data", size=size)
    way(page, "Paste numbers")
    rows = [f"{k},{k % 3},{k},7" for k in range(1, 6)]
    page.get_by_role("textbox", name="One pair a row").fill("a,b,c,d\n" + "\n".join(rows))
    page.get_by_role("button", name="Use these numbers").click()
    told = page.get_by_text("2 columns not used: 3: c and 4: d.")
    expect(told).to_be_in_viewport(ratio=1)
    rest(page)
    page.locator(".stMain").evaluate(STILL)
    expect(part(page, lowest)).to_be_in_viewport(ratio=1)
    expect(told).to_be_in_viewport(ratio=1)
    assert box(told)["y"] > box(page.locator(".st-key-bar"))["height"]


def test_a_reading_is_chosen_by_a_press_and_then_a_column_by_its_picture(open_page: Open) -> None:
    page = open_page("your_data?x=1,2,3&y=2,4,6&problem=line&lr=0.01&epochs=5")
    way(page, "Paste numbers")
    rows = [f"{k},{k}00\t{k % 3}\t{k}" for k in range(1, 6)]
    page.get_by_role("textbox", name="One pair a row").fill("\n".join(rows))
    page.get_by_role("button", name="Use these numbers").click()
    expect(page.locator(".stMain")).to_contain_text("3 columns parted by tabs; decimal point; commas between")
    assert params_of(query(page))["x"] == "1,2,3"
    page.get_by_role("button", name="Use reading 2").click()
    expect(page).to_have_url(re.compile("x=1100,2200,3300,4400,5500&y=1,2,0,1,2"))
    rest(page)
    run = Run(problem="line", x=[1100, 2200, 3300, 4400, 5500], y=[1, 2, 0, 1, 2], lr=0.01, epochs=5)
    for update in (1, 7):
        scrub(page, update)
        assert w(page) == trace(run).parameters[update].tolist()
    picture = page.get_by_role("img", name="Scatter: x is column 3, y is column 2")
    rest(page)
    place = box(picture)
    assert place["height"] == 60
    # A press on the picture itself takes its column.
    page.mouse.click(place["x"] + 20, place["y"] + 20)
    expect(page).to_have_url(re.compile("x=1,2,3,4,5&y=1,2,0,1,2"))
