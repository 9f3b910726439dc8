"""What the wheel carries, and what it must not."""

from __future__ import annotations

import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_one_top_level_besides_the_metadata(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"cdk_sagemaker_workteam"}


def test_the_functions_source_is_inside(wheel: Path) -> None:
    carried = {name for name in names(wheel) if "/_lambda/" in name}
    source = ROOT / "lambda"
    assert carried == {
        f"cdk_sagemaker_workteam/_lambda/{file.relative_to(source).as_posix()}"
        for file in source.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_it_is_typed_and_carries_no_caches(wheel: Path) -> None:
    assert "cdk_sagemaker_workteam/py.typed" in names(wheel)
    assert [name for name in names(wheel) if "__pycache__" in name or name.endswith(".pyc")] == []
