"""Bytes are text in the encoding that they were written in, as far as that can be known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgd_core import RunError
from sgd_core.decoding import decoded
from sgd_core.table import pairs, read


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Années d'ancienneté;Salaire (€)\n1,1;39343\n1,3;46205\n1,5;37731", "1252"),
        ("Expérience;Salaire\n1,5;2\n", "1252"),
        ("Menü;\n1;2\n", "1252"),
        ("µg/m³,temp\n1,2\n", "1252"),
        ("Größe;Gewicht (kg)\n1;2\n", "1252"),
        ("Año;niño;corazón\n1;2;3\n", "1252"),
        ("Płaca (zł);Staż\n1;2\n", "1250"),
        ("Věk;Výška\n1;2\n", "1250"),
        ("Оклад;Стаж\n1;2\n", "1251"),
        ("Возраст, лет;Рост\n1;2\n", "1251"),
    ],
)
def test_windows_code_pages_are_told_apart_and_named(text: str, page: str) -> None:
    assert decoded(text.encode(f"cp{page}")) == (text, f"windows-{page}")
    table = read(text)
    assert len(pairs(table, *table.likely).x) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "时间；成绩\n1；2",
        "温度（℃）,产量\n1,2",
        "鲈鱼,1\n2,3",
        "銷售額,1\n2,3",
        "面积\t价格\n1\t2",
        "价格¥,数量",
        "文献文乩",
    ],
)
def test_chinese_that_is_as_it_ought_to_be_is_never_of_a_code_page(text: str) -> None:
    assert decoded(text.encode("gb18030")) == (text, "gb18030")


@pytest.mark.parametrize("text", ["é,1\n2,3", "时间,1", "Ünï;2", "Оклад"])
def test_utf_8_and_utf_16_come_first(text: str) -> None:
    assert decoded(text.encode()) == (text, "utf-8")
    assert decoded(text.encode("utf-16")) == (text, "utf-16-le")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16", "cp1252", "gb18030"])
@pytest.mark.parametrize("end", ["\x1a", "\n\x1a", "\x1a\x1a"])
def test_the_mark_by_which_dos_ends_a_text_is_no_part_of_it(encoding: str, end: str) -> None:
    assert decoded(f"a,b\n1,2{end}".encode(encoding))[0].rstrip() == "a,b\n1,2"
    with pytest.raises(RunError):
        decoded("a,b\n\x1a1,2".encode(encoding))


@pytest.mark.parametrize("data", [b"1,2\n\x81\xff,3\n", bytes(range(128, 256)), b"1\x012", b"\x1a1,2"])
def test_bytes_that_no_page_makes_words_of_are_refused(data: bytes) -> None:
    with pytest.raises(RunError, match="Windows code page"):
        decoded(data)


@given(st.text("abcdefg éèàüöß;,123\n", max_size=60))
def test_western_words_keep_their_numbers_in_any_page(text: str) -> None:
    found, _ = decoded(("prix;année\n" + text + "\nété;élève;été").encode("cp1252"))
    assert [c for c in found if c in "123;,\n"] == [
        c for c in "prix;année\n" + text + "\nété;élève;été" if c in "123;,\n"
    ]
