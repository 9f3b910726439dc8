"""SECURITY.md says what invoking the function is worth: what the role may change, and how to make it less."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from cdk_sagemaker_workteam import Workteam, WorkteamProvider
from synth.rendering import SignIn, render
from synth.test_provider import rights

if TYPE_CHECKING:
    from synth.rendering import NewStack, Rendered

PAGE: Final = Path(__file__).parents[2] / "SECURITY.md"
SAID: Final = {
    "sagemaker:CreateWorkteam": "create",
    "sagemaker:UpdateWorkteam": "change",
    "sagemaker:DeleteWorkteam": "delete",
    "sagemaker:AddTags": "tag",
    "sagemaker:DeleteTags": "tag",
    "cognito-idp:UpdateUserPool": "update the user pools",
    "cognito-idp:UpdateUserPoolClient": "app clients",
}
"""By which word the page tells of each action that changes anything."""


@pytest.fixture
def section() -> str:
    _, _, rest = PAGE.read_text().partition("## What the function can do\n")
    return " ".join(rest.partition("\n## ")[0].split())


@pytest.fixture
def rendered(new_stack: NewStack) -> Rendered:
    stack = new_stack()
    provider = WorkteamProvider(stack, "Provider", allow_adoption=False)
    Workteam(stack, "Team", description="d", members=[SignIn.of(stack).member()], provider=provider)
    return render(stack)


def test_p80_what_the_role_may_change_is_written_down(section: str, rendered: Rendered) -> None:
    (role,) = rendered.of_type("AWS::IAM::Role")
    changing = {action for action in rights(role) if not re.search(":(Describe|List|AdminList)|^logs:", action)}
    assert changing == set(SAID)
    role_may = section.partition(". ")[0]
    assert [action for action, words in SAID.items() if words not in role_may] == []


def test_p80_who_may_invoke_it_and_how_to_refuse_adoption_is_written_down(section: str, rendered: Rendered) -> None:
    (function,) = rendered.of_type("AWS::Lambda::Function")
    ((name, value),) = function["Properties"]["Environment"]["Variables"].items()
    for words in (
        "Whoever has `lambda:InvokeFunction` on it can send an event of their own making",
        "Grant `lambda:InvokeFunction` on it to those who deploy, and to nobody else",
        f"`WorkteamProvider(…, allow_adoption=False)` sets the function's environment variable `{name}` to `{value}`",
    ):
        assert words in section
