"""How often an app with teams asks the CDK's kernel, which is what a synthesis of this library takes time for."""

from __future__ import annotations

from typing import Any, Final

import pytest
from aws_cdk import App, Stack
from jsii._kernel.providers import process

from cdk_sagemaker_workteam import Workteam, WorkteamMember

MOST_OF_THE_FIRST: Final = 125
MOST_OF_EACH: Final = 18


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every request to the kernel."""
    requests: list[object] = []
    send = process._NodeProcess.send

    def counting(self: Any, request: Any, *others: Any) -> Any:
        requests.append(request)
        return send(self, request, *others)

    monkeypatch.setattr(process._NodeProcess, "send", counting)
    return requests


def synthesise(teams: int) -> None:
    app = App()
    stack = Stack(app, "Stack")
    member = WorkteamMember.cognito(user_pool="eu-west-1_AbCd12345", user_pool_client="client", group="annotators")
    for number in range(teams):
        Workteam(stack, f"Team{number}", description="d", members=[member])
    app.synth()


def test_requests_of_the_first_team_and_of_each_further_one(asked: list[object]) -> None:
    synthesise(1)  # what a process asks once
    counts = []
    for teams in (0, 1, 11):
        asked.clear()
        synthesise(teams)
        counts.append(len(asked))
    none, first, eleven = counts
    assert first - none <= MOST_OF_THE_FIRST
    assert (eleven - first) / 10 <= MOST_OF_EACH
