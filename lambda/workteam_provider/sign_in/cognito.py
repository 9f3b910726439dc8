"""The client for user pools, created once per process, when first needed."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

from workteam_provider.client import OTHERS, make_client

if TYPE_CHECKING:
    from botocore.client import BaseClient


@functools.cache
def cognito() -> BaseClient:
    """Return the process's client, created on first use.

    It passes app clients as raw JSON, in responses and to ``update_user_pool_client``, so that members that this
    botocore doesn't know are kept.
    """
    client = make_client("cognito-idp", OTHERS)
    client.meta.events.register("provide-client-params.cognito-idp.UpdateUserPoolClient", _wrap)
    client.meta.events.register("before-call.cognito-idp.UpdateUserPoolClient", _unwrap)
    return client


def _wrap(params: Any, **_: object) -> Any:
    """Move the app client into the trimmed model's raw JSON member: botocore can't have raw JSON as a whole request."""
    return {"UserPoolClient": params}


def _unwrap(params: Any, **_: object) -> None:
    params["body"] = json.dumps(json.loads(params["body"])["UserPoolClient"]).encode()
