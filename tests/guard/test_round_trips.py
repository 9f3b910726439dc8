"""How often a team talks to the CDK, which runs in a process of its own: that is what its synthesis takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aws_cdk import App
from jsii._kernel.providers.process import _NodeProcess

from bench.many_teams import make_stack

if TYPE_CHECKING:
    import pytest

MOST_FOR_A_TEAM: Final = 22
FEW, MANY = 2, 12


def test_a_team_more_takes_few_round_trips(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []
    send = _NodeProcess.send

    def count(process: _NodeProcess, request: Any, *arguments: Any) -> Any:
        sent.append(request)
        return send(process, request, *arguments)

    monkeypatch.setattr(_NodeProcess, "send", count)

    def made_by(teams: int) -> int:
        sent.clear()
        app = App()
        make_stack(app, teams)
        app.synth()
        return len(sent)

    more = (made_by(MANY) - made_by(FEW)) / (MANY - FEW)

    assert 1 < more <= MOST_FOR_A_TEAM, (
        f"each team takes {more:.0f} round trips to the CDK, more than {MOST_FOR_A_TEAM}: every property and method of "
        f"a CDK object is one, so keep what doesn't change"
    )
