"""The run-book's search for orphans, by an AWS CLI that answers as it is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

PAGE: Final = Path(__file__).parents[3] / "docs" / "reliability.md"
AWS: Final = """#!{python}
import re, sys
import jmespath
_, operation, *options = sys.argv[1:]
given = dict(zip(options[::2], options[1::2]))
of = (given.get("--resource-arn") or given.get("--stack-name") or "").partition(":")[2]
teams = "healthy gone deleted lost rolled-back busy kept denied no-tags no-list stranger".split()
states = {{
    "deleted": "DELETE_COMPLETE",
    "rolled-back": "ROLLBACK_COMPLETE",
    "busy": "UPDATE_IN_PROGRESS",
    "kept": "CREATE_FAILED",
}}
errors = {{
    ("describe-stacks", "gone"): "ValidationError) when calling: Stack with id stack:gone does not exist",
    ("describe-stacks", "denied"): "AccessDenied) when calling: no identity-based policy allows it",
    ("list-tags", "no-tags"): "ThrottlingException) when calling: Rate exceeded",
    ("list-stack-resources", "no-list"): "Throttling) when calling: Rate exceeded",
}}
if (operation, of) in errors:
    sys.exit("An error occurred (" + errors[operation, of])
resource = {{"LogicalResourceId": "Team", "PhysicalResourceId": "arn:" + of, "ResourceStatus": "CREATE_COMPLETE"}}
if of == "lost":
    resource["PhysicalResourceId"] = "arn:renamed"
elif of == "kept":
    resource["PhysicalResourceId"] = "in-doubt:Team:request"
elif of == "rolled-back":
    resource["ResourceStatus"] = "DELETE_COMPLETE"
tags = [{{"Key": "cdk-sagemaker-workteam:stack-id", "Value": "stack:" + of}}]
answer = {{
    "list-workteams": {{"Workteams": [{{"WorkteamArn": "arn:" + team}} for team in teams]}},
    "list-tags": {{"Tags": tags if of != "stranger" else []}},
    "describe-stacks": {{"Stacks": [{{"StackStatus": states.get(of, "CREATE_COMPLETE")}}]}},
    "list-stack-resources": {{"StackResourceSummaries": [resource]}},
}}[operation]
found = jmespath.search(given["--query"], answer)
print(found if isinstance(found, str) else "\\t".join(found))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Say what is told of each team."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "aws").write_text(AWS.format(python=sys.executable))
    (folder / "aws").chmod(0o755)
    script = re.findall(r"\*\*Orphans\.\*\*.*?```bash\n(.*?)```", PAGE.read_text(), re.DOTALL)[0]
    environment = {"PATH": f"{folder}{os.pathsep}/usr/bin:/bin"}
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=True)
    lines = (re.match(r"(\w+): arn:([\w-]+)", line) for line in done.stdout.splitlines())
    return {line[2]: line[1] for line in lines if line}


@pytest.mark.parametrize(
    ("team", "verdict"),
    [
        ("gone", "orphan"),
        ("deleted", "orphan"),
        ("lost", "orphan"),
        ("rolled-back", "orphan"),
        ("busy", "unknown"),
        ("kept", "unknown"),
        ("denied", "unknown"),
        ("no-tags", "unknown"),
        ("no-list", "unknown"),
        ("healthy", None),
        ("stranger", None),
    ],
)
def test_an_orphan_is_told_from_what_is_not_known(told: dict[str, str], team: str, verdict: str | None) -> None:
    assert told.get(team) == verdict
