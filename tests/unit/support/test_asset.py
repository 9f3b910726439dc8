"""The asset that the functional tests run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.asset import lay_out_asset

if TYPE_CHECKING:
    from pathlib import Path


def test_it_holds_the_function_its_models_and_crhelper_and_no_caches(tmp_path: Path) -> None:
    asset = lay_out_asset(tmp_path / "asset")

    assert {entry.name for entry in asset.iterdir()} == {"workteam_provider", "crhelper"}
    assert (asset / "workteam_provider" / "contract.py").is_file()
    assert (asset / "crhelper" / "resource_helper.py").is_file()
    assert list((asset / "workteam_provider" / "models").rglob("*.json"))
    assert (asset / "crhelper" / "NOTICE").is_file()
    assert {entry.suffix for entry in asset.rglob("*") if entry.is_file()} == {".py", ".json", ""}
