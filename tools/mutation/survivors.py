"""Mutants that survive with reason: by module, the function, a part of the changed line, and why no test tells."""

from __future__ import annotations

from typing import Final

_SUPPRESSED: Final = "the error is suppressed, and nobody reads its words"

FUNCTION: Final[dict[str, dict[tuple[str, str], str]]] = {
    "protocol/delivery": {
        ("_put", "preload_content=None"): "`None` is as false as `False`",
        ("_put", '"put"'): "urllib3 writes methods in capitals",
    },
    "workteam/converge": {
        ("_adoption_is_allowed", '"XXtrueXX"'): "anything but `false` allows it",
        ("_adoption_is_allowed", '"TRUE"'): "anything but `false` allows it",
    },
    "workteam/delete": {
        ("undo", "team, None))"): _SUPPRESSED,
        ("undo", '"XXreleasedXX"'): _SUPPRESSED,
        ("undo", '"RELEASED"'): _SUPPRESSED,
        ("_delete", "patience="): "what is no refusal is broken, and for that `Service` has a patience of its own",
    },
    "workteam/ownership": {
        ("read_standing", "(both) and False"): "`_other` finds nobody else where both tags are ours",
        ("_claim", "rpartition"): "neither a team's name nor a mark holds a slash",
        ("_other", '"XXXX"'): "neither text is the ARN of a stack",
    },
}

LIBRARY: Final[dict[str, dict[tuple[str, str], str]]] = {
    "team/notifications": {
        ("Topic._is_fifo", '"fifo", None'): "`None` is as false as `False`",
    },
    "team/tags": {
        ("", "_KEPT: Final"): "where something is kept, under whatever name",
    },
    "workforce/props": {
        ("CognitoProps", "removal_policy: RemovalPolicy = None"): "the CDK retains a user pool by default too",
    },
    "workforce/workers": {
        ("_problems", "received(email, shown=None)"): "`None` is as false as `False`",
    },
    "watch/watch": {
        ("drift_metric", '"maximum"'): "the CDK takes a statistic in any case",
        ("Watch._tell", '"NOTIFIED"'): "the id of what is imported is in no template",
    },
}
