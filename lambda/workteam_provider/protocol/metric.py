"""A number for a metric, in the log: CloudWatch's embedded metric format."""

from __future__ import annotations

from typing import Any

from workteam_provider.contract import METRIC_NAMESPACE
from workteam_provider.protocol import clock


def embedded(name: str, value: int, dimension: str, of: str) -> dict[str, Any]:
    """Return the members that make a line of JSON in the log a number of a metric with one dimension."""
    metric = {
        "Namespace": METRIC_NAMESPACE,
        "Dimensions": [[dimension]],
        "Metrics": [{"Name": name, "Unit": "Count"}],
    }
    timestamp = int(clock.utc().timestamp() * 1000)
    return {"_aws": {"Timestamp": timestamp, "CloudWatchMetrics": [metric]}, dimension: of, name: value}
