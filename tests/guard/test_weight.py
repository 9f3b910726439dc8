"""What the function and the template may weigh: counts, which a busy machine doesn't change."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from bench.calls import OPERATIONS, calls
from bench.functions import zipped_bytes
from bench.templates import resources
from bench.world import world

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.functions import Function

READS: Final = ["DescribeWorkteam", "ListTags"]
CALLS: Final = {
    "create": ["CreateWorkteam", "DescribeWorkteam"],
    "update in place": [*READS, "UpdateWorkteam"],
    "update of tags": [*READS, "AddTags"],
    "no change": READS,
    "delete": [*READS, "DeleteWorkteam"],
}
LARGEST_ASSET: Final = 97_500
MOST_COMPILED: Final = 104_500
MOST_MODULES: Final = {"modules": 285, "modules after an event": 287}
SPARE_MODULES: Final = 0 if sys.version_info[:2] == (3, 13) else 8
"""What other standard libraries than that of Lambda's default Python split into more modules."""
MOST_DATA: Final = 35_000
MOST_FIXED, MOST_EACH = 4, 1

START: Final = """
import json, os, sys, time
import awslambdaric.bootstrap, awslambdaric.lambda_runtime_client
from awslambdaric.lambda_context import LambdaContext
before = set(sys.modules)
read, listed = [], []
def watch(event, arguments):
    if event == "open" and str(arguments[0]).endswith((".json", ".json.gz")):
        read.append(os.path.getsize(arguments[0]))
    elif event == "os.listdir" and "botocore/data" in str(arguments[0]):
        listed.append(arguments[0])
sys.addaudithook(watch)
def compiled():
    files = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
    return sum(os.path.getsize(file) for file in files if file.startswith(os.getcwd()))
import workteam_provider.handler
start = {"modules": sorted(set(sys.modules) - before), "read": sum(read), "listed": listed}
event = json.load(sys.stdin)
context = LambdaContext("id", {}, {}, int(time.time() * 1000) + 60_000, event["ServiceToken"])
workteam_provider.handler.handler(event, context)
after = {"modules after an event": sorted(set(sys.modules) - before), "compiled": compiled()}
print(json.dumps({**start, **after}))
"""


@pytest.fixture(scope="module")
def made(ours: Function, folder: Path) -> Mapping[str, list[str]]:
    with world(folder) as here:
        return calls(ours, here)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_calls_of_an_operation(made: Mapping[str, list[str]], operation: str) -> None:
    assert made[operation] == CALLS[operation], (
        f"{operation} makes other SageMaker calls than it did: a further call is made in every deployment, and "
        f"counts against the account's rate"
    )


def test_the_asset_is_small(ours: Function, tmp_path: Path) -> None:
    size = zipped_bytes(ours, tmp_path / "asset.zip")

    assert size <= LARGEST_ASSET, (
        f"the asset has {size} bytes zipped, more than {LARGEST_ASSET}: look at what `_asset.py` puts in, and at the "
        f"models of `tools/service_model.py`"
    )


@pytest.fixture(scope="module")
def start(ours: Function, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Import the handler, which makes the client, and make a team; tell what that took."""
    with world(tmp_path_factory.mktemp("world")) as here:
        done = subprocess.run(
            [sys.executable, "-c", START],
            cwd=ours.asset,
            env=here.environment(ours),
            input=json.dumps(here.event("Create")),
            capture_output=True,
            text=True,
            check=True,
        )
        here.answer()
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(("moment", "most"), MOST_MODULES.items())
def test_few_modules_are_imported(start: Mapping[str, Any], moment: str, most: int) -> None:
    modules = start[moment]

    assert len(modules) <= most + SPARE_MODULES, (
        f"there are {len(modules)} {moment}, more than {most}: "
        f"`python -X importtime -c 'import workteam_provider.handler'` shows what a start imports, and what that costs"
    )


def test_little_source_is_compiled(start: Mapping[str, Any]) -> None:
    size = start["compiled"]

    assert size <= MOST_COMPILED, (
        f"a start and a Create compile {size} bytes of the asset's Python, more than {MOST_COMPILED}: Lambda does that "
        f"at every cold start, and it takes longer than all else; import what a Create doesn't need where it is needed"
    )


@pytest.mark.parametrize("moment", MOST_MODULES)
@pytest.mark.parametrize("library", ["boto3", "s3transfer", "asyncio"])
def test_what_is_not_used_is_not_imported(start: Mapping[str, Any], moment: str, library: str) -> None:
    assert library not in start[moment], (
        f"{library} is among the {moment} and not used: crhelper is imported without it"
    )


def test_a_start_reads_little_data(start: Mapping[str, Any]) -> None:
    size = start["read"]

    assert size <= MOST_DATA, (
        f"making the client parses {size} bytes of JSON, more than {MOST_DATA}: botocore reads a file of its own that "
        f"`tools/service_model.py` cuts, or could"
    )


def test_a_start_searches_no_folders(start: Mapping[str, Any]) -> None:
    assert {Path(folder).name for folder in start["listed"]} <= {"sagemaker"}, (
        "botocore looks into the folders of other services: the loader of its client is to know SageMaker alone"
    )


def test_the_resources_of_a_stack() -> None:
    fixed, each = resources()
    message = (
        f"a stack gets {fixed} resources and {each} for each team, more than {MOST_FIXED} and {MOST_EACH}: look at "
        f"`provider.py` and `workteam.py`; a stack holds 500"
    )

    assert fixed <= MOST_FIXED, message
    assert each <= MOST_EACH, message
