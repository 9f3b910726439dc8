"""The range of versions that the README states is the one that the tests run with."""

from __future__ import annotations

import re

from tools.oldest_cdk import ROOT, oldest


def test_the_stated_range_is_from_the_lower_bounds_to_the_pins() -> None:
    pins = dict(re.findall(r"^([\w-]+)==(.+)$", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    (cdk, constructs) = (bound.partition("==")[2] for bound in oldest())
    stated = f"(tested with {cdk} and {constructs} up to {pins['aws-cdk-lib']} and {pins['constructs']})"
    assert stated in (ROOT / "README.md").read_text()
