"""The typed view of an event."""

from __future__ import annotations

import pytest

from unit.function.scene import raw_event
from workteam_provider.protocol.errors import MalformedEventError
from workteam_provider.protocol.event import Event, parse_event


def test_reads_every_field() -> None:
    raw = raw_event("Update", PhysicalResourceId="id", OldResourceProperties={"a": "b"})

    assert parse_event(raw) == Event(
        request_type="Update",
        resource_type="Custom::SageMakerWorkteam",
        response_url=raw["ResponseURL"],
        stack_id=raw["StackId"],
        request_id=raw["RequestId"],
        logical_resource_id="Team",
        physical_resource_id="id",
        properties=raw["ResourceProperties"],
        old_properties={"a": "b"},
    )


@pytest.mark.parametrize("field", ["ResponseURL", "StackId", "RequestId", "LogicalResourceId"])
@pytest.mark.parametrize(
    "value",
    [None, "", 5, [], {}, "x" * 10_000, "ü" * 5_000, "\x00" * 2_000, "a\ud800"],
    ids=lambda v: repr(v)[:9],
)
def test_p12_what_an_answer_needs_must_be_there(field: str, value: object) -> None:
    with pytest.raises(MalformedEventError, match=f"`{field}`") as caught:
        parse_event({**raw_event(), field: value})

    assert "s3cr3t-signature" not in str(caught.value)


@pytest.mark.parametrize("raw", [None, [], "event", 5, {}])
def test_p12_what_is_no_event_is_refused(raw: object) -> None:
    with pytest.raises(MalformedEventError):
        parse_event(raw)


@pytest.mark.parametrize("value", [5, [], "x" * 1025, "ü" * 513, '"' * 513, "\x01" * 200], ids=lambda v: repr(v)[:9])
def test_p17_a_physical_id_that_can_not_be_echoed_is_refused(value: object) -> None:
    with pytest.raises(MalformedEventError, match="`PhysicalResourceId`"):
        parse_event(raw_event("Delete", PhysicalResourceId=value))


@pytest.mark.parametrize(
    ("value", "read"), [(None, None), ("", None), ("x" * 1024, "x" * 1024), ("ü" * 512, "ü" * 512)]
)
def test_p17_a_physical_id_is_read_as_it_is(value: str | None, read: str | None) -> None:
    assert parse_event({**raw_event(), "PhysicalResourceId": value}).physical_resource_id == read


@pytest.mark.parametrize("value", [None, [], "text", 5])
def test_properties_of_another_shape_are_no_properties(value: object) -> None:
    event = parse_event({**raw_event(), "ResourceProperties": value, "OldResourceProperties": value})

    assert (event.properties, event.old_properties) == ({}, {})


@pytest.mark.parametrize("value", [None, "", "create", "X" * 10**6, 5, ["Create"]], ids=lambda v: repr(v)[:9])
def test_p12_any_type_is_read_briefly(value: object) -> None:
    event = parse_event({**raw_event(), "RequestType": value, "ResourceType": value})

    assert (event.request_type, event.resource_type) == (str(value)[:32], str(value)[:128])
