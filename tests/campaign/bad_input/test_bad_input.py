"""Whatever stands in an event, it ends in a valid answer or at once, and nothing is made, and nothing is told."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st

from campaign.bad_input.garbage import anything, property_sets, tampered
from campaign.bad_input.interview import LOGICAL_ID, OUR_ARN, STACK_ID, Interview, account_with_teams, require_secrecy
from campaign.world.account import Fault
from campaign.world.bucket import Bucket
from campaign.world.process import lambda_environment
from campaign.world.scheduler import World
from workteam_provider.contract import problems

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROFILE: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}
_REQUESTS = ("Create", "Update", "Delete")
_MARKER = "not-created:Team:1"


@pytest.fixture(scope="module")
def interview() -> Iterator[Interview]:
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    with lambda_environment():
        yield Interview()
    root.setLevel(level)


def _event(bucket: Bucket, request_type: str, **changes: Any) -> dict[str, Any]:
    event = {
        "RequestType": request_type,
        "ServiceToken": "arn:aws:lambda:eu-west-1:123456789012:function:provider",
        "ResponseURL": bucket.issue(STACK_ID, LOGICAL_ID, "1"),
        "StackId": STACK_ID,
        "RequestId": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "LogicalResourceId": LOGICAL_ID,
        "ResourceType": "Custom::SageMakerWorkteam",
        **changes,
    }
    if request_type != "Create":
        event.setdefault("PhysicalResourceId", OUR_ARN)
    return event


def _is_valid(properties: dict[str, Any]) -> bool:
    return not list(problems({k: v for k, v in properties.items() if k not in {"ServiceToken", "ServiceTimeout"}}))


def _ask_about_properties(
    interview: Interview, request_type: str, new: dict[str, Any], old: dict[str, Any], *, service_quotes: bool
) -> str:
    world = World()
    bucket = Bucket(world)
    faults = [Fault("quote", "*", times=2)] if service_quotes else []
    account = account_with_teams(world, ours=None if request_type == "Create" else "crew", faults=faults)
    event = _event(bucket, request_type, ResourceProperties=new)
    if request_type == "Update":
        event["OldResourceProperties"] = old

    outcome = interview.ask(event, world, account, bucket)

    assert outcome.finished.ending == "returned", outcome.finished
    assert outcome.answer is not None
    require_secrecy(outcome, new, old if request_type == "Update" else {})
    assert outcome.after["strangers"] == outcome.before["strangers"]
    assert "defect of cdk-sagemaker-workteam" not in outcome.answer.reason, outcome.answer.reason
    if not outcome.answer.succeeded:
        assert outcome.after == outcome.before, "something was made or changed, and the answer is FAILED"
    if request_type == "Delete":
        assert outcome.answer.succeeded, outcome.answer.reason
        assert "crew" not in outcome.after
    elif not _is_valid(new):
        assert not outcome.answer.succeeded
        assert outcome.mutations == [], "a call that changes something, for properties that are invalid"
    return f"{request_type} {outcome.answer.status}"


def _properties_campaign(interview: Interview, examples: int, part: int) -> Counter[str]:
    counts: Counter[str] = Counter()

    @seed(part)
    @settings(max_examples=examples, **_PROFILE)
    @given(
        request_type=st.sampled_from(_REQUESTS),
        new=property_sets,
        old=property_sets,
        service_quotes=st.sampled_from([False, False, False, True]),
    )
    def ask(request_type: str, new: dict[str, Any], old: dict[str, Any], *, service_quotes: bool) -> None:
        what = _ask_about_properties(interview, request_type, new, old, service_quotes=service_quotes)
        counts[f"{what}, properties {'valid' if _is_valid(new) else 'invalid'}"] += 1

    ask()
    _print("property sets", counts)
    return counts


def _events_campaign(interview: Interview, examples: int, part: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    world = World()
    right = {
        **_event(Bucket(world), "Create", ResourceProperties={"Description": "x"}),
        "PhysicalResourceId": OUR_ARN,
        "OldResourceProperties": {},
    }

    @seed(part)
    @settings(max_examples=examples, **_PROFILE)
    @given(event=st.one_of(tampered(right), tampered(right), tampered(right), anything))
    @example(event={})
    @example(event=None)
    def ask(event: Any) -> None:
        world = World()
        bucket = Bucket(world)
        account = account_with_teams(world, ours="crew")
        bucket.issue(STACK_ID, LOGICAL_ID, "1")

        outcome = interview.ask(event, world, account, bucket)

        properties = event if isinstance(event, dict) else {}
        require_secrecy(outcome, properties.get("ResourceProperties"), properties.get("OldResourceProperties"))
        assert outcome.after == outcome.before or (outcome.answer is not None and outcome.answer.succeeded)
        if outcome.finished.ending == "raised":
            assert bucket.puts == []
            assert outcome.calls == 0
            assert outcome.virtual_seconds < 1
            assert outcome.real_seconds < 1
            assert any(_differs(event, right, key) for key in _NEEDED), "it could have been answered"
        counts[outcome.finished.ending if outcome.answer is None else f"answered {outcome.answer.status}"] += 1

    ask()
    _print("events", counts)
    return counts


_NEEDED = ("ResponseURL", "StackId", "RequestId", "LogicalResourceId", "PhysicalResourceId")


def _differs(event: Any, right: dict[str, Any], key: str) -> bool:
    return not isinstance(event, dict) or event.get(key) != right[key]


def _print(what: str, counts: Counter[str]) -> None:
    print(f"{counts.total()} generated {what}")
    for name, count in sorted(counts.items()):
        print(f"{count:8d}  {name}")


@pytest.mark.parametrize("part", range(4))
def test_p07_every_property_set_ends_in_a_valid_answer(interview: Interview, part: int) -> None:
    assert _properties_campaign(interview, 500, part).total() >= 500


def test_p12_every_event_ends_in_a_valid_answer_or_at_once(interview: Interview) -> None:
    assert _events_campaign(interview, 500, 0).total() >= 500


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(100, 104))
def test_p07_p12_bad_input_at_length(interview: Interview, part: int) -> None:
    assert _properties_campaign(interview, 5_000, part).total() >= 5_000
    assert _events_campaign(interview, 1_250, part).total() >= 1_250
