"""`make acceptance`, on the local cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.acceptance.cleaner import clean
from tools.acceptance.run import Run
from tools.acceptance.steps import STEPS

if TYPE_CHECKING:
    from tools.acceptance.target import Target

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]


def test_every_step_succeeds_on_the_local_cloud(target: Target) -> None:
    run = Run(target)
    try:
        for step in STEPS:
            step.go(run)
    finally:
        clean(target, run.id)
