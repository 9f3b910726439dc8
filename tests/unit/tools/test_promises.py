"""Every promise has a test, every numbered test a promise, and the page says so."""

from __future__ import annotations

import re

from tools.promises import PAGE, PROMISES, ROOT, files_by_promise, page_with_table

NUMBERS = [number for promises in PROMISES.values() for number in promises]


def test_every_promise_has_a_test_and_every_number_a_promise() -> None:
    assert sorted(files_by_promise()) == NUMBERS == sorted(set(NUMBERS))


def test_every_number_has_two_digits() -> None:
    text = "".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))
    assert re.findall(r"def test_(?:p\d+_)*p(?:\d|\d{3,})_", text) == []


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == page_with_table(PAGE.read_text()), "run python -m tools.promises"
