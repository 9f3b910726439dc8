"""The committed tables of properties are those of the table that checks them."""

from __future__ import annotations

import re

from cdk_sagemaker_workteam._contract import ATTRIBUTES, WORKTEAM
from tools import property_table


def test_the_page_is_up_to_date() -> None:
    assert property_table.PAGE.read_text() == property_table.page(), "run make docs"


def test_the_readme_is_up_to_date() -> None:
    readme = property_table.README.read_text()
    assert readme == property_table.readme_with_table(readme), "run make docs"


def test_every_property_is_told_of() -> None:
    assert set(property_table.USES) == set(WORKTEAM.shapes)
    assert set(re.findall(r"^\| `(\w+)` \| `\w+` \|", property_table.page(), re.MULTILINE)) == set(ATTRIBUTES)


def test_every_limit_is_told(monkeypatch) -> None:
    shapes = {**WORKTEAM.shapes, "Description": WORKTEAM.shapes["Description"]._replace(max=4321)}
    monkeypatch.setattr(property_table, "WORKTEAM", WORKTEAM._replace(shapes=shapes))
    assert "1 to 4321 characters" in property_table.page()
    assert "1 to 4321 characters" in property_table.short_table()
