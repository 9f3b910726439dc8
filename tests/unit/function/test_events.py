"""The typed view of an event."""

from __future__ import annotations

import pytest

from unit.function.scene import raw_event
from workteam_provider.errors import MalformedEventError
from workteam_provider.events import parse_event


def test_reads_every_field() -> None:
    raw = raw_event("Update", PhysicalResourceId="id", OldResourceProperties={"a": "b"})

    event = parse_event(raw)

    assert event.request_type == "Update"
    assert event.response_url == raw["ResponseURL"]
    assert event.stack_id == raw["StackId"]
    assert event.request_id == raw["RequestId"]
    assert event.logical_resource_id == "Team"
    assert event.physical_resource_id == "id"
    assert event.properties == raw["ResourceProperties"]
    assert event.old_properties == {"a": "b"}


@pytest.mark.parametrize("field", ["ResponseURL", "StackId", "RequestId", "LogicalResourceId"])
@pytest.mark.parametrize("value", [None, "", 5, [], {}, True, "x" * 10_000, "ü" * 5_000])
def test_p12_what_an_answer_needs_must_be_there(field: str, value: object) -> None:
    with pytest.raises(MalformedEventError, match=f"`{field}`"):
        parse_event({**raw_event(), field: value})


@pytest.mark.parametrize("raw", [None, [], "event", 5, {}])
def test_p12_what_is_no_event_is_refused(raw: object) -> None:
    with pytest.raises(MalformedEventError):
        parse_event(raw)


@pytest.mark.parametrize("value", [5, [], "x" * 1025, "ü" * 513])
def test_p17_a_physical_id_that_can_not_be_echoed_is_refused(value: object) -> None:
    with pytest.raises(MalformedEventError, match="`PhysicalResourceId`"):
        parse_event(raw_event("Delete", PhysicalResourceId=value))


@pytest.mark.parametrize("value", [None, ""])
def test_an_absent_physical_id_is_none(value: object) -> None:
    assert parse_event({**raw_event(), "PhysicalResourceId": value}).physical_resource_id is None


def test_the_longest_physical_id_is_read() -> None:
    assert parse_event(raw_event("Delete", PhysicalResourceId="x" * 1024)).physical_resource_id == "x" * 1024


@pytest.mark.parametrize("value", [None, [], "text", 5])
def test_properties_of_another_shape_are_no_properties(value: object) -> None:
    event = parse_event({**raw_event(), "ResourceProperties": value, "OldResourceProperties": value})

    assert (event.properties, event.old_properties) == ({}, {})


@pytest.mark.parametrize("value", [None, "", "create", "X" * 10**6, 5, ["Create"]])
def test_p12_any_request_type_is_read_briefly(value: object) -> None:
    assert len(parse_event({**raw_event(), "RequestType": value}).request_type) <= 32


def test_p43_the_url_is_not_in_the_error() -> None:
    with pytest.raises(MalformedEventError) as caught:
        parse_event(raw_event(RequestId=None))

    assert "signature" not in str(caught.value)
