"""What a tick leaves in the log: a line where something is to be said, and a number for the metric of drift."""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING

from workteam_provider.contract import DRIFT_METRIC, RESOURCE_DIMENSION
from workteam_provider.protocol.environment import Stack
from workteam_provider.protocol.log import log_event
from workteam_provider.protocol.metric import embedded

if TYPE_CHECKING:
    from workteam_provider.protocol.event import Event
    from workteam_provider.watch.tick import Finding


def report(event: Event, finding: Finding) -> None:
    """Write a finding into the log. Where nothing could be seen there is no number: the last one stands."""
    if finding.unseen:
        log_event("not watched", level=logging.WARNING, resource=_resource(event), reason=finding.unseen)
    if finding.drifted:
        log_event(
            "drifted",
            level=logging.WARNING,
            resource=_resource(event),
            drifted=list(finding.drifted),
            healed=list(finding.healed),
        )
    if finding.drifted or not finding.unseen:
        _count(event, len(finding.drifted))


def _count(event: Event, drifted: int) -> None:
    """Write a number in CloudWatch's embedded metric format, which the log's JSON lines can't hold."""
    line = embedded(DRIFT_METRIC, drifted, RESOURCE_DIMENSION, _resource(event))
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _resource(event: Event) -> str:
    stack = Stack.parse(event.stack_id)
    return f"{stack.name if stack else event.stack_id}/{event.logical_resource_id}"
