"""What the build adds: a check of crhelper's bytes, and the README as a package index can show it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

# crhelper 2.0.12: SHA-256, as in the RECORD of its wheel
CRHELPER = {
    "LICENSE": "09e8a9bcec8067104652c168685ab0931e7868f9c8284b66f5ae6edae5f1130b",
    "NOTICE": "803aeed268ddac692b0897e71d355ba0a31d4bb53ce476bc6d5fcf41309c91f3",
    "__init__.py": "552bc753630a80ff7a0c74835d1d4e6319db0bc8fbc9fb95859b9b04b53b3e7b",
    "__init__.pyi": "0f1f19c847a89e5ce55dae110abb58f481f72620db023a8fac8626b3776fd068",
    "log_helper.py": "d7c9f858a9468315cbfe28983ea13c756bfd4d6e2c3d973801ede9c7975b1e66",
    "log_helper.pyi": "7196ad9838793c8e7968678a84593432987224160b10c74e3a697ec7e5a01656",
    "py.typed": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "resource_helper.py": "44f57c03a2b1665ef47b2f0d2360584b79dcefc33d3d0881906a22f0d1a8f724",
    "resource_helper.pyi": "417ec5442e097920461e12ca62a20adf66e85c2471a91432e3b52293b25baffb",
    "utils.py": "bf8e833bf1fed51be85b40691e686606214710a9d9acb305d7940d885d5ef338",
    "utils.pyi": "b2896b57259d14912d8c3b2a74a9b0d10b045adcb01564fe689ffda91af28108",
}


class CrhelperCheck(BuildHookInterface[Any]):
    """Refuses to build with other bytes of crhelper than those of the release that was reviewed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compare what lies in ``lambda/crhelper`` with the pinned hashes."""
        folder = Path(self.root) / "lambda/crhelper"
        found = {
            file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in folder.rglob("*")
            if file.is_file() and file.parent.name != "__pycache__"
        }
        different = sorted({name for name, _ in found.items() ^ CRHELPER.items()})
        if different:
            raise ValueError(f"{folder}: expected the bytes of crhelper 2.0.12, received other {', '.join(different)}")


class LongDescription(MetadataHookInterface):
    """Gives the package index the README without what only works in the repository."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the long description."""
        readme = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": for_package_index(readme)}


def for_package_index(readme: str) -> str:
    """Return a README without diagrams, and with the text alone of links that are not addresses."""
    without_diagrams = re.sub(r"```mermaid\n.*?```\n\n", "", readme, flags=re.DOTALL)
    return re.sub(r"\[([^]]+)\]\((?!https?://)[^)]+\)", r"\1", without_diagrams)
