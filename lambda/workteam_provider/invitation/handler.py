"""The entry point of the invitation function, Cognito's CustomMessage trigger. Whatever fails, the email is sent."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sys
from typing import TYPE_CHECKING, Any, Final

from botocore.config import Config

from workteam_provider.client import make_client
from workteam_provider.contract import INVITATION_METRIC, INVITATION_VARIABLES
from workteam_provider.invitation.text import render
from workteam_provider.protocol.deadline import Deadline
from workteam_provider.protocol.errors import ServiceError
from workteam_provider.protocol.log import silence_libraries
from workteam_provider.protocol.metric import embedded
from workteam_provider.protocol.service import Service
from workteam_provider.workteam.attributes import portal_url

if TYPE_CHECKING:
    from botocore.client import BaseClient

INVITES: Final = "CustomMessage_AdminCreateUser"

_SECONDS: Final = 4.5
"""Cognito waits 5 seconds, cold start included; the deadline reserves 2 of these 4.5."""

_CONFIG: Final = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 1})


@functools.cache
def _sagemaker() -> BaseClient:
    return make_client("sagemaker", config=_CONFIG)


silence_libraries()
with contextlib.suppress(Exception):
    _sagemaker()


def handler(event: Any, context: object) -> Any:  # noqa: ARG001
    """Write the texts of an invitation into the event; other events, and malformed ones, are returned unchanged.

    Never raises, since an error would keep Cognito from inviting the worker.
    """
    try:
        if event["triggerSource"] == INVITES:
            event["response"] = {**(event.get("response") or {}), **_texts(event["request"])}
    except Exception as error:  # noqa: BLE001
        _say("the invitation was left as it was", error=type(error).__name__)
    return event


def _texts(request: dict[str, Any]) -> dict[str, str]:
    workforce, organization, contact, subject, template = (os.environ.get(name, "") for name in INVITATION_VARIABLES)
    invitation = render(
        organization=organization,
        portal_url=_portal_url(workforce),
        contact=contact,
        subject=subject,
        template=template,
        username=request.get("usernameParameter") or "{username}",
        code=request.get("codeParameter") or "{####}",
    )
    return {"emailSubject": invitation.subject, "emailMessage": invitation.mail, "smsMessage": invitation.sms}


def _portal_url(workforce: str) -> str:
    """Return the portal's URL; if it is not found in time, log and count that and return an empty string."""
    try:
        answer = Service(_sagemaker(), Deadline(_SECONDS)).call("describe_workforce", {"WorkforceName": workforce})
        url = portal_url(answer["Workforce"]["SubDomain"], os.environ["AWS_REGION"])
        why = "" if url else "NoSubDomain"
    except Exception as error:  # noqa: BLE001
        url, why = "", error.code if isinstance(error, ServiceError) else type(error).__name__
    if why:
        _count(workforce, why)
    return url


def _count(workforce: str, why: str) -> None:
    number = embedded(INVITATION_METRIC, 1, "WorkforceName", workforce)
    _say("the portal was not found", error=why, **number)


def _say(message: str, **fields: object) -> None:
    sys.stdout.write(json.dumps({"message": message, **fields}) + "\n")
    sys.stdout.flush()
