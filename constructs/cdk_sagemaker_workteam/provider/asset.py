"""The function's code: one folder of this package, with the function and crhelper side by side.

In a wheel it is ``_lambda`` of the package, in a checkout or an sdist ``lambda`` at the root; the files are the same.
Nothing is put together at synthesis, so that neither the user's environment nor the process decides what is deployed.
"""

from __future__ import annotations

import fnmatch
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aws_cdk import aws_lambda as lambda_

if TYPE_CHECKING:
    from collections.abc import Iterator

FUNCTION_PACKAGE: Final = "workteam_provider"
LEFT_OUT: Final = ("__pycache__", "*.pyi", "py.typed")
"""What lies in the folder and is not uploaded: by name, at any depth."""

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_FOLDERS: Final = (_PACKAGE / "_lambda", _PACKAGE.parents[1] / "lambda")


class AssetError(RuntimeError):
    """The function's code is missing from the installation, or Lambda could not read it."""


def function_code() -> lambda_.Code:
    """Return the function's code.

    Raises
    ------
    AssetError
        Where the installation lacks it, or its files can't be made readable for Lambda.
    """
    for file in asset_files():
        _let_lambda_read(file)
    return lambda_.Code.from_asset(str(asset_folder()), exclude=list(LEFT_OUT))


def asset_folder() -> Path:
    """Return the folder with the function's code."""
    for folder in _FOLDERS:
        if (folder / FUNCTION_PACKAGE).is_dir():
            return folder
    looked_in = " or ".join(str(folder) for folder in _FOLDERS)
    raise AssetError(f"the function's source is missing: expected {FUNCTION_PACKAGE} in {looked_in}; reinstall")


def asset_files() -> Iterator[Path]:
    """Yield the files that are uploaded, in the order of their paths."""
    folder = asset_folder()
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        if file.is_file() and not any(fnmatch.fnmatch(part, pattern) for part in parts for pattern in LEFT_OUT):
            yield file


def _let_lambda_read(file: Path) -> None:
    """Open a file that a umask has closed: the zip keeps its mode, and Lambda reads it as another user."""
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & stat.S_IROTH:
        return
    try:
        file.chmod(mode | stat.S_IRGRP | stat.S_IROTH)
    except PermissionError as error:
        raise AssetError(f"Lambda can't read {file}, which its owner alone may; chmod it to 644") from error
