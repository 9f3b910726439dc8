"""A flow definition over a team: asked, and found by its name where a kill left it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.teams import make_strangers_team
from tools.acceptance import flows
from tools.acceptance.asking import Asked
from tools.acceptance.cleaner import clean, ids_found, remains
from tools.acceptance.run import Run

if TYPE_CHECKING:
    from local.cloud import LocalCloud
    from tools.acceptance.target import Target

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture
def asked(target: Target, cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What a probe is asked with, over a team that no stack has."""
    run = Run(target)
    team = make_strangers_team(cloud, "theirs")
    monkeypatch.setattr("tools.acceptance.look.team", lambda _run: team)
    return Asked(run)


def test_what_a_kill_leaves_is_found_by_its_names(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "delete_flows", lambda _run: None)
    monkeypatch.setattr(asked, "delete", lambda _name: None)
    target, run = asked.run.target, asked.run
    flows.reviewed(asked)
    assert ids_found(target) == {run.id}
    flow, ui, team = (
        f"flow definition {run.name}-flow",
        f"task UI {run.name}-flow",
        f"work team {asked.name('reviewed')}",
    )
    assert remains(target, run.id) == [flow, ui, team]
    monkeypatch.undo()
    clean(target, run.id)
    assert remains(target, run.id) == []


def test_a_flow_that_is_refused_is_not_asked(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "soon", lambda holds: str(holds()) and "not within 60 s")
    monkeypatch.setattr(asked, "team_arn", lambda name: f"{asked.arn}-no-{name}")
    assert flows.reviewed(asked).startswith("not asked: ValidationException: The work team")
    assert ids_found(asked.run.target) == set()


def test_a_flow_and_a_task_ui_tell_by_themselves_whose_they_are(asked: Asked) -> None:
    target, name = asked.run.target, f"{asked.run.name}-flow"
    assert flows.make_flow(asked, name, "theirs", f"arn:aws:iam::{target.account}:role/{name}") == ""
    asked.sagemaker.delete_human_task_ui(HumanTaskUiName=name)
    assert ids_found(target) == {asked.run.id}
    asked.sagemaker.delete_flow_definition(FlowDefinitionName=name)
    assert ids_found(target) == set()
    asked.sagemaker.create_human_task_ui(HumanTaskUiName=name, UiTemplate={"Content": "<p>"})
    assert ids_found(target) == {asked.run.id}
    clean(target, asked.run.id)
    assert ids_found(target) == set()
