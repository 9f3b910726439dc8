"""What is mutated is there, and the page counts as killed what a test killed."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

import pytest

from tools import mutation
from tools.mutation import FUNCTION, ROOT, SUBJECTS, Mutant, Run, Subject

if TYPE_CHECKING:
    from pathlib import Path

MODULES = [(subject, module) for subject in SUBJECTS.values() for module in subject.modules]
NAMES = [f"{subject.package}/{module}" for subject, module in MODULES]


def functions(subject: Subject, module: str) -> set[str]:
    """Name the functions of a module, and its methods by their class."""
    tree = ast.parse((ROOT / subject.package / f"{module}.py").read_text())
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} | {
        f"{of.name}.{node.name}" for of in classes for node in of.body if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize(("subject", "module"), MODULES, ids=NAMES)
def test_every_mutated_module_decides_something(subject: Subject, module: str) -> None:
    assert functions(subject, module)


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
def test_a_survivor_is_in_a_function_that_is_mutated(subject: Subject) -> None:
    assert subject.reasons.keys() <= set(subject.modules)
    for module, reasons in subject.reasons.items():
        assert {where for where, _ in reasons} <= functions(subject, module)


@pytest.mark.parametrize(
    ("name", "module", "where"),
    [
        ("workteam_provider.client.x_sagemaker__mutmut_1", "client", "sagemaker"),
        ("workteam_provider.workteam.create.x__made__mutmut_12", "workteam/create", "_made"),
        ("workteam_provider.protocol.retry.xǁClassǁ_method__mutmut_3", "protocol/retry", "Class._method"),
    ],
)
def test_a_mutants_name_tells_module_and_function(name: str, module: str, where: str) -> None:
    mutant = Mutant(name, "survived")

    assert (mutant.module, mutant.where) == (module, where)


def test_the_reason_is_that_of_module_function_and_line() -> None:
    subject = dataclasses.replace(FUNCTION, reasons={"protocol/retry": {("f", "None"): "as false as False"}})

    def reason(module: str, function: str, added: str) -> str | None:
        return subject.reason(Mutant(f"provider.protocol.{module}.x_{function}__mutmut_1", "survived", added=added))

    assert reason("retry", "f", "g(None)") == "as false as False"
    assert reason("retry", "f", "g()") is reason("retry", "h", "g(None)") is reason("answer", "f", "g(None)") is None


def test_only_what_a_test_fails_for_counts_as_killed() -> None:
    statuses = ("killed", "timeout", "survived", "no tests", "suspicious")

    written = Run(FUNCTION, []).page([Mutant("provider.protocol.retry.x_f__mutmut_1", status) for status in statuses])

    assert "| `protocol/retry.py` | 5 | 2 | 40.0% |" in written
    assert written.count("`protocol/retry.py`, `f`") == 3


def test_a_sample_is_run_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = {
        "lambda/package/half.py": "def half(x):\n    return x / 2\n",
        "tests/unit/test_half.py": "from package.half import half\n\n\ndef test_half():\n    assert half(4) == 2\n",
    }
    for path, source in sources.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(source)
    monkeypatch.setattr(mutation, "ROOT", tmp_path)
    subject = Subject("lambda/package", ("half",), ("tests/unit",), ("tests",), "page.md", "make", "All", 1, {})

    [drawn] = Run(subject, subject.modules, sample=1, children=1).mutants(tmp_path / "copy")

    assert (drawn.module, drawn.where, drawn.status) == ("half", "half", "killed")
