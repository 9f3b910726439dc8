"""Mutates modules, runs the unit tests of each mutant by mutmut, and writes what came of it.

`make mutants` takes minutes. `python -m tools.mutation workteam/claim` prints the page for one module instead,
`--sample 100` that of a seeded sample. mutmut wants the package at the top of its folder, so it works on a copy.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name

from tools import survivors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT: Final = Path(__file__).resolve().parents[1]

SETTINGS: Final = """
[tool.mutmut]
source_paths = ["{package}"]
only_mutate = {modules}
also_copy = {copied}
pytest_add_cli_args = ["--import-mode=importlib", "-p", "no:cacheprovider", "-x", "-q"]
pytest_add_cli_args_test_selection = {tests}

[tool.pytest.ini_options]
pythonpath = {python_path}
"""
# each run is in a fork of one process, which hypothesis would take for a mistake
CONFTEST: Final = """
from hypothesis import HealthCheck, settings

settings.register_profile("mutants", derandomize=True, database=None, suppress_health_check=list(HealthCheck))
settings.load_profile("mutants")
"""


@dataclass(frozen=True)
class Subject:
    """What is mutated and by what it is tested; paths are of the checkout."""

    package: str
    modules: tuple[str, ...]
    """Paths below the package, without the suffix."""
    tests: tuple[str, ...]
    """Files, or folders of files named `test_*.py`."""
    copied: tuple[str, ...]
    """Folders without which the tests don't run, and those that they are in."""
    page: str
    command: str
    """What writes the page."""
    introduction: str
    least_killed: float
    """The share of mutants that have to be killed."""
    reasons: Mapping[str, Mapping[tuple[str, str], str]]
    """Why a mutant may survive: by module, its function and a part of the changed line."""
    python_path: tuple[str, ...] = ("tests", ".")
    sample: int | None = None
    """How many mutants are drawn for the page; `None` for all."""

    def reason(self, mutant: Mutant) -> str | None:
        """Why no test can or need tell a mutant from the original."""
        for (where, part), reason in self.reasons.get(mutant.module, {}).items():
            if where == mutant.where and part in mutant.added:
                return reason
        return None


FUNCTION: Final = Subject(
    package="lambda/workteam_provider",
    modules=(
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
    ),
    tests=("tests/unit/function/workteam", "tests/unit/function/protocol"),
    copied=("tests/unit/function", "tests/support", "local", "bench"),
    page="docs/mutants.md",
    command="make mutants",
    introduction="The modules of the function that decide, prove ownership and answer",
    least_killed=0.98,
    reasons=survivors.FUNCTION,
)
SUBJECTS: Final = {"function": FUNCTION}


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


