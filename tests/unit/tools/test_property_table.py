"""The committed tables of properties are those of the table that checks them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cdk_sagemaker_workteam._contract import ATTRIBUTES, WORKTEAM, Text
from tools import property_table

if TYPE_CHECKING:
    import pytest


def test_the_page_is_up_to_date() -> None:
    assert property_table.PAGE.read_text() == property_table.page(), "run make docs"


def test_the_readme_is_up_to_date() -> None:
    readme = property_table.README.read_text()
    assert readme == property_table.readme_with_table(readme), "run make docs"


def test_every_property_is_told_of() -> None:
    assert set(property_table.USES) == set(WORKTEAM.shapes)
    assert set(re.findall(r"^\| `(\w+)` \| `\w+` \|", property_table.page(), re.MULTILINE)) == set(ATTRIBUTES)


def test_a_limit_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = {**WORKTEAM.shapes, "Description": Text(4321, "text on one line")}
    monkeypatch.setattr(property_table, "WORKTEAM", WORKTEAM._replace(shapes=shapes))
    assert "1 to 4321 characters" in property_table.page()
    assert "1 to 4321 characters" in property_table.short_table()
