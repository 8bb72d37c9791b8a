"""Delimited texts as they come out of real programs, and files that only look like one."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aldia.core.raw_table import EmptyFile, NotATable, OnlyHeadings
from aldia.sources.csv_file import read_table

TEXT = "Número;Cliente;Importe\nF-1;Muebles Ñandú;12,50\nF-2;Ana;1,00\n"
ROWS = [("F-1", "Muebles Ñandú", "12,50"), ("F-2", "Ana", "1,00")]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        pytest.param(TEXT.encode(), "utf-8", id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), "utf-8", id="UTF-8 with mark"),
        pytest.param(TEXT.encode("utf-16"), "utf-16-le", id="UTF-16"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be", id="UTF-16 BE"),
        pytest.param(TEXT.encode("utf-16-le"), "utf-16-le", id="UTF-16 LE without mark"),
        pytest.param(TEXT.encode("utf-16-be"), "utf-16-be", id="UTF-16 BE without mark"),
        pytest.param(TEXT.encode("cp1252"), "cp1252", id="Windows"),
        pytest.param(TEXT.encode("latin-1") + b"F\x81;;", "latin-1", id="Latin-1"),
    ],
)
def test_encodings(content, encoding):
    table = read_table(content)
    assert table.frame.rows()[:2] == ROWS
    assert table.encoding == encoding


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(delimiter, ending):
    text = 'N;C;I\n1;"a;b";2\n3;"say ""hi""";4\n'.replace(";", delimiter).replace("\n", ending)
    table = read_table(text.encode())
    assert table.delimiter == delimiter
    assert table.frame.rows() == [("1", f"a{delimiter}b", "2"), ("3", 'say "hi"', "4")]
    assert table.lines.to_list() == [2, 3]


@pytest.mark.parametrize(
    ("text", "headings", "lines"),
    [
        pytest.param("Número;Cliente\n\n1;A\n\n\n2;B\n", 2, [3, 6], id="blank lines"),
        pytest.param("Facturas\n\nNúmero;Cliente\n1;A\n2;B\n", 2, [4, 5], id="a title"),
        pytest.param("sep=;\nNúmero;Cliente\n1;A\n2;B", 2, [3, 4], id="sep= and no last end"),
        pytest.param("Número;Cliente;;\n1;A;;\n2;B;;\n", 2, [2, 3], id="nameless empty columns"),
        pytest.param("Número;Cliente\n1;A;\n2;B;;;\n", 2, [2, 3], id="empty cells at the end"),
        pytest.param("Número;Cliente\n;;;\n1;A\n2;B\n", 2, [3, 4], id="only separators"),
        pytest.param('Número;Cliente\n1;"A"\n2;B\n\x1a', 2, [2, 3], id="old end-of-file mark"),
    ],
)
def test_untidy_but_readable(text, headings, lines):
    table = read_table(text.encode())
    assert len(table.headings) == headings
    assert table.lines.to_list() == lines
    assert table.problems == ()


def test_uneven_lines_are_problems_and_the_rest_is_read():
    table = read_table(b"N;C;I\n1;A;2\n3;B\n4;C;5;6\n7;D;8\n")
    assert table.frame.rows() == [("1", "A", "2"), ("7", "D", "8")]
    assert [problem.line for problem in table.problems] == [3, 4]
    assert table.left_out == {3: "3;B", 4: "4;C;5;6"}


def test_a_line_break_inside_quotes_belongs_to_the_cell():
    table = read_table(b'N;C;I\n1;"A\nB";2\n3;C;4\n')
    assert table.frame.rows() == [("1", "A\nB", "2"), ("3", "C", "4")]
    assert table.lines.to_list() == [2, 4]


@pytest.mark.parametrize(
    "line", ['2;"open;3', '2;"open;3\n'], ids=["in the middle", "with a break after"]
)
def test_a_quote_nobody_closes_costs_only_its_line(line):
    table = read_table(f'N;C;I\n1;A;2\n{line}\n4;7" pipe;5\n'.encode())
    assert table.frame["1"].to_list() == ["A", '7" pipe']
    assert [problem.line for problem in table.problems] == [3]


def test_a_broken_letter_is_told_and_does_not_spoil_the_others():
    content = TEXT.encode() + "F-3;Peña Ibáñez Núñez Güemes Añón Cádiz;2\n".encode() + b"F-4;\xf1;2"
    table = read_table(content)
    assert table.encoding == "utf-8"
    assert table.frame.rows()[:2] == ROWS
    assert [problem.line for problem in table.problems] == [5]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        pytest.param(b"", EmptyFile, id="empty"),
        pytest.param(b" \r\n\n;;;\n", EmptyFile, id="blank"),
        pytest.param(b"\xef\xbb\xbf", EmptyFile, id="only a mark"),
        pytest.param(b"Numero;Cliente\n", OnlyHeadings, id="only headings"),
        pytest.param(b"Numero;Cliente", OnlyHeadings, id="only headings, no end"),
        pytest.param(bytes(range(256)) * 10, NotATable, id="binary"),
        pytest.param(b"\x89PNG\r\n\x1a\n", NotATable, id="an image"),
        pytest.param(b"%PDF-1.7\nNumero;Cliente\n1;2\n", NotATable, id="a PDF"),
        pytest.param(b"<html><table>", NotATable, id="a web page"),
        pytest.param(b"SQLite format 3\0", NotATable, id="a database"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content, refusal):
    with pytest.raises(refusal):
        read_table(content)


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"])
def test_formulas_are_texts_like_any_other(cell):
    assert read_table(f"N;C\n1;{cell}\n".encode()).frame["1"].to_list() == [cell]


words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=8)


@given(
    rows=st.lists(st.tuples(words, words, words), min_size=1, max_size=12),
    delimiter=st.sampled_from([";", ",", "\t", "|"]),
)
def test_what_the_csv_module_writes_is_read_back(rows, delimiter):
    named = [(f"F{i}", *row) for i, row in enumerate(rows)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["Número", "Cliente", "Importe", "Moneda"])
    writer.writerows(named)
    table = read_table(out.getvalue().encode())
    assert table.frame.rows() == [tuple(cell.strip() for cell in row) for row in named]
    assert table.problems == ()
