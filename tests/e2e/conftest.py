import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.cdk import Cdk
from local.cloud import LocalCloud
from local.stacks import Stack


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cdk") / "cdk.log"


@pytest.fixture(scope="session")
def cloud(log: Path) -> Iterator[LocalCloud]:
    """A local cloud, bootstrapped once for all tests."""
    with LocalCloud(region="eu-west-1") as cloud:
        Cdk(cloud, log).bootstrap()
        yield cloud


@pytest.fixture(autouse=True)
def fresh_sagemaker(request: pytest.FixtureRequest) -> None:
    """No workforce of the test before, whose user pool is gone: its name and its pool would be in the way."""
    if "cloud" in request.fixturenames:
        request.getfixturevalue("cloud").control.reset()


@pytest.fixture(scope="session")
def cdk(cloud: LocalCloud, log: Path) -> Cdk:
    return Cdk(cloud, log)


@pytest.fixture
def new_stack(cloud: LocalCloud) -> Iterator[Callable[[], Stack]]:
    """Name a stack that no other test has; it is deleted after the test."""
    stacks: list[Stack] = []

    def new_stack() -> Stack:
        stacks.append(Stack(cloud, f"Stack{uuid.uuid4().hex[:8]}"))
        return stacks[-1]

    yield new_stack
    for stack in reversed(stacks):
        stack.delete()
