"""What is mutated is there, and the page counts as killed what a test killed."""

from __future__ import annotations

import ast

import pytest

from tools.mutation import MODULES, PACKAGE, Mutant, page
from tools.survivors import REASONS


def functions(module: str) -> set[str]:
    """Name the functions of a module, and its methods by their class."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text())
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} | {
        f"{of.name}.{node.name}" for of in classes for node in of.body if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize("module", MODULES)
def test_every_mutated_module_decides_something(module: str) -> None:
    assert functions(module)


@pytest.mark.parametrize("module", REASONS)
def test_a_survivor_is_in_a_function_that_is_mutated(module: str) -> None:
    assert module in MODULES
    assert {where for where, _ in REASONS[module]} <= functions(module)


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


def test_the_reason_is_that_of_module_function_and_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REASONS, "protocol/retry", {("f", "None"): "as false as False"})

    def reason(module: str, function: str, added: str) -> str | None:
        return Mutant(f"workteam_provider.protocol.{module}.x_{function}__mutmut_1", "survived", added=added).reason

    assert reason("retry", "f", "g(None)") == "as false as False"
    assert reason("retry", "f", "g()") is reason("retry", "h", "g(None)") is reason("answer", "f", "g(None)") is None


def test_only_what_a_test_fails_for_counts_as_killed() -> None:
    statuses = ("killed", "timeout", "survived", "no tests", "suspicious")

    written = page([Mutant("workteam_provider.protocol.retry.x_f__mutmut_1", status) for status in statuses])

    assert "| `protocol/retry.py` | 5 | 2 | 40.0% |" in written
    assert written.count("`protocol/retry.py`, `f`") == 3
