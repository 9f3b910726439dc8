"""Clients of a local cloud that no setting of the developer's reaches: no variable, no file, no proxy."""

from __future__ import annotations

from typing import Any, Final, Protocol

from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES as VARIABLES
from botocore.session import Session

from local.environment import SECRET_KEY

_DEFAULTS: Final = {
    name: (None, None, None if name.endswith("_file") else default, convert)
    for name, (_, _, default, convert) in VARIABLES.items()
}


class Clients(Protocol):
    """What gives boto3 clients of an account and Region: a local cloud, or AWS."""

    def client(self, service: str) -> Any:
        """Return a boto3 client of a service."""


def make_client(service: str, url: str, account: str, region: str, **config: Any) -> Any:
    """Return a boto3 client of a service at an address of this machine."""
    return Session(session_vars=_DEFAULTS).create_client(
        service,
        region_name=region,
        endpoint_url=url,
        aws_access_key_id=account,
        aws_secret_access_key=SECRET_KEY,
        config=Config(proxies={}, **config),
    )
