"""One version, at the head of the CHANGELOG and in the package, and what stands in the way of a release."""

from __future__ import annotations

import re
import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest

import cdk_sagemaker_workteam
from tools import release_check
from tools.release_check import ROOT, changelog_problems, main, metadata_problems, tree_problems, version

if TYPE_CHECKING:
    from pathlib import Path


def test_the_changelogs_head_is_the_version() -> None:
    heads = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert heads[0] == version() == cdk_sagemaker_workteam.__version__


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" not in project["project"]
    assert project["project"]["dynamic"] == ["version", "readme"]
    assert project["tool"]["hatch"]["version"] == {"path": "constructs/cdk_sagemaker_workteam/__init__.py"}


@pytest.mark.parametrize(
    ("changelog", "problem"),
    [
        ("# Changelog\n\n## 1.2.0 (2026-11-30)\n\n- x\n\n## 1.1.0 (2026-01-01)\n", None),
        ("## 1.2.0 (unreleased)\n", "expected the day of the release of 1.2.0, such as 2026-11-30, found unreleased"),
        ("## 1.1.0 (2026-01-01)\n\n## 1.2.0 (2026-11-30)\n", "expected 1.2.0 at its head, found 1.1.0"),
        ("# Changelog\n", "expected 1.2.0 at its head, found no version"),
    ],
)
def test_the_changelog_of_a_release(changelog: str, problem: str | None) -> None:
    assert list(changelog_problems(changelog, "1.2.0")) == ([f"CHANGELOG.md: {problem}"] if problem else [])


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout of its own, with the package's version and one commit."""
    package = tmp_path / "constructs/cdk_sagemaker_workteam"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('__version__ = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text("## 1.2.0 (unreleased)\n")
    monkeypatch.setattr(release_check, "ROOT", tmp_path)
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def test_a_clean_tree(repository: Path) -> None:
    assert (version(), list(tree_problems())) == ("1.2.0", [])


def test_changes_and_a_tag_stand_in_the_way(repository: Path) -> None:
    (repository / "new").touch()
    subprocess.run(["git", "tag", "v1.2.0"], cwd=repository, check=True)
    assert list(tree_problems()) == [
        "expected a clean tree, found changes:\n?? new",
        "the tag v1.2.0 exists already",
    ]


def test_everything_is_told_at_once(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "new").touch()
    assert main() == 1
    told = capsys.readouterr().err
    assert "expected a clean tree" in told
    assert "expected the day of the release" in told
    assert "the build failed" in told


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Description-Content-Type: text/markdown\n\n# x\n", None),
        ("Description-Content-Type: text/plain\n\n# x\n", "expected the README as its description"),
        ("Description-Content-Type: text/markdown\n\n", "expected the README as its description"),
        ("License-Expression: Free for all\nDescription-Content-Type: text/markdown\n\n# x\n", "'Free for all'"),
    ],
)
def test_metadata_that_an_index_takes(text: str, problem: str | None) -> None:
    found = list(metadata_problems(f"Metadata-Version: 2.4\nName: x\nVersion: 1.0\n{text}".encode()))
    assert len(found) == (problem is not None)
    assert all(str(problem) in one for one in found)
