"""Where a run works: an account and Region, of AWS or of a local cloud."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import boto3

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.cloud import LocalCloud

ENDPOINT: Final = "AWS_ENDPOINT_URL"
"""Where it is set, what answers isn't AWS."""

STATE: Final = Path(os.environ.get("ACCEPT_STATE", Path(__file__).resolve().parents[2] / ".acceptance"))
"""Where a run keeps its file and the CDK's output."""

_ACTIONS: Final = {"Invoke": "InvokeFunction"}


@dataclass(slots=True)
class Target:
    """An account and Region, and how it is reached. The rights that its clients' calls need are recorded."""

    account: str
    region: str
    folder: Path
    make: Callable[..., Any]
    variables: Callable[[], dict[str, str]]
    endpoint: str | None = None
    local: LocalCloud | None = None
    """The local cloud that it is, where this process has its controls: mails can be read and portals opened."""
    rights: set[str] = field(default_factory=set)

    @property
    def is_aws(self) -> bool:
        """Tell whether AWS answers, and no emulator."""
        return self.endpoint is None

    def client(self, service: str, **credentials: str) -> Any:
        """Return a boto3 client; with other credentials than the caller's where some are given."""
        client = self.make(service, **credentials)
        if not credentials:
            client.meta.events.register("before-call", self._record)
        return client

    def environment(self) -> dict[str, str]:
        """Return the environment of the CDK CLI."""
        return self.variables()

    def hosted_ui(self, domain: str) -> str:
        """Return the address of a user pool's hosted UI."""
        return self.endpoint or f"https://{domain}.auth.{self.region}.amazoncognito.com"

    def _record(self, model: Any, **_others: Any) -> None:
        self.rights.add(f"{model.service_model.signing_name}:{_ACTIONS.get(model.name, model.name)}")


def local_target(cloud: LocalCloud) -> Target:
    """Return a local cloud whose controls are at hand."""
    return Target(
        cloud.account,
        cloud.region,
        cloud.folder,
        lambda service, **credentials: cloud.client(service) if not credentials else _with(cloud, service, credentials),
        cloud.environment,
        cloud.url,
        cloud,
    )


def _with(cloud: LocalCloud, service: str, credentials: dict[str, str]) -> Any:
    url = cloud.sagemaker_url if service == "sagemaker" else cloud.url
    session: Any = boto3.Session(region_name=cloud.region, **credentials)  # type: ignore[arg-type]
    return session.client(service, endpoint_url=url)


def callers_target() -> Target:
    """Return what the caller's credentials and Region lead to.

    Raises
    ------
    LookupError
        No Region is set.
    """
    session = boto3.Session()
    if session.region_name is None:
        raise LookupError("expected a Region in AWS_REGION, AWS_DEFAULT_REGION or the profile, found none")
    region: str = session.region_name

    def make(service: str, **credentials: str) -> Any:
        own: Any = boto3.Session(region_name=region, **credentials) if credentials else session  # type: ignore[arg-type]
        return own.client(service)

    account: str = make("sts").get_caller_identity()["Account"]
    variables = {"AWS_REGION": region, "AWS_DEFAULT_REGION": region, "CDK_DISABLE_VERSION_CHECK": "true"}
    return Target(
        account,
        region,
        STATE,
        make,
        lambda: {**os.environ, **variables},
        os.environ.get(ENDPOINT),
    )
