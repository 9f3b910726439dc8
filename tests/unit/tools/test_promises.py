"""Every promise has a test, every numbered test a promise, and the page says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.promises import PAGE, PROMISES, TESTS, files_by_promise, gaps, page_with_table

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = [number for promises in PROMISES.values() for number in promises]


def test_no_number_stands_for_two_promises() -> None:
    assert sorted(set(NUMBERS)) == NUMBERS


def test_every_promise_has_a_test_and_every_number_a_promise() -> None:
    assert gaps(files_by_promise()) == []


def test_a_promise_without_a_test_and_a_number_without_a_promise_are_named(tmp_path: Path) -> None:
    file = tmp_path / "unit/test_some.py"
    file.parent.mkdir()
    file.write_text("".join(f"def test_p{number:02}_p99_x(): ...\n" for number in NUMBERS if number != 8))

    found = files_by_promise(tmp_path)

    assert gaps(found) == ["promise 8 has no test", "tests bear the number 99, which no promise has"]
    assert found[7] == [file.relative_to(tmp_path)]


def test_every_number_has_two_digits() -> None:
    text = "".join(file.read_text() for file in TESTS.rglob("test_*.py"))
    assert re.findall(r"def test_(?:p\d+_)*p(?:\d|\d{3,})_", text) == []


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text()
    assert page == page_with_table(page, files_by_promise()), "run make docs"
