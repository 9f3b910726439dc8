"""The body of the answer, within its limits."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.answers import Answer, read_answer
from unit.function.protocol.given import new_attempt
from unit.function.scene import STACK_ID, raw_event
from workteam_provider.protocol.answer import answer
from workteam_provider.protocol.errors import ResourceError
from workteam_provider.protocol.text import LONGEST_REASON, printable, shorten

INVOCATION = "11111111-2222-4333-8444-555555555555"
LONGEST = {"StackId": STACK_ID[:-36] + "x" * 440, "RequestId": "r" * 128, "LogicalResourceId": "L" * 255}
ANY_TEXT = st.text(st.characters(), max_size=3000)
UNSHOWN = "\ud800\x00\x07\t\n\r\x1b\x7f\x85\u200b\u2028\u2029\u202a\u202e\u2066\u2067\u2068\u2069\ufeff"


def failed(reason: str, request_type: str = "Create", **changes: Any) -> Answer:
    attempt = new_attempt(request_type, **changes)
    attempt.failed(ResourceError(reason))
    return read_answer(answer(attempt, INVOCATION), raw_event(request_type, **changes))


def test_p07_a_success_carries_ids_and_data() -> None:
    attempt = new_attempt()
    attempt.succeeded("arn", {"WorkteamArn": "arn", "SubDomain": "ü\ud800"})

    body = json.loads(answer(attempt, INVOCATION))

    assert body == {
        "Status": "SUCCESS",
        "PhysicalResourceId": "arn",
        "NoEcho": False,
        "Data": {"WorkteamArn": "arn", "SubDomain": "ü?"},
        "Reason": "",
        **{key: raw_event()[key] for key in ("StackId", "RequestId", "LogicalResourceId")},
    }


@pytest.mark.parametrize("text", ["x", "\x00", "\u2028", '"', "\\", "ü", "日", "🙂", "\ud800", "\udfff\ud800", "\x7f"])
@pytest.mark.parametrize("length", [1, 1000, 1024, 1025, 4096, 100_000])
def test_p07_p08_a_long_reason_keeps_its_start_and_the_request(text: str, length: int) -> None:
    reason = failed(f"CreateWorkteam failed with ValidationException: {text * length}").reason

    assert reason.startswith("CreateWorkteam failed with ValidationException: ")
    assert reason.endswith(f"(request {INVOCATION})")
    assert len(reason) <= LONGEST_REASON


@settings(max_examples=100, deadline=None)
@given(reason=ANY_TEXT, repeat=st.integers(1, 40), physical_id=st.text(min_size=1, max_size=150))
def test_p07_any_text_makes_a_whole_answer(reason: str, repeat: int, physical_id: str) -> None:
    physical_id = physical_id.encode(errors="replace").decode()
    told = failed(reason * repeat, "Delete", PhysicalResourceId=physical_id)

    assert (told.status, told.physical_id, told.data) == ("FAILED", physical_id, {})


@pytest.mark.parametrize("character", ["x", '"', "\\", "ü", "🙂", "\x01"])
@pytest.mark.parametrize("words", ["x", '"', "🙂"])
def test_p07_p17_the_longest_ids_leave_room_for_a_reason(character: str, words: str) -> None:
    size = len(json.dumps(character, ensure_ascii=False).encode()) - 2
    physical_id = character * (1024 // size)

    told = failed("UpdateWorkteam failed: " + words * 5000, "Update", PhysicalResourceId=physical_id, **LONGEST)

    assert told.physical_id == physical_id
    assert told.reason.startswith("UpdateWorkteam failed: " + words * 100)
    assert told.reason.endswith(f"(request {INVOCATION})")


def test_p07_the_longest_ids_leave_room_for_attributes() -> None:
    event = raw_event("Update", PhysicalResourceId="p" * 1024, **LONGEST)
    attempt = new_attempt("Update", PhysicalResourceId="p" * 1024, **LONGEST)  # type: ignore[arg-type]
    attempt.succeeded("p" * 1024, {"SubDomain": "x" * 1500})

    assert read_answer(answer(attempt, INVOCATION), event).data == {"SubDomain": "x" * 1500}


@pytest.mark.parametrize("character", UNSHOWN, ids=ascii)
def test_p81_what_changes_how_text_is_shown_is_blank_in_a_reason(character: str) -> None:
    assert failed(f"the tag{character}says").reason == f"the tag says (request {INVOCATION})"
    assert printable(character) == " "


@given(st.text())
def test_p81_no_text_keeps_control_or_format_characters(text: str) -> None:
    shown = printable(text)

    assert len(shown) == len(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert all(new in (old, " ") for new, old in zip(shown, text, strict=True))


@pytest.mark.parametrize("text", ["", "plain", "grün-日本-🙂 'x' \"y\" \\"])
def test_p81_what_can_be_shown_stays(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize("longest", [0, 1, 20, 64, 300, 1024])
@settings(max_examples=30, deadline=None)
@given(text=ANY_TEXT)
def test_p08_shortened_text_is_never_longer_and_keeps_its_start(longest: int, text: str) -> None:
    short = shorten(text, longest)

    assert len(short) <= longest
    assert short[: longest // 2] == text[: longest // 2]


def test_p08_shortened_text_keeps_its_end_and_what_fits_stays() -> None:
    assert re.fullmatch(r"start-x+ \.\.\. x+-end", shorten(f"start-{'x' * 2000}-end", 1024))
    assert len(shorten("x" * 2000, 1024)) == 1024
    assert shorten("x" * 1024, 1024) == "x" * 1024
