"""Runs the unit, functional and synth tests by every supported Python that is found.

`python -m tools.every_python`, from the repository's root; arguments go to pytest. Each Python gets an environment of
its own below ``.venv/pythons``, as locked, which is downloaded when it is first needed. It is found as ``python3.N`` on
the path, or among the versions of pyenv.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
ENVIRONMENTS: Final = ROOT / ".venv/pythons"
LOCK: Final = ROOT / "requirements-dev.lock"
SUPPORTED: Final = ("3.11", "3.12", "3.13", "3.14", "3.15")
TESTS: Final = ("tests/unit", "tests/functional", "tests/synth")
_USABLE: Final = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])"


def found() -> Iterator[tuple[str, str]]:
    """Yield each supported version that is there, with its interpreter."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in SUPPORTED:
        named = [one for one in [shutil.which(f"python{version}")] if one]
        for candidate in [*named, *map(str, sorted(pyenv.glob(f"{version}.*/bin/python")))]:
            done = subprocess.run([candidate, "-c", _USABLE], capture_output=True, text=True, check=False)  # noqa: S603
            if done.stdout.strip() == version:
                yield version, candidate
                break


def environment(version: str, interpreter: str) -> Path:
    """Return the Python of an environment with what is locked, made anew when the lock has changed."""
    folder = ENVIRONMENTS / version
    python, mark = folder / "bin/python", folder / "locked"
    locked = sha256(LOCK.read_bytes()).hexdigest()
    if not (mark.exists() and mark.read_text() == locked and python.exists()):
        subprocess.run([interpreter, "-m", "venv", "--clear", str(folder)], check=True)  # noqa: S603
        options = ["--quiet", "--disable-pip-version-check", "--no-compile", "--require-hashes"]
        pip = [str(python), "-m", "pip", "install", *options, "--requirement", str(LOCK)]
        subprocess.run(pip, check=True)  # noqa: S603
        mark.write_text(locked)
    return python


def passed(version: str, interpreter: str, arguments: list[str]) -> bool:
    """Run the tests by one Python."""
    sys.stdout.write(f"Python {version}, {interpreter}\n")
    sys.stdout.flush()
    python = environment(version, interpreter)
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    command = [str(python), "-m", "pytest", "-p", "no:cacheprovider", *TESTS, *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"PATH": path}, check=False).returncode == 0  # noqa: S603


def main() -> int:
    """Run them all, and say what each came to; the exit code is 1 if one failed."""
    results = {version: passed(version, interpreter, sys.argv[1:]) for version, interpreter in found()}
    for version in SUPPORTED:
        outcome = {None: "not found", True: "passed", False: "failed"}[results.get(version)]
        sys.stdout.write(f"Python {version}: {outcome}\n")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
