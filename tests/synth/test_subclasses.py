"""Stacks, teams and providers of users' own classes."""

from __future__ import annotations

import re
from inspect import signature
from typing import Any, Unpack

import pytest
from aws_cdk import App, Stack, Tags

from cdk_sagemaker_workteam import (
    Workteam,
    WorkteamMember,
    WorkteamProps,
    WorkteamProvider,
    WorkteamProviderProps,
)
from synth.rendering import render

MEMBERS = [WorkteamMember.oidc(groups=["annotators"])]


class EqualStack(Stack):
    """Equal to every other, as two stacks of one configuration may be."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EqualStack)

    def __hash__(self) -> int:
        return 0


class UnhashableStack(Stack):
    def __eq__(self, other: object) -> bool:
        return self is other


class UnhashableTeam(Workteam):
    def __eq__(self, other: object) -> bool:
        return self is other


class CompanyTeam(Workteam):
    def __init__(self, scope: Stack, construct_id: str, **props: Unpack[WorkteamProps]) -> None:
        super().__init__(scope, construct_id, **(props | {"description": f"Company: {props['description']}"}))


def test_a_wrapper_passes_everything_on() -> None:
    stack = Stack()
    CompanyTeam(stack, "Team", description="d", members=MEMBERS, workteam_name="cats")
    properties = render(stack).properties("Team")
    assert (properties["Description"], properties["WorkteamName"]) == ("Company: d", "cats")


@pytest.mark.parametrize(("props", "of"), [(WorkteamProps, Workteam), (WorkteamProviderProps, WorkteamProvider)])
def test_the_types_for_wrappers_are_those_of_the_constructors(props: type, of: type) -> None:
    parameters = {
        name: bare(str(parameter.annotation))
        for name, parameter in signature(of.__init__).parameters.items()  # type: ignore[misc]
        if parameter.kind == parameter.KEYWORD_ONLY
    }
    assert parameters == {name: bare(one.__forward_arg__) for name, one in props.__annotations__.items()}


def bare(annotation: str) -> str:
    """Return a type without the modules that its names are of, and without whether it is required."""
    required = re.fullmatch(r"Required\[(.*)\]", annotation)
    return re.sub(r"\b[a-z]+2?_?\.", "", required[1] if required else annotation)


class VersionedProvider(WorkteamProvider):
    @property
    def service_token(self) -> str:
        return self.function.current_version.function_arn


@pytest.fixture
def app(flags: dict[str, Any]) -> App:
    return App(context=flags)


def test_stacks_that_are_equal_have_a_function_and_tags_each(app: App) -> None:
    stacks = {name: EqualStack(app, name) for name in ("One", "Other")}
    for name, stack in stacks.items():
        Workteam(stack, "Team", description="d", members=MEMBERS)
        Tags.of(stack).add("of", name)
    for name, stack in stacks.items():
        rendered = render(stack)
        assert len(rendered.of_type("AWS::Lambda::Function")) == 1
        assert rendered.properties("Team")["Tags"] == [{"Key": "of", "Value": name}]


@pytest.mark.parametrize(("stack_class", "team_class"), [(UnhashableStack, Workteam), (Stack, UnhashableTeam)])
def test_what_has_no_hash(app: App, stack_class: type[Stack], team_class: type[Workteam]) -> None:
    stack = stack_class(app, "Stack")
    Tags.of(team_class(stack, "Team", description="d", members=MEMBERS)).add("key", "value")
    assert render(stack).properties("Team")["Tags"] == [{"Key": "key", "Value": "value"}]


def test_a_provider_with_a_service_token_of_its_own(app: App) -> None:
    stack = Stack(app, "Stack")
    VersionedProvider(stack, "WorkteamProvider")
    Workteam(stack, "Team", description="d", members=MEMBERS)
    rendered = render(stack)
    (version,) = [name for name, one in rendered.resources.items() if one["Type"] == "AWS::Lambda::Version"]
    assert rendered.resource("Team")["Properties"]["ServiceToken"] == {"Ref": version}
