"""Mutates the modules that decide, prove and answer, runs their unit tests, and writes docs/mutants.md.

`make mutants`: minutes. mutmut wants the package at the top of its folder, so it works on a copy.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.survivors import REASONS

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs/mutants.md"
MODULES: Final = ("lifecycle", "ownership", "response")
LEAST_KILLED: Final = 0.9
COPIED: Final = {
    "lambda/workteam_provider": "workteam_provider",
    "tests/unit/function": "tests/unit/function",
    "tests/support": "tests/support",
    "local": "local",
}
TESTS: Final = (
    "lifecycle",
    "between_calls",
    "decisions",
    "reasons",
    "ownership",
    "response",
    "resource",
    "workteams",
    "patience",
)

SETTINGS: Final = f"""
[tool.mutmut]
source_paths = ["workteam_provider"]
only_mutate = {[f"workteam_provider/{module}.py" for module in MODULES]}
also_copy = ["local", "tests", "conftest.py"]
pytest_add_cli_args = ["--import-mode=importlib", "-p", "no:cacheprovider", "-x", "-q"]
pytest_add_cli_args_test_selection = {[f"tests/unit/function/test_{test}.py" for test in TESTS]}

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
    def module(self) -> str:
        """The module it is in."""
        return self.name.split(".")[1]

    @property
    def where(self) -> str:
        """The function or method it is in."""
        _, _, mangled = self.name.removesuffix(f"__mutmut_{self.name.rpartition('_')[2]}").rpartition(".")
        return mangled.removeprefix("xǁ").removeprefix("x_").replace("ǁ", ".")

    @property
    def reason(self) -> str | None:
        """Why no test can or need tell it from the original."""
        return next((reason for (where, part), reason in REASONS.items() if self._is(where, part)), None)

    def _is(self, where: str, part: str) -> bool:
        return where == self.where and part in self.added


def mutants(folder: Path) -> list[Mutant]:
    """Run mutmut in a folder and read what came of every mutant."""
    _lay_out(folder)
    _mutmut(folder, "run", "--max-children", str(os.cpu_count() or 2), output=None)
    found = [line.strip().split(": ") for line in _mutmut(folder, "results", "--all", "true").splitlines() if line]
    return [_shown(folder, name, status) if status != "killed" else Mutant(name, status) for name, status in found]


def _lay_out(folder: Path) -> None:
    for source, target in COPIED.items():
        shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "pyproject.toml").write_text(SETTINGS)
    (folder / "conftest.py").write_text(CONFTEST)


def _shown(folder: Path, name: str, status: str) -> Mutant:
    lines = _mutmut(folder, "show", name).splitlines()
    removed = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    return Mutant(name, status, " ".join(removed), " ".join(added))


def _mutmut(folder: Path, *command: str, output: int | None = subprocess.PIPE) -> str:
    run = subprocess.run([sys.executable, "-m", "mutmut", *command], cwd=folder, stdout=output, text=True, check=True)  # noqa: S603
    return run.stdout or ""


def page(found: list[Mutant]) -> str:
    """Write the page."""
    rows = []
    for module in MODULES:
        counts = Counter(mutant.status for mutant in found if mutant.module == module)
        killed = counts.total() - counts["survived"]
        rows.append(f"| `{module}.py` | {counts.total()} | {killed} | {killed / counts.total():.1%} |")
    survivors = [mutant for mutant in found if mutant.status == "survived"]
    listed = [
        f"| `{mutant.module}.{mutant.where}` | `{_cell(mutant.removed)}` | `{_cell(mutant.added)}` "
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


def main() -> int:
    """Write the page; 1 where too many survive or one has no reason."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        found = mutants(Path(folder))
    PAGE.write_text(page(found))
    survivors = [mutant for mutant in found if mutant.status == "survived"]
    unexplained = [mutant for mutant in survivors if mutant.reason is None]
    for mutant in unexplained:
        sys.stderr.write(f"{mutant.module}.{mutant.where}\n- {mutant.removed}\n+ {mutant.added}\n")
    return int(bool(unexplained) or len(survivors) > (1 - LEAST_KILLED) * len(found))


if __name__ == "__main__":
    sys.exit(main())
