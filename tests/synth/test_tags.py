"""Tags of the app, the stack and the team, as they reach CreateWorkteam."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import App, NestedStack, Stack, Tags

from cdk_sagemaker_workteam import Workteam, WorkteamMember
from synth.rendering import NewStack, Rendered, render

MEMBERS = [WorkteamMember.oidc(groups=["annotators"])]


def tags_of(rendered: Rendered, team: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in rendered.properties(team)["Tags"]}


def test_p51_tags_of_the_team_win_over_those_of_the_stack(new_stack: NewStack) -> None:
    stack = new_stack(tags={"cost": "stack", "stage": "test"})
    for name in ("Team", "Plain"):
        Workteam(stack, name, description="d", members=MEMBERS)
    Tags.of(stack.node.find_child("Team")).add("cost", "team")
    Tags.of(stack).add("late", "yes")
    rendered = render(stack)
    assert tags_of(rendered, "Team") == {"cost": "team", "stage": "test", "late": "yes"}
    assert tags_of(rendered, "Plain") == {"cost": "stack", "stage": "test", "late": "yes"}


def test_no_tags_no_property(new_stack: NewStack) -> None:
    stack = new_stack()
    Workteam(stack, "Team", description="d", members=MEMBERS)
    assert "Tags" not in render(stack).properties("Team")


def test_p51_tags_of_the_stack_that_nests_the_teams(new_stack: NewStack) -> None:
    stack = new_stack(tags={"cost": "outer"})
    nested = NestedStack(stack, "Nested")
    Workteam(nested, "Team", description="d", members=MEMBERS)
    assert tags_of(render(nested), "Team") == {"cost": "outer"}


@pytest.mark.parametrize("explicit", [True, False])
def test_p51_off_means_off(flags: dict[str, Any], explicit: bool) -> None:
    app = App(context={**flags, "@aws-cdk/core:explicitStackTags": explicit})
    stack = Stack(app, "Stack", tags={"owner": "stack", "cost": "stack"})
    for name in ("Team", "Other"):
        Workteam(stack, name, description="d", members=MEMBERS)
    team = stack.node.find_child("Team")
    Tags.of(app).add("department", "R&D", exclude_resource_types=["Custom::SageMakerWorkteam"])
    Tags.of(app).add("gone", "app")
    Tags.of(team).remove("owner")
    Tags.of(team).remove("gone")
    rendered = render(stack)
    assert tags_of(rendered, "Team") == {"cost": "stack"}
    assert tags_of(rendered, "Other") == {"owner": "stack", "cost": "stack", "gone": "app"}


def test_p51_what_turns_a_tag_off_for_others_does_not_for_a_team(new_stack: NewStack) -> None:
    stack = new_stack(tags={"owner": "stack", "cost": "stack"})
    Workteam(stack, "Team", description="d", members=MEMBERS)
    team = stack.node.find_child("Team")
    Tags.of(team).remove("owner", exclude_resource_types=["Custom::SageMakerWorkteam"])
    Tags.of(team).remove("cost", include_resource_types=["AWS::SNS::Topic"])
    Tags.of(stack).add("cost", "stack", exclude_resource_types=["AWS::SNS::Topic"])
    assert tags_of(render(stack), "Team") == {"owner": "stack", "cost": "stack"}


def test_p51_tags_for_stacks_alone_are_stack_tags(new_stack: NewStack) -> None:
    stack = new_stack()
    Workteam(stack, "Team", description="d", members=MEMBERS)
    Tags.of(stack).add("cost", "stack", include_resource_types=["aws:cdk:stack"])
    stack.tags.set_tag("late", "yes")
    assert tags_of(render(stack), "Team") == {"cost": "stack", "late": "yes"}


def test_p51_a_tag_that_is_removed_and_put_on_again_by_the_team(new_stack: NewStack) -> None:
    stack = new_stack(tags={"cost": "stack"})
    Workteam(stack, "Team", description="d", members=MEMBERS)
    Tags.of(stack).remove("cost")
    Tags.of(stack.node.find_child("Team")).add("cost", "team", priority=300)
    assert tags_of(render(stack), "Team") == {"cost": "team"}


def synthesis_of(stack: Stack) -> Any:
    return stack.node.root.synth() if isinstance(stack.node.root, App) else None


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("aws:mine", "v", "expected a key that starts with neither aws: nor cdk-sagemaker-workteam:"),
        ("cdk-sagemaker-workteam:stack-id", "v", "expected a key that starts with neither aws: nor"),
        ("k", "v" * 257, "expected letters, digits, spaces and _.:/=+-@, 0 to 256 characters, received 257 characters"),
        ("k?", "v", "expected letters, digits, spaces and _.:/=+-@, 1 to 128 characters, received 'k?'"),
    ],
)
def test_p50_tags_that_the_service_would_refuse(new_stack: NewStack, key: str, value: str, message: str) -> None:
    stack = new_stack()
    team = Workteam(stack, "Team", description="d", members=MEMBERS)
    Tags.of(team).add(key, value)
    with pytest.raises(RuntimeError) as refused:
        synthesis_of(stack)
    assert message in str(refused.value)
    assert f"`tags[{key!r}]" in str(refused.value)


def test_p35_more_tags_than_leave_room_for_the_librarys_own(new_stack: NewStack) -> None:
    stack = new_stack()
    team = Workteam(stack, "Team", description="d", members=MEMBERS)
    for number in range(48):
        Tags.of(team).add(f"key{number}", "v")
    with pytest.raises(RuntimeError, match="`tags`: expected a list of 0 to 47 items, received a list of 48 items"):
        synthesis_of(stack)
