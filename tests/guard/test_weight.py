"""What the function and the template may weigh: counts, which a busy machine doesn't change."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from bench.calls import OPERATIONS, calls
from bench.functions import zipped_bytes
from bench.templates import resources
from bench.world import world

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bench.functions import Function

READS: Final = ["DescribeWorkteam", "ListTags"]
CALLS: Final = {
    "create": ["CreateWorkteam", "DescribeWorkteam"],
    "update in place": [*READS, "UpdateWorkteam"],
    "update of tags": [*READS, "AddTags"],
    "no change": READS,
    "delete": [*READS, "DeleteWorkteam"],
}
LARGEST_ASSET: Final = 60_000
LARGEST_SOURCE: Final = 130_000
MOST_MODULES: Final = 345
MOST_FIXED, MOST_EACH = 4, 1

IMPORTED: Final = """
import json, sys
import awslambdaric.bootstrap, awslambdaric.lambda_runtime_client
before = set(sys.modules)
import workteam_provider.handler
print(json.dumps(sorted(set(sys.modules) - before)))
"""


@pytest.fixture(scope="module")
def made(ours: Function, folder: Path) -> Mapping[str, list[str]]:
    with world(folder) as here:
        return calls(ours, here)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_calls_of_an_operation(made: Mapping[str, list[str]], operation: str) -> None:
    assert made[operation] == CALLS[operation], (
        f"{operation} makes other SageMaker calls than it did: look at `lifecycle.py`; a further call is made in every "
        f"deployment, and counts against the account's rate"
    )


def test_the_asset_is_small(ours: Function, tmp_path: Path) -> None:
    size = zipped_bytes(ours, tmp_path / "asset.zip")

    assert size <= LARGEST_ASSET, (
        f"the asset has {size} bytes zipped, more than {LARGEST_ASSET}: look at what `_asset.py` puts in, and at the "
        f"models of `tools/service_model.py`"
    )


def test_the_source_is_small(ours: Function) -> None:
    size = sum(file.stat().st_size for file in ours.asset.rglob("*.py"))

    assert size <= LARGEST_SOURCE, (
        f"the asset has {size} bytes of Python, more than {LARGEST_SOURCE}: Lambda compiles them at every cold start, "
        f"which takes longer than all else that they do when imported"
    )


def test_the_handler_imports_little(ours: Function) -> None:
    environment = {
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "not-a-secret",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED], cwd=ours.asset, env=environment, capture_output=True, text=True, check=True
    )
    modules = json.loads(done.stdout)

    assert len(modules) <= MOST_MODULES, (
        f"importing the handler and making its client imports {len(modules)} modules, more than {MOST_MODULES}: "
        f"`python -X importtime -c 'import workteam_provider.handler'` shows which, and what they cost"
    )


def test_the_resources_of_a_stack() -> None:
    fixed, each = resources()
    message = (
        f"a stack gets {fixed} resources and {each} for each team, more than {MOST_FIXED} and {MOST_EACH}: look at "
        f"`provider.py` and `workteam.py`; a stack holds 500"
    )

    assert fixed <= MOST_FIXED, message
    assert each <= MOST_EACH, message
