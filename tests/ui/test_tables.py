"""Tables in Markdown."""

from sgd_ui.words.tables import table


def test_a_table_has_a_rule_for_each_column_and_a_bar_ends_no_cell() -> None:
    assert table(["way", "|w|"], [["a", "1"], ["b | c", ""]], "lr") == "\n".join(
        ["| way | \\|w\\| |", "|:--|--:|", "| a | 1 |", "| b \\| c |  |"]
    )
