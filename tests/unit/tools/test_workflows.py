"""The hosted workflows do what `.ci/run` does, by every Python that is supported."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tools.every_python import SUPPORTED

ROOT: Final = Path(__file__).parents[3]
FILES: Final = sorted((ROOT / ".github/workflows").iterdir())
WORKFLOWS: Final[list[dict[str, Any]]] = [yaml.safe_load(file.read_text()) for file in FILES]
JOBS: Final = [job for workflow in WORKFLOWS for job in workflow["jobs"].values()]
STEPS: Final = [step for job in JOBS for step in job["steps"]]


def test_all_that_they_run_is_the_ci_script() -> None:
    assert {step["run"] for step in STEPS if "run" in step} == {"bash .ci/run"}


def test_actions_are_pinned_by_their_major_version_and_githubs_own() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert [action for action in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", action)] == []


def test_each_supported_python_is_tested_promised_and_set_up() -> None:
    tested = [job["strategy"]["matrix"]["python"] for job in JOBS]
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    promised = [one.rpartition(" ")[2] for one in classifiers if re.search(r":: 3\.\d+$", one)]
    preferred = re.findall(r"^preferred='(.*)'$", (ROOT / "tools/set_up.sh").read_text(), re.MULTILINE)[0].split()
    assert tested == [list(SUPPORTED)]
    assert promised == sorted(preferred) == list(SUPPORTED)


def test_they_may_only_read() -> None:
    assert [workflow["permissions"] for workflow in WORKFLOWS] == [{"contents": "read"}] * len(WORKFLOWS)


def lint(*files: Path) -> subprocess.CompletedProcess[str]:
    command = ["node", "tools/lint_workflows.mjs", *map(str, files)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_actionlint_finds_nothing() -> None:
    done = lint()
    assert (done.returncode, done.stderr) == (0, "")


def test_actionlint_finds_a_matrix_value_that_is_not_there(tmp_path: Path) -> None:
    wrong = tmp_path / "ci.yml"
    wrong.write_text(FILES[0].read_text().replace("python: [", "pythons: [", 1))
    done = lint(wrong)
    assert done.returncode == 1
    assert 'property "python" is not defined' in done.stderr


@pytest.mark.parametrize("name", ["boto3", "boto3-stubs", "botocore", "ministack"])
def test_what_goes_with_botocore_is_updated_together(name: str) -> None:
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    (pip,) = [update for update in updates if update["package-ecosystem"] == "pip"]
    assert name in pip["groups"]["botocore"]["patterns"]
    assert name in pip["groups"]["others"]["exclude-patterns"]