@dataclass(frozen=True)
class Run:
    """Mutants of a subject: those of some modules, or a sample of these."""

    subject: Subject
    modules: Sequence[str]
    sample: int | None = None
    seed: int = 1
    children: int | None = None

    def mutants(self, folder: Path) -> list[Mutant]:
        """Run mutmut in an empty folder and read what came of every mutant."""
        self._lay_out(folder)
        _mutmut(folder, "run", "--max-children", str(self.children or os.cpu_count() or 2), *self._drawn(folder))
        lines = _mutmut(folder, "results", "--all", "true").splitlines()
        found = [line.strip().split(": ") for line in lines if line and not line.endswith(": not checked")]
        return [Mutant(name, status) if status == "killed" else _shown(folder, name, status) for name, status in found]

    @property
    def _sources(self) -> list[str]:
        package = Path(self.subject.package).name
        return [f"{package}/{module}.py" for module in self.modules]

    def _lay_out(self, folder: Path) -> None:
        package = Path(self.subject.package).name
        for source, target in {self.subject.package: package, **{path: path for path in self.subject.copied}}.items():
            shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
        settings = SETTINGS.format(
            package=package,
            modules=self._sources,
            copied=sorted({*(path.partition("/")[0] for path in self.subject.copied), "conftest.py"}),
            tests=sorted(file for path in self.subject.tests for file in _test_files(path)),
            python_path=list(self.subject.python_path),
        )
        (folder / "pyproject.toml").write_text(settings)
        (folder / "conftest.py").write_text(CONFTEST)

    def _drawn(self, folder: Path) -> list[str]:
        """Name the mutants of the sample; none stands for all."""
        if self.sample is None:
            return []
        with contextlib.chdir(folder):
            names = [
                get_mutant_name(Path(source), name)
                for source in self._sources
                for name in mutate_file_contents(source, Path(source).read_text()).mutant_names
            ]
        return random.Random(self.seed).sample(names, min(self.sample, len(names)))  # noqa: S311

    def page(self, found: Sequence[Mutant]) -> str:
        """Write the page."""
        rows = []
        for module in dict.fromkeys(mutant.module for mutant in found):
            killed = [mutant.killed for mutant in found if mutant.module == module]
            rows.append(f"| `{module}.py` | {len(killed)} | {sum(killed)} | {sum(killed) / len(killed):.1%} |")
        survived = [mutant for mutant in found if not mutant.killed]
        listed = [
            f"| `{mutant.module}.py`, `{mutant.where}` | `{_cell(mutant.removed)}` | `{_cell(mutant.added)}` "
            f"| {self.subject.reason(mutant) or '**none yet**'} |"
            for mutant in survived
        ]
        sample = "" if self.sample is None else f" A sample of {len(found)}, drawn with the seed {self.seed}."
        return "\n".join(
            [
                "# Mutants",
                "",
                f"{self.subject.introduction}, changed by mutmut in one small place at a",
                f"time; a mutant is killed where a unit test fails.{sample}",
                f"`{self.subject.command}` writes this page; these figures are of Python {platform.python_version()}.",
                "",
                "| module | mutants | killed | |",
                "|---|---|---|---|",
                *rows,
                f"| all | {len(found)} | {len(found) - len(survived)} | {1 - len(survived) / len(found):.1%} |",
                "",
                "## Survivors",
                "",
                "| where | instead of | stands | why no test tells |",
                "|---|---|---|---|",
                *listed,
                "",
            ]
        )


def _test_files(path: str) -> list[str]:
    if (ROOT / path).is_file():
        return [path]
    return [str(file.relative_to(ROOT)) for file in (ROOT / path).rglob("test_*.py")]


def _shown(folder: Path, name: str, status: str) -> Mutant:
    lines = _mutmut(folder, "show", name).splitlines()
    removed = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    return Mutant(name, status, " ".join(removed), " ".join(added))


def _mutmut(folder: Path, *command: str) -> str:
    watched = command[0] == "run" and sys.stdout.isatty()
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "mutmut", *command], cwd=folder, stdout=None if watched else subprocess.PIPE, text=True
    )
    if run.returncode:
        sys.exit((run.stdout or "").replace("\r", "\n")[-9999:] or "mutmut failed")
    return run.stdout or ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`", "'")


def main(arguments: Sequence[str]) -> int:
    """Write the page, or print it for a part; 1 where too many mutants survive or one has no reason."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="*", help="as workteam/claim; all where none is named")
    parser.add_argument("--subject", choices=SUBJECTS, default="function")
    parser.add_argument("--sample", type=int, metavar="N", help="only N mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument(
        "--children", type=int, metavar="N", help="how many mutants at once; as many as there are cores"
    )
    given = parser.parse_args(arguments)
    subject = SUBJECTS[given.subject]
    run = Run(subject, given.modules or subject.modules, given.sample or subject.sample, given.seed, given.children)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        found = run.mutants(Path(folder))
    if given.modules or given.sample:
        sys.stdout.write(run.page(found))
    else:
        (ROOT / subject.page).write_text(run.page(found))
    survived = [mutant for mutant in found if not mutant.killed]
    unexplained = [mutant for mutant in survived if subject.reason(mutant) is None]
    for mutant in unexplained:
        sys.stderr.write(f"{mutant.module}.py, {mutant.where}\n- {mutant.removed}\n+ {mutant.added}\n")
    return int(bool(unexplained) or len(survived) > (1 - subject.least_killed) * len(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
