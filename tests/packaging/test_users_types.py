"""What `mypy --strict` tells users of the installed wheel: nothing of right code, each mistake of wrong code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cdk_sagemaker_workteam import __all__ as public_names
from support.installation import EXAMPLES, ROOT, Installation

USERS = Path(__file__).with_name("users")
CACHE = ROOT / ".mypy_cache/users"

# all of CDK takes minutes to read; what is not in the types of this library can do without
CONFIGURATION = """
[mypy]
strict = True
explicit_package_bases = True
mypy_path = $MYPY_CONFIG_FILE_DIR/examples/real_project
[mypy-aws_cdk.*]
follow_imports = skip
[mypy-aws_cdk,aws_cdk.aws_cognito,aws_cdk.aws_iam,aws_cdk.aws_sagemaker,aws_cdk.aws_scheduler,aws_cdk.aws_sns,aws_cdk.interfaces]
follow_imports = normal
"""


@pytest.fixture(scope="module")
def told(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Return mypy's errors, each as `file:line` and code, over the examples and users' code."""
    folder = tmp_path_factory.mktemp("typed")
    installation = Installation.make(wheel, folder / "venv")
    shutil.copytree(EXAMPLES, folder / "examples")
    for file in USERS.glob("*.py"):
        shutil.copy(file, folder)
    (folder / "mypy.ini").write_text(CONFIGURATION)
    options = ["--config-file=mypy.ini", f"--python-executable={installation.python}", f"--cache-dir={CACHE}"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "examples", "everything.py", "mistakes.py"],
        cwd=folder,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert re.search(r"^Found \d+ errors in", done.stdout, re.MULTILINE), done.stderr + done.stdout
    return re.findall(r"^(\S+:\d+): error: .*\[([\w-]+)\]$", done.stdout, re.MULTILINE)


@pytest.mark.timeout(300)
def test_every_mistake_is_told_and_nothing_else(told: list[tuple[str, str]]) -> None:
    lines = (USERS / "mistakes.py").read_text().splitlines()
    marked = [(number, re.search(r"  # ([a-z]+-[a-z]+)", line)) for number, line in enumerate(lines, start=1)]
    assert told == [(f"mistakes.py:{number}", comment[1]) for number, comment in marked if comment]


def test_every_public_name_is_used() -> None:
    code = (USERS / "everything.py").read_text()
    assert [name for name in public_names if not re.search(rf"\b{name}\b.*\b{name}\b", code, re.DOTALL)] == []
