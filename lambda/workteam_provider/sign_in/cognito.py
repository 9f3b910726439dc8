"""The client for user pools: made once in a process, when the first event needs it."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

from workteam_provider.client import OTHERS, make_client

if TYPE_CHECKING:
    from botocore.client import BaseClient


@functools.cache
def cognito() -> BaseClient:
    """Make the client, or return the one that was made.

    An app client is raw JSON to it, in answers and in what ``update_user_pool_client`` takes, members that botocore
    does not know included.
    """
    client = make_client("cognito-idp", OTHERS)
    client.meta.events.register("provide-client-params.cognito-idp.UpdateUserPoolClient", _wrap)
    client.meta.events.register("before-call.cognito-idp.UpdateUserPoolClient", _unwrap)
    return client


def _wrap(params: Any, **_: object) -> Any:
    """Put an app client where the cut model has raw JSON; botocore can't take it for a whole request."""
    return {"UserPoolClient": params}


def _unwrap(params: Any, **_: object) -> None:
    params["body"] = json.dumps(json.loads(params["body"])["UserPoolClient"]).encode()
