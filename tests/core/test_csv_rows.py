"""Rows of CSV are read one by one, and no row takes more than its share of memory or of what follows."""

import pytest

from apps.core.csv_rows import cells_error, cells_read


def read(*lines: str | None, max_length: int = 20) -> list[tuple[int, list[str], str]]:
    return list(cells_read(iter(lines), max_length=max_length))


def test_a_row_has_the_number_of_its_first_line() -> None:
    assert read("a,b\n", '"1\n', '2",3\n', "\n", "4,5") == [
        (0, ["a", "b"], ""),
        (1, ["1\n2", "3"], ""),
        (3, [], ""),
        (4, ["4", "5"], ""),
    ]


@pytest.mark.parametrize(
    "lines",
    [('"1\n', *['","a\n'] * 4), ('"' + "x" * 20 + "\n",), (None,), ('"1\n', None)],
    ids=["over-lines", "one-line", "not-kept", "not-kept-within"],
)
def test_a_row_that_is_too_long_ends_alone(lines: tuple[str | None, ...]) -> None:
    long, good = read(*lines, "4,5\n")
    assert (long[:2], "longer than" in long[2]) == ((0, []), True)
    assert good == (len(lines), ["4", "5"], "")


def test_what_is_no_csv_is_an_error_of_its_row() -> None:
    bad, good = read("a\rb\n", "4,5\n")
    assert (bad[:2], "not CSV" in bad[2]) == ((0, []), True)
    assert good == (1, ["4", "5"], "")


def test_cells_fit_their_columns_in_number_and_encoding() -> None:
    assert cells_error(["1", "2"], ["a", "b"]) == ""
    assert "1 cells" in cells_error(["1"], ["a", "b"])
    assert "UTF-8" in cells_error([b"\xff".decode("utf-8", "surrogateescape")], ["a"])
