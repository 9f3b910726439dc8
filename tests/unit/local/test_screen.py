"""What the demo shows, at 80 columns."""

from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from local.demo.claims import Claim
from local.demo.screen import Screen

ARN = "arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/WorkteamStack-WorkteamBAC3ABC3-82837b3a"
EVENT = "WorkteamStack |  11 | 1:58:23 AM | {:<23} | Custom::SageMakerWorkteam      | Team/Default (WorkteamBAC3ABC3) "
STACK = "WorkteamStack |  11 | 1:58:23 AM | {:<23} | AWS::CloudFormation::Stack     | WorkteamStack "
UPDATE_ROLLED_BACK = [
    STACK.format("UPDATE_IN_PROGRESS"),
    EVENT.format("UPDATE_IN_PROGRESS"),
    STACK.format("UPDATE_ROLLBACK_IN_PROG"),
    EVENT.format("UPDATE_FAILED"),
    EVENT.format("UPDATE_IN_PROGRESS"),
    STACK.format("UPDATE_ROLLBACK_COMPLET"),
    EVENT.format("UPDATE_COMPLETE"),
    STACK.format("UPDATE_ROLLBACK_COMPLET"),
    "❌  WorkteamStack failed to deploy",
]


def shown(output: io.StringIO) -> list[str]:
    return output.getvalue().splitlines()


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(output: io.StringIO) -> Screen:
    return Screen(8, Console(file=output, width=80, color_system=None))


def test_long_sentences_hang_below_their_beginning(screen: Screen, output: io.StringIO) -> None:
    text = "the deploy failed with a reason that names the other team, and was rolled back by CloudFormation"
    screen.claim(Claim(text, True))
    screen.say(text)
    screen.quote(text)
    screen.step("Change it", command=f"cdk deploy -c description='{text}'")
    lines = shown(output)
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line.strip()] == [
        "      ✓ the deploy failed with a reason that names the other team, and was",
        "        rolled back by CloudFormation",
        "      the deploy failed with a reason that names the other team, and was rolled",
        "      back by CloudFormation",
        "        the deploy failed with a reason that names the other team, and was",
        "        rolled back by CloudFormation",
        "[1/8] Change it  at 0 s",
        "      $ cdk deploy -c description='the deploy failed with a reason that names",
        "        the other team, and was rolled back by CloudFormation'",
    ]


def test_an_arn_is_never_torn(screen: Screen, output: io.StringIO) -> None:
    screen.facts("DescribeWorkteam", {"WorkteamArn": ARN, "Description": "Annotates", "a tag of a longer name": ARN})
    screen.quote(f"the work team {ARN} exists already and is not managed by this resource")
    screen.claim(Claim(f"{ARN} is there", True))
    assert output.getvalue().count(ARN) == 4
    assert [line.strip() for line in shown(output)][:3] == ["DescribeWorkteam", "WorkteamArn", ARN]
    assert "        Description             Annotates" in shown(output)


def test_a_rollback_is_called_one(screen: Screen, output: io.StringIO) -> None:
    for line in UPDATE_ROLLED_BACK:
        screen.cdk(line)
    assert [line.strip() for line in shown(output)] == [
        "│ Custom::SageMakerWorkteam  UPDATE_IN_PROGRESS",
        "│ Custom::SageMakerWorkteam  UPDATE_FAILED",
        "│ Custom::SageMakerWorkteam  rolling back",
        "│ Custom::SageMakerWorkteam  rolled back",
        "│ ❌  WorkteamStack failed to deploy, and was rolled back",
    ]


def test_the_next_command_begins_without_a_rollback(screen: Screen, output: io.StringIO) -> None:
    for line in UPDATE_ROLLED_BACK:
        screen.cdk(line)
    with screen.working("deploying"):
        screen.cdk(EVENT.format("UPDATE_COMPLETE"))
    assert shown(output)[-1].strip() == "│ Custom::SageMakerWorkteam  UPDATE_COMPLETE"


def test_a_pipe_is_told_what_goes_on_and_a_terminal_shows_that_it_does(screen: Screen, output: io.StringIO) -> None:
    with screen.working("synthesising and deploying"):
        assert shown(output) == ["      │ synthesising and deploying"]

    terminal = io.StringIO()
    with Screen(8, Console(file=terminal, width=80, force_terminal=True)).working("synthesising and deploying"):
        deadline = time.monotonic() + 30
        while terminal.getvalue().count("synthesising and deploying") < 3:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    assert "0:00:00" in terminal.getvalue()
