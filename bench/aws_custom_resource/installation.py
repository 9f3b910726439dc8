"""Node, Lambda's client for it and the SDK, installed by npm as the lock file beside this module pins them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_LOCK: Final = "package-lock.json"
_PATIENCE_SECONDS: Final = 900.0


@dataclass(frozen=True)
class Installation:
    """A folder of packages that has a Node in it."""

    packages: Path

    @property
    def node(self) -> Path:
        """The program."""
        return self.packages / ".bin/node"

    @property
    def client(self) -> Path:
        """What Lambda's runtime starts Node with."""
        return self.packages / "aws-lambda-ric/index.mjs"

    def versions(self) -> list[str]:
        """Name what was installed, each with its version."""
        node = subprocess.run([self.node, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
        pinned = json.loads((_HERE / "package.json").read_text())["dependencies"]
        return [f"Node {node.strip().removeprefix('v')}", *(f"{name} {version}" for name, version in pinned.items())]


def install(folder: Path = _HERE) -> Installation | None:
    """Install what isn't there yet; ``None`` where npm is missing, fails, or has no such Node for this machine."""
    packages = folder / "node_modules"
    installation, mark = Installation(packages), packages / "installed.json"
    lock = (folder / _LOCK).read_bytes()
    try:
        if not mark.exists() or mark.read_bytes() != lock:
            _npm_ci(folder)
            mark.write_bytes(lock)
        installation.versions()
    except (OSError, subprocess.SubprocessError) as error:
        print(f"no Node for AwsCustomResource: {error}", file=sys.stderr, flush=True)
        return None
    return installation


def _npm_ci(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm was not found")
    # no package's script is run: the client's would compile its native part
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run([npm, "ci", *options], cwd=folder, check=True, timeout=_PATIENCE_SECONDS)  # noqa: S603
