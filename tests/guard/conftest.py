"""The asset as it is deployed, once for all guards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.functions import Function, lay_out

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guard")


@pytest.fixture(scope="session")
def ours(folder: Path) -> Function:
    return lay_out(folder / "assets")[1]
