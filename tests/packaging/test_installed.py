"""However the library is installed, the function's asset has one hash, and crhelper is nowhere beside the library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from cdk_sagemaker_workteam import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

PIP: Final = (
    sys.executable,
    "-m",
    "pip",
    "--python",
    "{python}",
    "install",
    "--no-index",
    "--no-deps",
    "--no-build-isolation",
)
UV: Final = (
    sys.executable,
    "-m",
    "uv",
    "pip",
    "install",
    "--python",
    "{python}",
    "--offline",
    "--no-cache",
    "--no-deps",
)
SYNTHESISE: Final = """
import json, sys
from importlib.metadata import version
from pathlib import Path
from aws_cdk import App, Stack
import cdk_sagemaker_workteam
from cdk_sagemaker_workteam import WorkteamProvider
app = App(outdir="cdk.out", analytics_reporting=False)
WorkteamProvider(Stack(app, "Stack"), "Provider")
app.synth()
files = json.loads(Path("cdk.out/Stack.assets.json").read_text())["files"]
print(json.dumps({
    "hashes": [name for name, file in files.items() if file["source"]["packaging"] == "zip"],
    "where": cdk_sagemaker_workteam.__file__,
    "versions": [cdk_sagemaker_workteam.__version__, version("cdk-sagemaker-workteam")],
    "crhelper": "crhelper" in sys.modules,
}))
"""


def install(command: tuple[str, ...], source: Path, folder: Path) -> Path:
    """Install into a new environment, whose dependencies are those of ours; return its Python."""
    venv.create(folder, with_pip=False)
    python = folder / "bin/python"
    (own(folder) / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    filled = [part.format(python=python) for part in command]
    done = subprocess.run([*filled, str(source)], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return python


def own(folder: Path) -> Path:
    """Return where an environment's own packages are."""
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))


@pytest.fixture(scope="session")
def asset_hash(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("source")
    environment = os.environ | {"PYTHONPATH": str(unpacked / "constructs")}
    script = SYNTHESISE.replace(', version("cdk-sagemaker-workteam")', "")
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    (only,) = json.loads(done.stdout)["hashes"]
    return str(only)


@pytest.mark.timeout(200)
@pytest.mark.parametrize(
    ("command", "source"),
    [
        pytest.param(PIP, lambda wheel, sdist, tree: wheel, id="by pip"),
        pytest.param(UV, lambda wheel, sdist, tree: wheel, id="by uv"),
        pytest.param(PIP, lambda wheel, sdist, tree: sdist, id="from the sdist"),
        pytest.param((*PIP, "--editable"), lambda wheel, sdist, tree: tree, id="editable"),
    ],
)
def test_p53_p65_one_hash_and_no_crhelper(
    command: tuple[str, ...],
    source: Callable[[Path, Path, Path], Path],
    wheel: Path,
    sdist: Path,
    unpacked: Path,
    asset_hash: str,
    tmp_path: Path,
) -> None:
    environment = tmp_path / "a path with blanks/.venv"
    where = unpacked if "--editable" in command else environment
    python = install(command, source(wheel, sdist, unpacked), environment)
    settings = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(
        [str(python), "-c", SYNTHESISE],
        cwd=tmp_path,
        env=settings,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert Path(told.pop("where")).is_relative_to(where)
    assert told == {"hashes": [asset_hash], "versions": [__version__, __version__], "crhelper": False}
    assert [path.name for path in own(environment).iterdir() if "crhelper" in path.name] == []
