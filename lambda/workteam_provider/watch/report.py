"""What a tick logs: a line if there is something to report, and a value of the drift metric."""

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
    """Log a finding. If the check was not completed and found nothing, the metric keeps its last value."""
    if finding.unseen:
        log_event("check not completed", level=logging.WARNING, resource=_resource(event), reason=finding.unseen)
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
    """Write a value in CloudWatch's embedded metric format, which needs a line of its own outside the logger's JSON."""
    line = embedded(DRIFT_METRIC, drifted, RESOURCE_DIMENSION, _resource(event))
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _resource(event: Event) -> str:
    stack = Stack.parse(event.stack_id)
    return f"{stack.name if stack else event.stack_id}/{event.logical_resource_id}"
