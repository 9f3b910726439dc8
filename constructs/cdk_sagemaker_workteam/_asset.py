"""The function's code as one folder: its own source and crhelper, side by side.

The same files with the same bytes come out of a checkout, an sdist and a wheel, so that the asset's hash is one.
"""

from __future__ import annotations

import functools
import tempfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

CRHELPER_VERSION: Final = "2.0.12"
FUNCTION_PACKAGE: Final = "workteam_provider"

_HERE: Final = Path(__file__).resolve().parent
_SOURCES: Final = (_HERE / "_lambda", _HERE.parents[1] / "lambda")
_CARRIED: Final = {".py", ".json"}
_READABLE: Final = 0o644
_ENTERABLE: Final = 0o755


class AssetError(RuntimeError):
    """The function's code can't be put together from what is installed."""


def staged_asset() -> Path:
    """Return the folder with the function's code, made once per process and removed when the process ends.

    Raises
    ------
    AssetError
        Where the function's source or the one supported crhelper is not installed.
    """
    return Path(_staging().name)


@functools.cache
def _staging() -> tempfile.TemporaryDirectory[str]:
    staging = tempfile.TemporaryDirectory(prefix="cdk-sagemaker-workteam-")
    for target, content in (*_function_files(), *_crhelper_files()):
        _write(Path(staging.name), target, content)
    _open_to_lambda(Path(staging.name))
    return staging


def _function_files() -> Iterator[tuple[PurePosixPath, bytes]]:
    source = next((folder for folder in _SOURCES if (folder / FUNCTION_PACKAGE).is_dir()), None)
    if source is None:
        looked_in = " or ".join(str(folder) for folder in _SOURCES)
        raise AssetError(f"the function's source is missing: expected {FUNCTION_PACKAGE} in {looked_in}; reinstall")
    for file in sorted((source / FUNCTION_PACKAGE).rglob("*")):
        if file.suffix in _CARRIED:
            yield PurePosixPath(file.relative_to(source)), file.read_bytes()


def _crhelper_files() -> Iterator[tuple[PurePosixPath, bytes]]:
    crhelper = _crhelper()
    for file in sorted(crhelper.files or []):
        if file.parts[0] == "crhelper" and file.suffix == ".py":
            yield PurePosixPath(file), Path(str(file.locate())).read_bytes()
        elif file.name == "LICENSE":
            yield PurePosixPath("crhelper", file.name), Path(str(file.locate())).read_bytes()


def _crhelper() -> Distribution:
    try:
        found = distribution("crhelper")
    except PackageNotFoundError:
        raise AssetError(f"expected crhelper {CRHELPER_VERSION} beside this library, found none; install it") from None
    if found.version != CRHELPER_VERSION:
        raise AssetError(f"expected crhelper {CRHELPER_VERSION}, found {found.version}; install that very version")
    return found


def _write(folder: Path, target: PurePosixPath, content: bytes) -> None:
    path = folder / target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _open_to_lambda(folder: Path) -> None:
    for path in folder.rglob("*"):
        path.chmod(_ENTERABLE if path.is_dir() else _READABLE)
