"""The wheel in an environment of its own, as a user has it, without a download."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT: Final = Path(__file__).parents[2]
EXAMPLES: Final = ROOT / "examples"


@dataclass(frozen=True)
class Installation:
    """A virtual environment with the wheel; all else comes from the environment that the tests run in."""

    folder: Path

    @classmethod
    def make(cls, wheel: Path, folder: Path) -> Installation:
        """Install a wheel into a new virtual environment."""
        venv.create(folder, with_pip=False)
        made = cls(folder)
        ours = sysconfig.get_path("purelib")
        (made._site_packages / "dependencies.pth").write_text(f"{ours}\n")
        options = ["--quiet", "--no-index", "--no-deps", "--no-compile", "--disable-pip-version-check"]
        _run([sys.executable, "-m", "pip", "--python", str(made.python), "install", *options, str(wheel)], folder)
        return made

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python3"

    @property
    def _site_packages(self) -> Path:
        return Path(sysconfig.get_path("purelib", "venv", {"base": str(self.folder)}))

    def environment(self, base: Mapping[str, str] = os.environ) -> dict[str, str]:
        """Return the variables with which `python3` is its own, and nothing of the repository is found."""
        kept = {name: value for name, value in base.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
        return kept | {"PATH": f"{self.python.parent}{os.pathsep}{kept['PATH']}"}

    def synthesise(self, app: Path, output: Path, context: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Run a CDK app as the CLI would, and return the templates by the stacks' ids, those of stages too."""
        settings = json.loads((app.parent / "cdk.json").read_text()).get("context", {})
        settings |= context or {}
        environment = self.environment() | {"CDK_OUTDIR": str(output), "CDK_CONTEXT_JSON": json.dumps(settings)}
        told = _run([str(self.python), app.name], app.parent, environment)
        assert "deprecated" not in told, told
        return {
            file.name.removesuffix(".template.json"): json.loads(file.read_text())
            for file in sorted(output.rglob("*.template.json"))
        }


def copy_example(name: str, folder: Path) -> Path:
    """Return a copy of an example outside of the repository."""
    made_there = shutil.ignore_patterns("cdk.out", "__pycache__", ".pytest_cache")
    return Path(shutil.copytree(EXAMPLES / name, folder / name, ignore=made_there))


def build_wheel(folder: Path) -> Path:
    """Return the wheel of this checkout, built into a folder."""
    _run([sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)], ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _run(command: Sequence[str], directory: Path, environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stderr + done.stdout
