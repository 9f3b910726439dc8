"""The same source gives the same bytes, at another time, in another place and with other rights on its files."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOURCE = {"constructs", "lambda", "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", ".gitignore", "PKG-INFO"}


@pytest.mark.parametrize("what", ["wheel", "sdist"])
def test_the_same_bytes_twice(
    what: str, build: Callable[..., Path], request: pytest.FixtureRequest, unpacked: Path, tmp_path: Path
) -> None:
    first: Path = request.getfixturevalue(what)
    again = build(what, unpacked, tmp_path)
    assert again.name == first.name
    assert again.read_bytes() == first.read_bytes()


def test_the_sdist_holds_the_source_and_nothing_that_was_built(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    tops = {name.split("/")[0] for name in names}
    assert tops == {
        "constructs",
        "lambda",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "hatch_build.py",
        "pyproject.toml",
        "PKG-INFO",
        ".gitignore",
    }
    assert "lambda/workteam_provider/handler.py" in names
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []
