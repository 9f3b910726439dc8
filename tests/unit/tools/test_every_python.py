"""Which Pythons are found, and what is said of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools import every_python

if TYPE_CHECKING:
    from pathlib import Path


def add(path: Path, version: str) -> str:
    """Add a Python that says its version; without one it lacks ensurepip."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{f'echo {version}' if version else 'exit 1'}\n")
    path.chmod(0o755)
    return str(path)


def test_pythons_of_the_path_and_of_pyenv_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    add(tmp_path / "bin/python3.11", "")
    named = add(tmp_path / "bin/python3.12", "3.12")
    add(tmp_path / "pyenv/versions/3.12.1/bin/python", "3.12")
    add(tmp_path / "bin/python3.13", "3.12")
    of_pyenv = add(tmp_path / "pyenv/versions/3.14.0/bin/python", "3.14")
    add(tmp_path / "pyenv/versions/3.16.0/bin/python", "3.16")

    assert list(every_python.found()) == [("3.12", named), ("3.14", of_pyenv)]


@pytest.mark.parametrize(("failing", "code"), [(None, 0), ("3.12", 1)])
def test_each_is_told_and_one_failure_fails(
    failing: str | None, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(every_python, "found", lambda: iter([("3.12", "a"), ("3.14", "b")]))
    monkeypatch.setattr(every_python, "passed", lambda version, *_: version != failing)
    monkeypatch.setattr("sys.argv", ["every_python"])

    assert every_python.main() == code
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "Python 3.11: not found",
        f"Python 3.12: {'failed' if failing else 'passed'}",
        "Python 3.13: not found",
        "Python 3.14: passed",
        "Python 3.15: not found",
    ]
