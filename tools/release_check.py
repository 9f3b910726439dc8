"""Says whether this tree can be released as the version that it states; docs/releasing.md has the steps.

`python -m tools.release_check`, from the repository's root. It builds into a folder of its own and changes nothing.
"""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from packaging.metadata import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGE: Final = "cdk_sagemaker_workteam"


def version() -> str:
    """Return the version that the package states, the only place that does."""
    text = (ROOT / "constructs" / PACKAGE / "__init__.py").read_text()
    (stated,) = re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    return str(stated)


def changelog_problems(changelog: str, stated: str) -> Iterator[str]:
    """Yield what is wrong with the head of a change log: it has to be the version, with the day of its release."""
    heads = re.findall(r"^## (\S+) \((.+)\)$", changelog, re.MULTILINE)
    if not heads or heads[0][0] != stated:
        yield f"CHANGELOG.md: expected {stated} at its head, found {heads[0][0] if heads else 'no version'}"
        return
    try:
        datetime.date.fromisoformat(heads[0][1])
    except ValueError:
        yield f"CHANGELOG.md: expected the day of the release of {stated}, such as 2026-11-30, found {heads[0][1]}"


def tree_problems() -> Iterator[str]:
    """Yield what is not committed, and a tag that there is already."""
    if changed := _git("status", "--porcelain"):
        yield "expected a clean tree, found changes:\n" + changed
    if _git("tag", "--list", f"v{version()}"):
        yield f"the tag v{version()} exists already"


def distribution_problems(folder: Path) -> Iterator[str]:
    """Build a wheel and an sdist into a folder, and yield what is wrong with them."""
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        yield f"the build failed:\n{done.stdout}{done.stderr}"
        return
    wheel, sdist = folder / f"{PACKAGE}-{version()}-py3-none-any.whl", folder / f"{PACKAGE}-{version()}.tar.gz"
    if {wheel, sdist} != set(folder.iterdir()):
        built = ", ".join(sorted(path.name for path in folder.iterdir()))
        yield f"expected {wheel.name} and {sdist.name}, built {built}"
        return
    tracked = {name for name in _git("ls-files", "constructs", "lambda").splitlines() if name}
    with zipfile.ZipFile(wheel) as archive:
        yield from metadata_problems(archive.read(f"{PACKAGE}-{version()}.dist-info/METADATA"))
        yield from _different(wheel.name, {_in_tree(name) for name in archive.namelist()} - {""}, tracked)
    with tarfile.open(sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive.getmembers()}
    yield from _different(sdist.name, {name for name in names if name.startswith(("constructs/", "lambda/"))}, tracked)


def metadata_problems(text: bytes) -> Iterator[str]:
    """Yield what a package index would refuse, by the checks that it makes itself."""
    try:
        metadata = Metadata.from_email(text, validate=True)
    except ExceptionGroup as error:
        yield from (f"metadata: {one}" for one in error.exceptions)
        return
    if metadata.description_content_type != "text/markdown" or not metadata.description:
        yield "metadata: expected the README as its description, in text/markdown"


def _in_tree(name: str) -> str:
    """Return where a file of the wheel comes from; nothing for the metadata."""
    if name.startswith(f"{PACKAGE}/_lambda/"):
        return "lambda/" + name.removeprefix(f"{PACKAGE}/_lambda/")
    return f"constructs/{name}" if name.startswith(f"{PACKAGE}/") else ""


def _different(archive: str, carried: set[str], tracked: set[str]) -> Iterator[str]:
    if carried - tracked:
        yield f"{archive} carries files that are not in git: {', '.join(sorted(carried - tracked))}"
    if tracked - carried:
        yield f"{archive} lacks {', '.join(sorted(tracked - carried))}"


def _git(*command: str) -> str:
    done = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603, S607
    return done.stdout.strip()


def problems() -> Iterator[str]:
    """Yield everything that stands in the way of a release."""
    yield from tree_problems()
    yield from changelog_problems((ROOT / "CHANGELOG.md").read_text(), version())
    with tempfile.TemporaryDirectory() as folder:
        yield from distribution_problems(Path(folder))


def main() -> int:
    """Print what stands in the way; the exit code is 1 if anything does."""
    found = list(problems())
    for problem in found:
        sys.stderr.write(f"{problem}\n")
    if not found:
        sys.stdout.write(f"{version()} can be released\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
