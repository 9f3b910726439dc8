"""Mutants whose tests can't run in forks: each in a process of its own, in a copy of the checkout."""

from __future__ import annotations

import os
import queue
import random
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coverage import CoverageData

from tools.mutation import subjects
from tools.mutation.changes import Change, changes
from tools.mutation.mutant import Mutant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tools.mutation.subjects import Subject

_LONGEST_SECONDS: Final = 900
_PYTEST: Final = (sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider")
_ASKED_FIRST: Final = 40
"""How many of the tests that come by a mutant are run before all are."""

_STATUSES: Final = {0: "survived", 1: "killed", 2: "killed", 4: "killed"}
"""By pytest's exit code; 2 and 4 are those of tests, or of their fixtures, that could not even be loaded."""


def run(
    subject: Subject, modules: Sequence[str], folder: Path, *, children: int, sample: int | None, seed: int
) -> list[Mutant]:
    """Mutate modules in copies of the checkout below an empty folder, and read what came of every mutant."""
    copies: queue.Queue[Copy] = queue.Queue()
    for number in range(children):
        copies.put(Copy.lay_out(folder / str(number), subject))
    found = [
        (module, change)
        for module in modules
        for change in changes((subjects.ROOT / subject.package / f"{module}.py").read_text())
    ]
    drawn = found if sample is None else random.Random(seed).sample(found, min(sample, len(found)))  # noqa: S311
    lines = copies.queue[0].tests_by_line(modules)

    def outcome(module: str, change: Change) -> Mutant:
        tests = {
            test for line in range(change.first_line, change.last_line + 1) for test in lines[module].get(line, ())
        }
        first = random.Random(seed).sample(sorted(tests), min(_ASKED_FIRST, len(tests)))  # noqa: S311
        copy, started = copies.get(), time.monotonic()
        try:
            status = copy.status(module, change, first)
        finally:
            copies.put(copy)
        sys.stderr.write(f"{status} in {time.monotonic() - started:.0f} s: {module}.py {change.where}\n")
        return Mutant(module, change.where, status, change.removed, change.added)

    with ThreadPoolExecutor(children) as pool:
        return list(pool.map(lambda drawn: outcome(*drawn), sorted(drawn, key=lambda it: it[0])))


@dataclass(frozen=True)
class Copy:
    """A copy of the checkout, in which one mutant is tried at a time."""

    folder: Path
    subject: Subject

    @classmethod
    def lay_out(cls, folder: Path, subject: Subject) -> Copy:
        """Copy all files of the checkout that git knows, or would take up."""
        listing = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(listing, cwd=subjects.ROOT, capture_output=True, text=True, check=True)  # noqa: S603
        for name in filter(lambda name: (subjects.ROOT / name).is_file(), listed.stdout.splitlines()):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(subjects.ROOT / name, folder / name)
        return cls(folder, subject)

    def tests_by_line(self, modules: Sequence[str]) -> dict[str, dict[int, set[str]]]:
        """Run all tests as they are, and tell for every line of every module which tests come by."""
        data = self.folder / "coverage"
        package = self.folder / self.subject.package
        code = self._pytest(
            self.subject.tests, f"--cov={package}", "--cov-context=test", "--cov-report=", COVERAGE_FILE=str(data)
        )
        if code:
            sys.exit(f"{' '.join(self.subject.tests)} must pass before anything is changed")
        measured = CoverageData(str(data))
        measured.read()
        return {
            module: {
                line: {context.rpartition("|")[0] for context in contexts if context}
                for line, contexts in measured.contexts_by_lineno(str(package / f"{module}.py")).items()
            }
            for module in modules
        }

    def status(self, module: str, change: Change, first: Sequence[str]) -> str:
        """Make a change, run the tests until one fails, and take it back."""
        file = self.folder / self.subject.package / f"{module}.py"
        source = file.read_text()
        file.write_text(change.source)
        try:
            code = self._pytest(first) if first else 0
            # 4 is that of a test that isn't there any more, too
            code = self._pytest(self.subject.tests) if code in {0, 4} else code
        except subprocess.TimeoutExpired:
            return "timeout"
        finally:
            file.write_text(source)
        return _STATUSES.get(code, f"pytest ended with {code}")

    def _pytest(self, tests: Sequence[str], *options: str, **environment: str) -> int:
        return subprocess.run(  # noqa: S603
            [*_PYTEST, *options, *tests],
            cwd=self.folder,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_LONGEST_SECONDS,
        ).returncode
