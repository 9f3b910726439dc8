"""The functions that are compared, each as its asset."""

from __future__ import annotations

import compileall
import shutil
import sys
import zipfile
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bench import ROOT
from bench.world import PROPERTIES
from cdk_sagemaker_workteam._contract import HANDLER
from cdk_sagemaker_workteam.provider import asset
from cdk_sagemaker_workteam.provider.asset import FUNCTION_PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OURS: Final = "this library"
HANDWRITTEN: Final = "hand-written"
AWS_CUSTOM_RESOURCE: Final = "CDK's AwsCustomResource"
BARE: Final = "a client alone"
COMPILED: Final = "our code compiled already"


_PYTHON: Final = (sys.executable, "-m", "awslambdaric")


@dataclass(frozen=True)
class Function:
    """A function's code and its entry, and what Lambda starts it with."""

    name: str
    asset: Path
    handler: str
    timed_handler: str = ""
    """What `stopwatch.handler` calls, where that is the handler."""
    command: tuple[str, ...] = _PYTHON
    """Lambda's client for its language; gets the handler's name."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What its language's runtime has beside what all have."""
    properties: Mapping[str, Any] = field(default_factory=lambda: PROPERTIES)
    """What a Create says."""


def lay_out(folder: Path) -> tuple[Function, Function]:
    """Lay the hand-written function and ours out below a folder, as each would be uploaded."""
    return _handwritten(folder / "handwritten"), _ours(folder / "ours")


def lay_out_bare(folder: Path, ours: Function) -> Function:
    """Lay out the function that has a client and nothing else."""
    (models,) = (ours.asset / FUNCTION_PACKAGE).rglob("models")
    shutil.copytree(models, folder / "models")
    shutil.copyfile(ROOT / "bench/bare/function.py", folder / "function.py")
    return Function(BARE, folder, "function.handler")


def lay_out_compiled(folder: Path, ours: Function) -> Function:
    """Lay ours out with the bytecode that Lambda makes of it at each cold start."""
    shutil.copytree(ours.asset, folder)
    if not compileall.compile_dir(folder, quiet=1):
        raise RuntimeError(f"expected every file in {folder} to compile, received one that does not")
    return Function(COMPILED, folder, HANDLER)


def _ours(folder: Path) -> Function:
    shutil.copytree(asset.asset_folder(), folder, ignore=shutil.ignore_patterns(*asset.LEFT_OUT))
    return Function(OURS, folder, HANDLER)


def _handwritten(folder: Path) -> Function:
    folder.mkdir(parents=True)
    shutil.copyfile(ROOT / "bench/handwritten/function.py", folder / "function.py")
    spec = find_spec("crhelper")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("crhelper")
    shutil.copytree(Path(spec.origin).parent, folder / "crhelper", ignore=shutil.ignore_patterns("__pycache__"))
    return Function(HANDWRITTEN, folder, "function.handler")


def zipped_bytes(function: Function, archive: Path) -> int:
    """Return the size of the asset as it is uploaded, written to ``archive``."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for file in _files(function.asset):
            zipped.write(file, file.relative_to(function.asset))
    return archive.stat().st_size


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file() and "__pycache__" not in file.parts)
