from collections.abc import Callable, Iterator

import pytest

from local.cdk import Cdk
from local.cloud import LocalCloud
from tools.acceptance.cleaner import clean
from tools.acceptance.run import Run
from tools.acceptance.steps import STEPS
from tools.acceptance.target import Target, local_target


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """A local cloud, bootstrapped once for all tests."""
    with LocalCloud(region="eu-west-1") as cloud:
        Cdk(cloud, tmp_path_factory.mktemp("cdk") / "cdk.log").bootstrap()
        yield cloud


@pytest.fixture
def target(cloud: LocalCloud) -> Target:
    """A local cloud without a workforce. `make acceptance` runs the same steps on AWS."""
    cloud.control.reset()
    return local_target(cloud)


@pytest.fixture
def whole_run(target: Target) -> Callable[[], Run]:
    """Go through all the steps, and clean up whatever came of them."""

    def go() -> Run:
        run = Run(target)
        try:
            for step in STEPS:
                step.go(run)
        finally:
            clean(target, run.id)
        return run

    return go
