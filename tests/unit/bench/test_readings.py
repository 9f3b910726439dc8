"""What the bench reads, and of whom."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from aws_cdk import App, CfnResource, Stack

from bench import machine, process, templates, warm
from bench.functions import HANDWRITTEN, OURS, Function
from bench.many_teams import make_stack

if TYPE_CHECKING:
    import pytest


def test_a_resource_of_any_type_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_topics(app: App, teams: int) -> Stack:
        stack = make_stack(app, teams)
        for number in range(teams):
            CfnResource(stack, f"Topic{number}", type="AWS::SNS::Topic")
        return stack

    _, each = templates.resources()
    monkeypatch.setattr(templates, "make_stack", with_topics)

    assert templates.resources()[1] == each + 1


def test_warm_processes_are_measured_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = []

    def event(function: Function, *_: object) -> warm.Event:
        measured.append(function.name)
        return warm.Event(len(measured), 0, 0)

    monkeypatch.setattr(warm, "_timed", lambda function, _: function)
    monkeypatch.setattr(warm, "_event", event)
    both = (Function(HANDWRITTEN, Path(), ""), Function(OURS, Path(), ""))
    own = warm.warm(both, None, Path(), 2, 5).own_seconds  # type: ignore[arg-type]

    assert measured[2:] == [HANDWRITTEN, OURS, OURS, HANDWRITTEN]
    assert (own.theirs, own.ours) == ((3, 6), (4, 5))


def test_the_versions_of_what_another_peer_is_run_by_are_named() -> None:
    assert machine.machine(["Node 24.1.2"]).endswith(", Node 24.1.2")


def test_where_there_is_no_proc_the_peak_memory_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_PROC", Path("nowhere"))

    assert math.isnan(process._peak_bytes(1))
