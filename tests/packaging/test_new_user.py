"""A new user's first minutes: the wheel, the README's first snippet as `app.py`, the README's `cdk synth`."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest

from local.cdk import CLI
from support.installation import ROOT, Installation

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text()
SNIPPETS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
SYNTH = re.findall(r"^\$ npx cdk (synth .*)$", README, re.MULTILINE)


@pytest.fixture(scope="module")
def installation(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation.make(wheel, tmp_path_factory.mktemp("user") / ".venv")


@pytest.fixture
def project(installation: Installation, tmp_path: Path) -> Path:
    """Return the folder of a new CDK project."""
    folder = tmp_path / "labeling"
    folder.mkdir()
    cdk(installation, folder, "init", "app", "--language", "python", "--generate-only")
    return folder


def cdk(installation: Installation, folder: Path, *command: str) -> str:
    settings = {"HOME": str(folder.parent), "CDK_DISABLE_CLI_TELEMETRY": "true", "AWS_EC2_METADATA_DISABLED": "true"}
    done = subprocess.run(
        [CLI, "--no-notices", *command],
        cwd=folder,
        env=installation.environment() | settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stderr + done.stdout


def test_the_first_snippet_is_an_app_in_an_empty_folder(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(SNIPPETS[0])
    (command,) = SYNTH
    told = cdk(installation, tmp_path, *shlex.split(command))
    assert "Type: Custom::SageMakerWorkteam" in told
    assert "[Warning" not in told


def test_the_first_snippet_is_the_app_of_a_new_project(installation: Installation, project: Path) -> None:
    (project / "app.py").write_text(SNIPPETS[0])
    told = cdk(installation, project, "synth", "--quiet")
    template = json.loads((project / "cdk.out/Labeling.template.json").read_text())
    types = [resource["Type"] for resource in template["Resources"].values()]
    assert types.count("Custom::SageMakerWorkteam") == 1
    assert template["Outputs"]["WorkteamArn"]["Export"] == {"Name": "CatsWorkteamArn"}
    assert "[Warning" not in told
    assert "deprecated" not in told


def test_the_project_finds_the_wheel_and_not_the_checkout(installation: Installation, project: Path) -> None:
    code = "import cdk_sagemaker_workteam; print(cdk_sagemaker_workteam.__file__)"
    done = subprocess.run(
        ["python3", "-c", code], cwd=project, env=installation.environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(str(installation.folder))
