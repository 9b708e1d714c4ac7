"""Numbers written as code are read as their program means them, or refused with what would be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import RunError
from sgd_core.limits import MAX_SAMPLES
from sgd_core.pasted import columns
from sgd_core.separators import Layout
from sgd_core.table import pairs, read
from tests.core.test_table import found

FOUR = [(20, 120), (43, 128), (63, 141), (26, 126)]


@pytest.mark.parametrize(
    "text",
    [
        "x = [20, 43, 63, 26]\ny = [120, 128, 141, 126]",
        "x=[20,43,63,26]; y=[120,128,141,126]",
        "x = (20, 43, 63, 26)\ny = (120, 128, 141, 126)\n",
        "import np\nx = array([20, 43, 63, 26], dtype=int)\ny = np.array([120,\n 128, 141, 126])",
        "x = torch.tensor([[20], [43], [63], [26]])\ny = torch.tensor([[120], [128], [141], [126]])",
        "x = [20 43 63 26];\ny = [120 128 141 126];",
        "x = [20; 43; 63; 26]\ny = [120; 128; 141; 126]",
        "x = [20 43 63 26]';  # mm\ny = [120 128 141 126].';  % mm",
        "lr = 0.01\nx = [20, 43, 63, 26]\ny = [120, 128, 141, 126]\nplt.plot(x, y)\nprint(x[0])",
        "x <- c(20, 43, 63, 26)\ny <- c(120, 128, 141, 126)",
        "x = (/ 20, 43, 63, 26 /)\ny = (/120, 128, 141, 126/)",
        "data.frame(x = c(20, 43, 63, 26), y = c(120, 128, 141, 126))",
        'pd.DataFrame({"x": [20, 43, 63, 26], "y": [120, 128, 141, 126]})',
        '{"x": 20, "y": 120}\n{"x": 43, "y": 128}\n{"x": 63, "y": 141}\n{"x": 26, "y": 126}',
        '{"x": [20, 43, 63, 26], "y": [120, 128, 141, 126]}',
        "{'y': [120, 128, 141, 126], 'x': [20, 43, 63, 26]}",
        '[{"x": 20, "y": 120}, {"x": 43, "y": 128}, {"y": 141, "x": 63}, {"x": 26, "y": 126}]',
        "x = [20, 43, 63, 26]\ny = [120, 128, 141, 126]\nw = [0, 0]",
    ],
)
def test_named_lists_are_columns(text: str) -> None:
    assert set(read(text).names) == {"x", "y"}
    assert found(text) == (FOUR, [])


@pytest.mark.parametrize(
    "text",
    [
        "[20 120; 43 128; 63 141; 26 126]",
        "data = [20 120\n43 128\n63 141\n26 126];",
        "[20, 120; 43, 128; 63, 141; 26, 126]",
        "[[20, 120], [43, 128], [63, 141], [26, 126]]",
        "np.array([[20, 120], [43, 128],\n          [63, 141], [26, 126]])",
        "points = [(20, 120), (43, 128), (63, 141), (26, 126),]",
        "(20, 120)\n(43, 128)\n(63, 141)\n(26, 126)",
        "(20, 120), (43, 128), (63, 141), (26, 126)",
        "20 120; 43 128; 63 141; 26 126",
        "20, 120; 43, 128\n63, 141; 26, 126\n",
        "20 120; 43 128\n63 141; 26 126",
        "20, 120; 43, 128; 63, 141; 26, 126;",
    ],
)
def test_pairs_in_brackets_are_rows(text: str) -> None:
    assert read(text).names == () and found(text) == (FOUR, [])


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("(1,5; 2)\n(3,5; 4)\n(4,5; 6)", [(1.5, 2), (3.5, 4), (4.5, 6)]),
        ("(1,5;2,25),(3,5;4,75)", [(1.5, 2.25), (3.5, 4.75)]),
        ("[1,5; 2,5]\n[-3,5; 4,5]\n", [(1.5, 2.5), (-3.5, 4.5)]),
        ("(1; 2,5)\n(3; 4,5)", [(1, 2.5), (3, 4.5)]),
        ("[(1; 2,5), (3,125; 4)]", [(1, 2.5), (3.125, 4)]),
        ("(1; 2)\n(3; 4)", [(1, 2), (3, 4)]),
    ],
)
def test_semicolons_in_the_brackets_of_pairs_leave_the_commas_to_the_decimals(
    text: str, points: list[tuple[float, float]]
) -> None:
    assert found(text) == (points, [])


@pytest.mark.parametrize(
    "text",
    [
        "(1,500; 2)\n(3,250; 4)", "(1,-5; 2)\n(3,5; 4)", "(1, 5; 2, 5)\n(3, 5; 4, 5)",
        "x = [1,5; 2,5]\ny = [3,5; 4,5]", "(1.5,2; 3)\n(4,5; 6)",
        "(1,5; 2,5)",
    ],
)  # fmt: skip
def test_commas_beside_semicolons_that_are_no_sure_decimals_are_refused(text: str) -> None:
    with pytest.raises(RunError, match="is code"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "[20 43 63 26; 120 128 141 126]'",
        "A = [20 43 63 26; 120 128 141 126].';",
        "x = [20 43 63 26]'; y = [120; 128; 141; 126];",
        "np.array([[20, 43, 63, 26], [120, 128, 141, 126]]).T",
        "[[20, 43, 63, 26], [120, 128, 141, 126]].T\n",
        "np.array([[20, 43, 63, 26], [120, 128, 141, 126]]).transpose()",
        "data = np.transpose([[20, 43, 63, 26], [120, 128, 141, 126]])",
        "np.transpose([[20, 120], [43, 128], [63, 141], [26, 126]]).T",
        "np.column_stack(([20, 43, 63, 26], [120, 128, 141, 126]))",
        "[20 43 63 26]'\n[120 128 141 126]'",
        "[[20 43 63 26]' [120 128 141 126]']",
    ],
)
def test_what_is_transposed_is_read_so(text: str) -> None:
    assert found(text) == (FOUR, []) and read(text).others == ()


@pytest.mark.parametrize(
    "text",
    [
        "x = [1, 2]\ny = [3, 4].T.copy()", "[1 2; 3 4]' * 2", "np.array([[1, 2], [3, 4]]).T[1:]",
        "[[1, 2], [3]].T", "[[1, 2], [3, 4].T]", "pd.DataFrame({'x': [1, 2], 'y': [2, 4]}).T",
        "A = [1 2 3; 2 4 6]\nA'", "data = [[1, 2, 3], [2, 4, 6]]\ndata = data.T",
        "list(zip([1, 2, 3], [2, 4, 6]))", "np.c_[[1, 2, 3], [2, 4, 6]]", "t(matrix(c(1, 2, 3, 4), 2))",
        "x, y = [1, 2, 3], [2, 4, 6]", "x, y = zip([1, 2], [2, 4])", "x <- 1:3\ny <- c(2, 4, 6)",
        "x = linspace(0, 1, 3); y = [1, 2, 3]",
    ],
)  # fmt: skip
def test_what_else_is_done_to_numbers_is_refused_with_what_would_be_read(text: str) -> None:
    with pytest.raises(RunError, match="x = \\[1, 2\\] and y") as error:
        read(text)
    assert [each.code for each in error.value.complaints] == ["code"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        *[
            (f"x = {call}([1, 4, 9])\ny = [1, 2, 3]", f"1: x = {call}([1, 4, 9])")
            for call in ("np.sqrt", "np.log", "np.cumsum", "sorted", "abs")
        ],
        ("y = [1, 2]\nx = np.array(np.log([1, 4]))", "2: x = np.array(np.log([1, 4]))"),
        ("y <- c(1, 2)\nx <- log(c(1, 4))", "2: x <- log(c(1, 4))"),
        ("x = [2020-2000, 2021-2000]\ny = [1, 2]", "1: x = [2020-2000, 2021-2000]"),
        ("x = [2020 -2000, 2021 -2000]\ny = [1, 2]", "1: x = [2020 -2000, 2021 -2000]"),
        ("[(10-3, 5),\n(4, 5)]", "1: [(10-3, 5),"),
        ("[(10, 3),\n(4, 5-2)]", "2: (4, 5-2)]"),
        ("x = [1, 2, 3, 4][0:2]\ny = [1, 2, 3, 4]", "1: x = [1, 2, 3, 4][0:2]"),
        ("x <- c(1, 2, 3)[-1]\ny <- c(1, 2, 3)", "1: x <- c(1, 2, 3)[-1]"),
        ("x <- c(1:3, 5)\ny <- c(1, 2)", "1: x <- c(1:3, 5)"),
        ("x = [1, 2, 3]\ny = [2, 4, 6]\nx = x[1:3]", "3: x = x[1:3]"),
        ("x = [1, 2, 3]\ny = [2, 4, 6]\nx = np.sqrt(x)", "3: x = np.sqrt(x)"),
        ("x = [1, 2, 3]\ny = [2, 4, 6]\nx.append(5)", "3: x.append(5)"),
        ("data = [[1, 2], [3, 4]]\ndata.append(5)", "2: data.append(5)"),
        ("x = [1, 2] + [3]\ny = [1, 2]", "1: x = [1, 2] + [3]"),
        ("x = [1, 2]\ny = [3, 4].copy()", "2: y = [3, 4].copy()"),
        ("x = [1,5 2,5]\ny = [1 2]", "1: x = [1,5 2,5]"),
        ("x = [1j, 2j]\ny = [1, 2]", "1: x = [1j, 2j]"),
    ],
)
def test_numbers_that_code_computes_are_refused_with_their_line(text: str, line: str) -> None:
    with pytest.raises(RunError, match="x = \\[1, 2\\] and y") as error:
        read(text)
    assert [(each.code, each.value) for each in error.value.complaints] == [("code", line)]


def test_a_name_may_be_given_its_own_numbers_in_a_call_that_holds_them() -> None:
    text = "x = [1, -2]\ny = [3, 4]\nx = np.array(x, dtype=float)\ny = torch.tensor(y)\n"
    text += "n = x[0]-1\nf = figure(size=(8, 6))"
    assert found(text) == ([(1, 3), (-2, 4)], [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = array([0, 1, 2, ..., 997, 998])\ny = array([0, 1, 2, ..., 997, 998])", 1),
        ("x: array([0, 1, 2, ..., 997, 998, 999])", 1),
        ("array([[0, 1],\n [2, 3],\n ...,\n [4, 5]])", 3),
        ("[[0 1]\n [2 3]\n ...\n [4 5]]", 3),
        ("[0 1 2 ... 997 998]", 1),
        ("x = [1, 2, …, 9]; y = [2, 4, …, 18]", 1),
    ],
)
def test_a_print_that_leaves_numbers_out_is_refused_with_the_line_of_its_dots(text: str, line: int) -> None:
    with pytest.raises(RunError, match="leaves numbers out") as error:
        read(text)
    (complaint,) = error.value.complaints
    assert complaint.code == "shortened" and "set_printoptions" in complaint.allowed()
    assert complaint.value.startswith(f"{line}: ") and ("..." in complaint.value or "…" in complaint.value)


@pytest.mark.parametrize("dots", ["..", "...", "…"])
def test_a_row_of_dots_stands_for_rows_that_a_print_leaves_out(dots: str) -> None:
    frame = f"     x    y\n0  1.0  2.0\n{dots}  {dots}  {dots}\n9  3.0  6.5"
    assert found(frame) == ([(1, 2), (3, 6.5)], [(3, "shortened")])
    assert found(f"1 2\n{dots}\n3 6.5") == ([(1, 2), (3, 6.5)], [(2, "shortened")])


def test_three_dots_at_the_end_of_a_line_are_blank() -> None:
    assert found("x = [1, 2, ...\n 3]; ... % more\ny = [2, 4, ... # on\n 6];") == (
        [(1, 2), (2, 4), (3, 6)],
        [],
    )


def test_a_list_that_goes_on_in_the_next_line_is_no_matrix() -> None:
    assert found("x = [1 2 3\n 4 5]\ny = [2 4 6\n 8 9]")[0] == [(1, 2), (2, 4), (3, 6), (4, 8), (5, 9)]
    assert found("[1 2\n 2 4\n 3 6]")[0] == [(1, 2), (2, 4), (3, 6)]
    for text in ("[1 2 3 4 5\n 6 7 8]", "x = [1 2 3; 4 5]\ny = [2 4 6; 8 9]"):
        with pytest.raises(RunError, match="code"):
            read(text)


def test_two_points_are_offered_as_pairs_and_x_and_y_are_not() -> None:
    assert [each.first for each in read("P = (5, 6)\nQ = (7, 9)").readings] == [
        ((5, 7), (6, 9)),
        ((5, 6), (7, 9)),
    ]
    assert read("x = (5, 6)\ny = (7, 9)").readings == read("a = [5, 6]\nb = [7, 9]").readings == ()


def test_two_lists_in_one_are_offered_to_be_turned_as_two_rows_are() -> None:
    for text in ("[[1, 2, 3], [2, 4, 6]]", "1,2,3\n2,4,6"):
        assert [each.layout.lines for each in read(text).readings] == ["rows", "across"]
        assert found(text, Layout(lines="across")) == ([(1, 2), (2, 4), (3, 6)], [])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# 9, 9\nx = [1, 2, 3]\ny = [2, 4, 6]", [1]),
        ("% 9 9\nA = [\n1 2\n2 4\n% 8 8\n3 6\n];", [1, 5]),
        ("[(1, 2), (2, 4),\n # (9, 9),\n (3, 6)]", [2]),
        ('# {"x": 9, "y": 9},\n[{"x": 1, "y": 2}, {"x": 2, "y": 4}, {"x": 3, "y": 6}]', [1]),
        ("# seed 42, 2021\nx = [1, 2, 3]  # 3\ny = [2, 4, 6]", []),
    ],
)
def test_rows_put_aside_as_remarks_in_code_are_counted(text: str, lines: list[int]) -> None:
    assert found(text) == ([(1, 2), (2, 4), (3, 6)], [(line, "remark") for line in lines])


def test_arrays_of_c_are_lists() -> None:
    assert found("double x[] = {1, 2, 3};\nstatic double y[] = {2, 4, 6.5};")[0] == [(1, 2), (2, 4), (3, 6.5)]
    assert found("double x[3] = {1, 2, 3};\ndouble y[3] = {2, 4, 6.5};")[0] == [(1, 2), (2, 4), (3, 6.5)]
    with pytest.raises(RunError, match="code"):
        # Elements of Python, which are no arrays.
        found("x[0] = {1, 2, 3}\nx[1] = {2, 4, 6.5}")


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("double x[] = {1, 3}; // seconds\ndouble y[] = {2, 5}; // metres", []),
        ("/* 2 samples,\n   by hand */\nint x[2] = { /* s */ 1, 3 };\nint y[2] = {2, 5 /* m */};", []),
        ("double p[][2] = {\n  {1, 2},\n  // {9, 9},\n  {3, 5}, // the last\n};", [3]),
        ("{1, 2},\n/* {9, 9}, */\n{3, 5},", [2]),
        ("const d = [\n  [1, 2], // first\n// [9, 9],\n  [3, 5]]; // last", [3]),
    ],
)
def test_the_remarks_of_c_are_none_of_the_numbers_and_samples_in_them_are_counted(
    text: str, aside: list[int]
) -> None:
    points, skipped = found(text)
    assert points == [(1, 2), (3, 5)] and [line for line, _ in skipped] == aside


REMARKS = st.sampled_from(["", " ", "\n", " /* 9, 9 */ ", " // {9, 9}\n", "\n/* 9\n9 */\n", "/**/"])


@given(st.lists(st.tuples(st.integers(-99, 99), st.integers(-99, 99)), min_size=2, max_size=5), st.data())
def test_remarks_of_c_between_its_rows_change_no_pair(
    rows: list[tuple[int, int]], data: st.DataObject
) -> None:
    between = [data.draw(REMARKS) for _ in rows]
    inside = "".join(f"{{{x}, {y}}},{remark}" for (x, y), remark in zip(rows, between, strict=True))
    points, skipped = found(f"double p[][2] = {{{inside}}};")
    assert points == rows and len(skipped) == sum("9" in remark for remark in between)


@pytest.mark.parametrize("text", ["x = [7 // 2,\n3]\ny = [1, 2]", "x = [1, 2] /* s\ny = [2, 4]"])
def test_what_divides_or_is_never_closed_is_no_remark(text: str) -> None:
    with pytest.raises(RunError, match="code"):
        found(text)


@pytest.mark.parametrize(
    "text",
    [
        "std::vector<double> x{1, 2, 3};\nstd::vector<double> y{2, 4, 6};",
        "double[] x = new double[] {1, 2, 3};\ndouble[] y = new double[] {2, 4, 6};",
        "x := []float64{1, 2, 3}\ny := []float64{2, 4, 6}",
        "let x = vec![1, 2, 3];\nlet y = vec![2, 4, 6];",
        "$x = array(1, 2, 3);\n$y = array(2, 4, 6);",
        "my @x = (1, 2, 3);\nmy @y = (2, 4, 6);",
        "DATA X /1, 2, 3/\nDATA Y /2, 4, 6/",
        "5, 4 [3, 5]\n6, 7 [6, 8]",
    ],
)
def test_lists_whose_brackets_would_be_left_in_cells_are_refused(text: str) -> None:
    with pytest.raises(RunError, match="would be left"):
        read(text)


def test_many_lists_of_two_are_columns_or_pairs_and_asked_about() -> None:
    ways = read('{"a": [1, 2], "b": [2, 4], "c": [3, 6]}').readings
    assert [each.first for each in ways] == [((1, 2), (2, 4)), ((1, 2), (2, 4), (3, 6))]


def test_what_is_no_number_in_a_list_is_told_with_its_line() -> None:
    assert found("x = [1,\n 2,\n None]\ny = [2,\n 4,\n 6]") == ([(1, 2), (2, 4)], [(3, "not_a_number")])
    assert found('[{"x": 1, "y": 2},\n{"x": 3},\n{"x": 5, "y": 6}]') == (
        [(1, 2), (5, 6)],
        [(2, "empty_cell")],
    )
    assert found("x = [1, -2.5e3]\ny = [nan, .5]") == ([(-2500, 0.5)], [(1, "not_finite")])


@pytest.mark.parametrize(
    "text",
    [
        "x = [1, 2, 3]\ny = [2, 4]", "[1, 2, 3]", "x = [1, 2, 3]", "x = [1, 2, 3", "[[1, 2], [3, 4]",
        '{"x": [1, 2]}', '{"x": 1, "y": 2}', "[[[[[[[[[[1, 2]]]]]]]]]]", "x = [1 2; 3 4]\ny = [1 2; 3 4]",
        "(1)\n(2)", "[1, 2]]",
        "x = [a, b]", "[(1, 2), 3]", "x = [i for i in range(5)]", "[" * 5000, "[1," * 5000,
    ],
)  # fmt: skip
def test_code_that_makes_no_columns_is_refused_with_what_would_be_read(text: str) -> None:
    with pytest.raises(RunError) as error:
        found(text)
    codes = [each.code for each in error.value.complaints]
    assert codes == ["code"] or "[" not in text.replace("[a, b]", "")
    assert "code" not in codes or "x = [1, 2] and y = [2, 4]" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "Temp (°C),Mass (kg)\n1,2\n3,4",
        "a [m],b [s]\n1,2\n3,4",
        "note,x,y\n(a),1,2\n[b],3,4",
        "x(1),y(2)\n1,2\n3,4",
    ],
)
def test_brackets_in_the_words_of_a_table_make_no_code_of_it(text: str) -> None:
    assert found(text) == ([(1, 2), (3, 4)], [])


def test_lists_in_the_cells_of_a_table_are_no_pairs() -> None:
    for text in ("a,[1, 2]\nb,[3, 4]", "1,[2, 3]\n4,[5, 6]", "a,(1)\nb,(2)"):
        with pytest.raises(RunError) as error:
            found(text)
        assert error.value.complaints[0].code in ("no_pair", "marks_left")


def test_more_rows_than_are_allowed_are_refused_in_code_as_well() -> None:
    with pytest.raises(RunError, match="holds 10001 rows"):
        read("[" + "[1,2]," * (MAX_SAMPLES + 1) + "]")


@given(st.text(alphabet="[](){}=:,;1-. \n'\"xa#%", max_size=60))
def test_any_brackets_are_read_or_refused(text: str) -> None:
    try:
        table = read(text)
        got = pairs(table, *table.likely)
    except RunError as error:
        assert str(error)
        return
    assert len(got.x) + len(got.skipped) == len(table.rows)


@given(st.text(alphabet="[](){}=:,;1-. \n'\"xa#%", max_size=60))
def test_what_is_no_code_is_left_to_the_reader_of_lines(text: str) -> None:
    try:
        got = columns(text)
    except RunError as error:
        assert [each.code for each in error.complaints] == ["code"]
    else:
        assert got is None or all(row.cells for row in got[1])
