"""A tick: check one resource, report what has drifted, and heal it if that is requested and safe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from workteam_provider.contract import HEAL, RESOURCE_TYPE, SIGN_IN_TYPE
from workteam_provider.protocol.attempt import Attempt
from workteam_provider.protocol.deadline import Deadline
from workteam_provider.protocol.errors import ResourceError
from workteam_provider.protocol.event import parse_event
from workteam_provider.protocol.retry import READS_LAG_SECONDS, until
from workteam_provider.watch.report import report
from workteam_provider.watch.sign_in import WatchedSignIn
from workteam_provider.watch.team import WatchedTeam
from workteam_provider.watch.template import obstacle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workteam_provider.protocol.context import Context

HEALING_SECONDS: Final = 10.0
"""How long healing may take: a deployment that starts meanwhile won't have reached the resource by then."""


class Watched(Protocol):
    """One resource, as a tick checks it."""

    def drifted(self) -> list[str]:
        """Read once and name what differs from the template: properties, or that the resource is gone or not ours."""

    def heal(self, within: Attempt) -> None:
        """Make the properties match the template, if the resource is proved to be ours."""


class Finding(NamedTuple):
    """The result of a tick.

    Parameters
    ----------
    drifted
        What differed from the template.
    healed
        What of that was reverted.
    unseen
        Why the check or the healing was not completed, for a person to read.
    """

    drifted: tuple[str, ...] = ()
    healed: tuple[str, ...] = ()
    unseen: str = ""


WATCHED: Final[Mapping[str, Callable[[Attempt], Watched]]] = {RESOURCE_TYPE: WatchedTeam, SIGN_IN_TYPE: WatchedSignIn}


def tick(raw: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Handle a tick.

    Returns
    -------
    dict
        ``drifted`` and ``healed``, lists of names, and ``unseen``, a reason; each only if it is not empty.

    Raises
    ------
    MalformedEventError
        The tick lacks the ids of a resource.
    """
    # the fields of a CloudFormation event that a tick lacks
    event = parse_event({**raw, "RequestType": "Tick", "ResponseURL": "none", "RequestId": context.aws_request_id})

    def attempt(seconds: float = float("inf")) -> Attempt:
        left = context.get_remaining_time_in_millis() / 1000
        return Attempt(event, Deadline(min(left, seconds)), context.invoked_function_arn)

    finding = _finding(attempt, WATCHED.get(event.resource_type, WatchedTeam), raw)
    report(event, finding)
    return {name: value for name, value in finding._asdict().items() if value}


def _finding(attempt: Callable[..., Attempt], watched: Callable[[Attempt], Watched], raw: Mapping[str, Any]) -> Finding:
    looking = attempt()
    try:
        resource = watched(looking)
        drifted = tuple(_settled(resource, looking))
        unseen = obstacle(looking, raw) if drifted else ""
    except ResourceError as error:
        return Finding(unseen=str(error))
    if unseen or not drifted or raw.get(HEAL) != "true":
        return Finding(() if unseen else drifted, unseen=unseen)
    try:
        resource.heal(attempt(HEALING_SECONDS))
        left = _settled(resource, looking)
    except ResourceError as error:
        return Finding(drifted, unseen=str(error))
    return Finding(drifted, healed=tuple(name for name in drifted if name not in left))


def _settled(resource: Watched, looking: Attempt) -> list[str]:
    """Name what has drifted and still does once reads reflect the latest writes."""
    return until(resource.drifted, good=lambda names: not names, within=READS_LAG_SECONDS, deadline=looking.deadline)
