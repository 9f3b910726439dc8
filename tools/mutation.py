"""Mutates the modules that decide, prove and answer, runs their unit tests, and writes docs/mutants.md.

`make mutants`: minutes. `python -m tools.mutation workteam/claim` prints the page for one module instead. mutmut wants
the package at the top of its folder, so it works on a copy.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tools.survivors import REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs/mutants.md"
PACKAGE: Final = ROOT / "lambda/workteam_provider"
MODULES: Final = (
    "workteam/create",
    "workteam/recover",
    "workteam/converge",
    "workteam/update",
    "workteam/delete",
    "workteam/ownership",
    "workteam/claim",
    "workteam/changes",
    "workteam/physical_id",
    "protocol/answer",
    "protocol/delivery",
    "protocol/retry",
    "protocol/attempt",
    "protocol/physical_id",
)
LEAST_KILLED: Final = 0.9
COPIED: Final = {
    PACKAGE: "workteam_provider",
    ROOT / "tests/unit/function": "tests/unit/function",
    ROOT / "tests/support": "tests/support",
    ROOT / "local": "local",
    ROOT / "bench": "bench",
}
TESTS: Final = ("tests/unit/function/workteam", "tests/unit/function/protocol")

SETTINGS: Final = """
[tool.mutmut]
source_paths = ["workteam_provider"]
only_mutate = {modules}
also_copy = ["local", "bench", "tests", "conftest.py"]
pytest_add_cli_args = ["--import-mode=importlib", "-p", "no:cacheprovider", "-x", "-q"]
pytest_add_cli_args_test_selection = {tests}

[tool.pytest.ini_options]
pythonpath = ["tests", "."]
"""
# each run is in a fork of one process, which hypothesis would take for a mistake
CONFTEST: Final = """
from hypothesis import HealthCheck, settings

settings.register_profile("mutants", derandomize=True, database=None, suppress_health_check=list(HealthCheck))
settings.load_profile("mutants")
"""


@dataclass(frozen=True)
class Mutant:
    """One change of one line, and what the tests said of it."""

    name: str
    status: str
    removed: str = ""
    added: str = ""

    @property
    def killed(self) -> bool:
        """Whether a test failed, or never ended; that no test comes by doesn't count."""
        return self.status in {"killed", "timeout"}

    @property
    def module(self) -> str:
        """The module it is in, as a path below the package."""
        return "/".join(self.name.split(".")[1:-1])

    @property
    def where(self) -> str:
        """The function or method it is in."""
        mangled = self.name.rpartition(".")[2].rpartition("__mutmut_")[0]
        return mangled.removeprefix("xǁ").removeprefix("x_").replace("ǁ", ".")

    @property
    def reason(self) -> str | None:
        """Why no test can or need tell it from the original."""
        for (where, part), reason in REASONS.get(self.module, {}).items():
            if where == self.where and part in self.added:
                return reason
        return None


def mutants(folder: Path, modules: Sequence[str]) -> list[Mutant]:
    """Run mutmut in a folder and read what came of every mutant."""
    _lay_out(folder, modules)
    _mutmut(folder, "run", "--max-children", str(os.cpu_count() or 2), output=None)
    found = [line.strip().split(": ") for line in _mutmut(folder, "results", "--all", "true").splitlines() if line]
    return [Mutant(name, status) if status == "killed" else _shown(folder, name, status) for name, status in found]


def _lay_out(folder: Path, modules: Sequence[str]) -> None:
    for source, target in COPIED.items():
        shutil.copytree(source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
    tests = sorted(str(file.relative_to(ROOT)) for tests in TESTS for file in (ROOT / tests).rglob("test_*.py"))
    paths = [f"workteam_provider/{module}.py" for module in modules]
    (folder / "pyproject.toml").write_text(SETTINGS.format(modules=paths, tests=tests))
    (folder / "conftest.py").write_text(CONFTEST)


def _shown(folder: Path, name: str, status: str) -> Mutant:
    lines = _mutmut(folder, "show", name).splitlines()
    removed = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    return Mutant(name, status, " ".join(removed), " ".join(added))


def _mutmut(folder: Path, *command: str, output: int | None = subprocess.PIPE) -> str:
    run = subprocess.run([sys.executable, "-m", "mutmut", *command], cwd=folder, stdout=output, text=True, check=True)  # noqa: S603
    return run.stdout or ""


def page(found: Sequence[Mutant]) -> str:
    """Write the page."""
    rows = []
    for module in dict.fromkeys(mutant.module for mutant in found):
        killed = [mutant.killed for mutant in found if mutant.module == module]
        rows.append(f"| `{module}.py` | {len(killed)} | {sum(killed)} | {sum(killed) / len(killed):.1%} |")
    survivors = [mutant for mutant in found if not mutant.killed]
    listed = [
        f"| `{mutant.module}.py`, `{mutant.where}` | `{_cell(mutant.removed)}` | `{_cell(mutant.added)}` "
        f"| {mutant.reason or '**none yet**'} |"
        for mutant in survivors
    ]
    return "\n".join(
        [
            "# Mutants",
            "",
            "The modules that decide, prove ownership and answer, changed by mutmut in one small place at a time; a",
            "mutant is killed where a unit test fails. `make mutants` writes this page; these figures are of Python",
            f"{platform.python_version()}.",
            "",
            "| module | mutants | killed | |",
            "|---|---|---|---|",
            *rows,
            f"| all | {len(found)} | {len(found) - len(survivors)} | {1 - len(survivors) / len(found):.1%} |",
            "",
            "## Survivors",
            "",
            "| where | instead of | stands | why no test tells |",
            "|---|---|---|---|",
            *listed,
            "",
        ]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`", "'")


def main(modules: Sequence[str]) -> int:
    """Write the page, or print it for some modules; 1 where too many mutants survive or one has no reason."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        found = mutants(Path(folder), modules or MODULES)
    if modules:
        sys.stdout.write(page(found))
    else:
        PAGE.write_text(page(found))
    survivors = [mutant for mutant in found if not mutant.killed]
    unexplained = [mutant for mutant in survivors if mutant.reason is None]
    for mutant in unexplained:
        sys.stderr.write(f"{mutant.module}.py, {mutant.where}\n- {mutant.removed}\n+ {mutant.added}\n")
    return int(bool(unexplained) or len(survivors) > (1 - LEAST_KILLED) * len(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
