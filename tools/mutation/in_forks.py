"""Mutants by mutmut, which runs the tests of each in a fork of one process.

mutmut wants the package at the top of its folder, so it works on a copy.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name

from tools.mutation import subjects
from tools.mutation.mutant import Mutant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.mutation.subjects import Subject

_SETTINGS: Final = """
[tool.mutmut]
source_paths = ["{package}"]
only_mutate = {modules}
also_copy = {copied}
pytest_add_cli_args = ["--import-mode=importlib", "-p", "no:cacheprovider", "-x", "-q"]
pytest_add_cli_args_test_selection = {tests}

[tool.pytest.ini_options]
pythonpath = ["tests", "."]
"""
# hypothesis would take forks for a mistake
_CONFTEST: Final = """
from hypothesis import HealthCheck, settings

settings.register_profile("mutants", derandomize=True, database=None, suppress_health_check=list(HealthCheck))
settings.load_profile("mutants")
"""


def run(
    subject: Subject, modules: Sequence[str], folder: Path, *, children: int, sample: int | None, seed: int
) -> list[Mutant]:
    """Mutate modules in an empty folder, and read what came of every mutant."""
    package = Path(subject.package).name
    sources = [f"{package}/{module}.py" for module in modules]
    _lay_out(subject, sources, folder)
    drawn = [] if sample is None else _drawn(sources, folder, sample, seed)
    _mutmut(folder, "run", "--max-children", str(children), *drawn)
    lines = _mutmut(folder, "results", "--all", "true").splitlines()
    found = [line.strip().split(": ") for line in lines if line and not line.endswith(": not checked")]
    return [mutant(name, status, *(("", "") if status == "killed" else _diff(folder, name))) for name, status in found]


def mutant(name: str, status: str, removed: str = "", added: str = "") -> Mutant:
    """Read a mutant's place from its name, as in ``package.room.module.xǁClassǁmethod__mutmut_3``."""
    mangled = name.rpartition(".")[2].rpartition("__mutmut_")[0]
    where = mangled.removeprefix("xǁ").removeprefix("x_").replace("ǁ", ".")
    return Mutant("/".join(name.split(".")[1:-1]), where, status, removed, added)


def _lay_out(subject: Subject, sources: list[str], folder: Path) -> None:
    package = Path(subject.package).name
    for source, target in {subject.package: package, **{path: path for path in subject.copied}}.items():
        shutil.copytree(subjects.ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
    settings = _SETTINGS.format(
        package=package,
        modules=sources,
        copied=sorted({*(path.partition("/")[0] for path in subject.copied), "conftest.py"}),
        tests=sorted(file for path in subject.tests for file in _test_files(path)),
    )
    (folder / "pyproject.toml").write_text(settings)
    (folder / "conftest.py").write_text(_CONFTEST)


def _drawn(sources: list[str], folder: Path, sample: int, seed: int) -> list[str]:
    with contextlib.chdir(folder):
        names = [
            get_mutant_name(Path(source), name)
            for source in sources
            for name in mutate_file_contents(source, Path(source).read_text()).mutant_names
        ]
    return random.Random(seed).sample(names, min(sample, len(names)))  # noqa: S311


def _test_files(path: str) -> list[str]:
    if (subjects.ROOT / path).is_file():
        return [path]
    return [str(file.relative_to(subjects.ROOT)) for file in (subjects.ROOT / path).rglob("test_*.py")]


def _diff(folder: Path, name: str) -> tuple[str, str]:
    lines = _mutmut(folder, "show", name).splitlines()
    removed = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    return " ".join(removed), " ".join(added)


def _mutmut(folder: Path, *command: str) -> str:
    watched = command[0] == "run" and sys.stdout.isatty()
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "mutmut", *command], cwd=folder, stdout=None if watched else subprocess.PIPE, text=True
    )
    if done.returncode:
        sys.exit((done.stdout or "").replace("\r", "\n")[-9999:] or "mutmut failed")
    return done.stdout or ""
