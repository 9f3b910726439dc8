"""Files that CONTRIBUTING names are there, so that what was moved is moved there too."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_contributing_names_files_that_exist() -> None:
    named = set(re.findall(r"`([\w./]+\.(?:py|txt|toml|sh|md))`", (ROOT / "CONTRIBUTING.md").read_text()))
    tracked = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert len(named) > 20
    assert [name for name in sorted(named) if not any(f"/{file}".endswith(f"/{name}") for file in tracked)] == []
