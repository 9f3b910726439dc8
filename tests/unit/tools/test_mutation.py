"""What is mutated is there, and the page counts as killed what a test killed."""

from __future__ import annotations

import ast
import dataclasses
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tools.mutation import in_forks, one_by_one, subjects
from tools.mutation.changes import changes
from tools.mutation.mutant import Mutant
from tools.mutation.page import page
from tools.mutation.subjects import FUNCTION, LIBRARY, ROOT, SUBJECTS, Subject

if TYPE_CHECKING:
    from pathlib import Path

HALF = "def half(x):\n    return x / 2 if x else 0\n"
TEST = "from package.half import half\n\n\ndef test_half():\n    assert half(4) == 2\n"


def functions(subject: Subject, module: str) -> set[str]:
    """Name the functions of a module, and its methods by their class."""
    return {node.name for node in tree(subject, module).body if isinstance(node, ast.FunctionDef)} | {
        f"{name}.{node.name}"
        for name, of in classes(subject, module).items()
        for node in of.body
        if isinstance(node, ast.FunctionDef)
    }


def classes(subject: Subject, module: str) -> dict[str, ast.ClassDef]:
    return {node.name: node for node in tree(subject, module).body if isinstance(node, ast.ClassDef)}


def tree(subject: Subject, module: str) -> ast.Module:
    return ast.parse((ROOT / subject.package / f"{module}.py").read_text())


@pytest.mark.parametrize("module", FUNCTION.modules)
def test_every_mutated_module_of_the_function_decides_something(module: str) -> None:
    assert functions(FUNCTION, module)


def test_all_of_the_library_is_mutated_but_what_the_function_has_too() -> None:
    package = ROOT / LIBRARY.package
    left_out = {path for path in package.rglob("*.py") if path.name != "__init__.py"} - {
        package / f"{module}.py" for module in LIBRARY.modules
    }

    assert left_out == {package / "_contract.py", package / "workforce/_invitation_text.py"}


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_a_survivor_is_in_a_function_that_is_mutated(subject: Subject) -> None:
    assert subject.reasons.keys() <= set(subject.modules)
    for module, reasons in subject.reasons.items():
        places = functions(subject, module) | (set() if subject.forks else {"", *classes(subject, module)})
        assert {where for where, _ in reasons} <= places


@pytest.mark.parametrize(
    ("name", "module", "where"),
    [
        ("workteam_provider.client.x_sagemaker__mutmut_1", "client", "sagemaker"),
        ("workteam_provider.workteam.create.x__made__mutmut_12", "workteam/create", "_made"),
        ("workteam_provider.protocol.retry.xǁClassǁ_method__mutmut_3", "protocol/retry", "Class._method"),
    ],
)
def test_a_mutants_name_tells_module_and_function(name: str, module: str, where: str) -> None:
    assert in_forks.mutant(name, "survived") == Mutant(module, where, "survived")


def test_the_reason_is_that_of_module_function_and_line() -> None:
    subject = dataclasses.replace(FUNCTION, reasons={"protocol/retry": {("f", "None"): "as false as False"}})

    def reason(module: str, function: str, added: str) -> str | None:
        return subject.reason(Mutant(f"protocol/{module}", function, "survived", added=added))

    assert reason("retry", "f", "g(None)") == "as false as False"
    assert reason("retry", "f", "g()") is reason("retry", "h", "g(None)") is reason("answer", "f", "g(None)") is None


def test_only_what_a_test_fails_for_counts_as_killed() -> None:
    statuses = ("killed", "timeout", "survived", "no tests", "suspicious")

    written = page(FUNCTION, [Mutant("protocol/retry", "f", status) for status in statuses], None, 1)

    assert "| `protocol/retry.py` | 5 | 2 | 40.0% |" in written
    assert written.count("`protocol/retry.py`, `f`") == 3


def test_a_sample_is_counted_by_folder() -> None:
    found = [
        Mutant("provider/role", "f", "killed"),
        Mutant("provider/log", "g", "survived"),
        Mutant("props", "", "killed"),
    ]

    written = page(LIBRARY, found, 3, 7)

    assert "A sample of 3, drawn with the seed 7." in written.replace("\n", " ")
    assert "| `provider` | 2 | 1 | 50.0% |" in written
    assert "| `.` | 1 | 1 | 100.0% |" in written


@pytest.mark.parametrize("way", [in_forks, one_by_one], ids=["in forks", "one by one"])
def test_a_sample_is_run_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: Any) -> None:
    checkout = tmp_path / "checkout"
    sources = {
        "lambda/package/half.py": "def half(x):\n    return x / 2\n",
        "tests/unit/test_half.py": TEST,
        "pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['lambda']\n",
    }
    for path, source in sources.items():
        (checkout / path).parent.mkdir(parents=True, exist_ok=True)
        (checkout / path).write_text(source)
    subprocess.run(["git", "init", "--quiet"], cwd=checkout, check=True)
    monkeypatch.setattr(subjects, "ROOT", checkout)
    subject = Subject("lambda/package", ("half",), ("tests/unit",), "page.md", "All", 1, {}, ("tests",))

    [drawn] = way.run(subject, subject.modules, tmp_path / "copy", children=1, sample=1, seed=1)

    assert (drawn.module, drawn.where, drawn.status) == ("half", "half", "killed")


def test_a_mutant_that_no_test_tells_survives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = one_by_one.Copy(tmp_path, Subject("package", ("half",), ("test_half.py",), "page.md", "All", 1, {}))
    (tmp_path / "package").mkdir()
    (tmp_path / "package/half.py").write_text(HALF)
    (tmp_path / "test_half.py").write_text(TEST)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    unseen, seen = (next(one for one in changes(HALF) if part in one.added) for part in ("else 1", "/ 3"))

    assert copy.status("half", unseen, []) == "survived"
    assert copy.status("half", seen, []) == "killed"
    assert (tmp_path / "package/half.py").read_text() == HALF


CHANGED = """
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from a import B

NAMES: TypeAlias = tuple[str, ...]


class Thing:
    \"\"\"Words.\"\"\"

    @property
    def value(self) -> B:
        if self.wanted:
            warn("about")
        return cast("B", len(self.found))
"""


def test_conditions_are_turned_round_and_calls_left_out_and_types_are_left_alone() -> None:
    found = [(one.where, one.removed, one.added) for one in changes(CHANGED)]

    assert ("Thing.value", "if self.wanted:", "if not (self.wanted):") in found
    assert ("Thing.value", 'warn("about")', "pass") in found
    assert {removed for _, removed, _ in found} == {"if self.wanted:", 'warn("about")'}
