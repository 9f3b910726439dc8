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
    """A workforce as DescribeWorkforce shows it; ``host`` is its portal's, and ``pool`` and ``client`` are Cognito's.

    ``networks`` are those that workers may come from, as CIDRs; none for all.

    What it does not have is empty.
    """

    status: str
    failure: str
    host: str
    pool: str
    client: str
    networks: frozenset[str]


class Workforces:
    """The workforces where the function is, as one event sees them."""

    def __init__(self, attempt: Attempt) -> None:
        self._event: Final = attempt.event
        self._region: Final = attempt.environment.region
        self._service: Final = Service(sagemaker(), attempt.deadline, self._hide)

    def find(self, name: str) -> Workforce | None:
        """Describe a workforce; ``None`` where there is none of that name.

        Raises
        ------
        ServiceError
            The service refuses to tell.
        OutOfTimeError
            The time for work is over.
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
    """Whether DescribeWorkforce, asked for a name that a workforce could have, found none."""
    return "NotFound" in code or (code == "ValidationException" and "workforce" in message.lower())


def read_workforce(answer: Mapping[str, Any], region: str) -> Workforce:
    """Read an answer of DescribeWorkforce, where anything may be missing."""
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
