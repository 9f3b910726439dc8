"""The SageMaker call on workforces, narrow and typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from workteam_provider.client import sagemaker
from workteam_provider.protocol.errors import ServiceError
from workteam_provider.protocol.service import Service
from workteam_provider.protocol.text import shorten
from workteam_provider.workteam.attributes import portal_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workteam_provider.protocol.attempt import Attempt

ACTIVE: Final = "Active"
ON_THE_WAY: Final = ("Initializing", "Updating")

_LONGEST_FAILURE: Final = 400
_HOST = re.compile(r"[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+", re.ASCII)


class Workforce(NamedTuple):
    """A workforce as DescribeWorkforce returns it: its portal's host, and the ids of its user pool and app client.

    ``networks`` are the CIDR blocks that workers may come from; empty for no restriction. Anything else that the
    workforce doesn't have is empty too.
    """

    status: str
    failure: str
    host: str
    pool: str
    client: str
    networks: frozenset[str]


class Workforces:
    """The workforces of the function's account and Region, for one event."""

    def __init__(self, attempt: Attempt) -> None:
        self._event: Final = attempt.event
        self._region: Final = attempt.environment.region
        self._service: Final = Service(sagemaker(), attempt.deadline, self._hide)

    def find(self, name: str) -> Workforce | None:
        """Describe a workforce; ``None`` if there is none of that name.

        Raises
        ------
        ServiceError
            SageMaker refuses the call.
        OutOfTimeError
            The deadline has passed.
        """
        try:
            answer = self._service.call("describe_workforce", {"WorkforceName": name})
        except ServiceError as error:
            if is_missing_workforce(error.code, error.message):
                return None
            raise
        found = read_workforce(answer, self._region)
        return found._replace(failure=shorten(self._hide(found.failure), _LONGEST_FAILURE)) if found.failure else found

    def _hide(self, text: str) -> str:
        from workteam_provider.sign_in.shown import hide_values  # compiled only where it is needed

        return hide_values(text, self._event)


def is_missing_workforce(code: str, message: str) -> bool:
    """Whether DescribeWorkforce, called with a valid name, found no workforce."""
    return "NotFound" in code or (code == "ValidationException" and "workforce" in message.lower())


def read_workforce(answer: Mapping[str, Any], region: str) -> Workforce:
    """Parse a response of DescribeWorkforce, in which any member may be missing."""
    shown = answer.get("Workforce") or {}
    cognito = shown.get("CognitoConfig") or {}
    host = portal_url(shown.get("SubDomain") or "", region).removeprefix("https://")
    return Workforce(
        status=shown.get("Status") or ACTIVE,
        failure=shown.get("FailureReason") or "",
        host=host if _HOST.fullmatch(host) else "",
        pool=cognito.get("UserPool") or "",
        client=cognito.get("ClientId") or "",
        networks=frozenset((shown.get("SourceIpConfig") or {}).get("Cidrs") or []),
    )
