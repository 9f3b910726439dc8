"""Many teams of one stack, worked on at once, against a service that takes few calls a second."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from campaign.load.fleet import TIMEOUT_SECONDS, Fleet
from local.sagemaker import Fault, SageMakerEmulator
from support.account import ACCOUNT, REGION, Account, cognito, tags, team
from support.conversation import Conversation
from support.events import stack_id
from support.response_sink import ResponseSink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.answers import Answer

FEWEST_CALLS: Final = {"Create": 2, "Update": 3, "Delete": 3}
"""Create and read back; read with tags and change; read with tags and delete."""


@dataclass(frozen=True, slots=True)
class Wave:
    """What it took to bring one event to every team at once.

    ``calls`` counts what reached the service, ``throttled`` how many of those it turned away, ``changes`` how many of
    them changed something.
    """

    event: str
    teams: int
    succeeded: int
    seconds: float
    calls: int
    throttled: int
    changes: int

    @property
    def fewest_calls(self) -> int:
        """The smallest number of calls with which it can be done."""
        return self.teams * FEWEST_CALLS[self.event]


@dataclass(slots=True)
class Load:
    """A stack of teams, and an emulator and processes that serve it.

    Every wave meets the limit of ``calls_per_second``, and at first ``storm_seconds`` in which every call is throttled.
    """

    emulator: SageMakerEmulator
    conversation: Conversation
    logical_ids: list[str]
    calls_per_second: float | None = None
    storm_seconds: float = 0.0
    physical_ids: dict[str, str] = field(default_factory=dict)

    @property
    def account(self) -> Account:
        """Somebody's view of the teams."""
        return Account(self.emulator)

    def create(self) -> Wave:
        """Create every team."""
        return self._wave("Create", lambda one: self.conversation.send("Create", one, _wanted("at first")))

    def update(self) -> Wave:
        """Change every team's description and members."""
        return self._wave(
            "Update",
            lambda one: self.conversation.send(
                "Update", one, _wanted("changed", "reviewers"), self.physical_ids[one], _wanted("at first")
            ),
        )

    def delete(self) -> Wave:
        """Delete every team."""
        return self._wave(
            "Delete",
            lambda one: self.conversation.send("Delete", one, _wanted("changed", "reviewers"), self.physical_ids[one]),
        )

    def _wave(self, event: str, send: Callable[[str], Answer | None]) -> Wave:
        control = self.emulator.control
        control.clear_calls()
        control.limit_rate(self.calls_per_second)
        control.add_fault(Fault("*", "throttle", seconds=self.storm_seconds))
        started = time.monotonic()
        with ThreadPoolExecutor(len(self.logical_ids)) as executor:
            answers = dict(zip(self.logical_ids, executor.map(send, self.logical_ids), strict=True))
        seconds = time.monotonic() - started
        self.conversation.settle()
        good = {one: answer for one, answer in answers.items() if answer is not None and answer.succeeded}
        self.physical_ids |= {one: answer.physical_id for one, answer in good.items()}
        control.limit_rate(None)
        control.clear_faults()
        calls = control.calls()
        throttled = sum(call.error == "ThrottlingException" for call in calls)
        changes = sum(call.error is None and not call.operation.startswith(("Describe", "List")) for call in calls)
        return Wave(event, len(answers), len(good), seconds, len(calls), throttled, changes)


@contextmanager
def load(
    asset: Path, teams: int, *, calls_per_second: float | None = None, storm_seconds: float = 0.0
) -> Iterator[Load]:
    """Start the emulator and a process for each team."""
    logical_ids = [f"Team{number}" for number in range(1, teams + 1)]
    with SageMakerEmulator() as emulator, ResponseSink() as sink:
        environment = {"AWS_ENDPOINT_URL_SAGEMAKER": emulator.url, "RESPONSE_URL_HOSTS": sink.host}
        with Fleet(asset, environment, logical_ids) as fleet:
            fleet.start()
            conversation = Conversation(stack_id("Stack", ACCOUNT, REGION), fleet, sink, TIMEOUT_SECONDS)
            yield Load(emulator, conversation, logical_ids, calls_per_second, storm_seconds)


def _wanted(description: str, *more_groups: str) -> dict[str, Any]:
    return team(Description=description, MemberDefinitions=cognito("annotators", *more_groups), Tags=tags(cost="1"))
