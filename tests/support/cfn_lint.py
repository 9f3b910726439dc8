"""What cfn-lint finds in a template; imported only where a template is linted, since it takes a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REGIONS: Final = ["us-east-1", "eu-west-1"]


def findings(template: str) -> Iterator[tuple[str, str]]:
    """Yield rule and message of each finding; skips the test where there is no cfn-lint."""
    pytest.importorskip("cfnlint", reason="cfn-lint can't be installed by Python 3.15 yet")
    from cfnlint.api import lint
    from cfnlint.config import ManualArgs

    for match in lint(template, config=ManualArgs(regions=REGIONS)):
        yield match.rule.id, match.message
