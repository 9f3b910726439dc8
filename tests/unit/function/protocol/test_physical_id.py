"""Physical ids that are no resource's own: what is written is read as it was meant."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unit.function.scene import STACK_ID, raw_event
from workteam_provider.protocol.event import parse_event
from workteam_provider.protocol.physical_id import Foreign, InDoubt, Invented, NotCreated, Unmade, parse_unmade

LOGICAL_IDS = st.from_regex(r"[a-zA-Z0-9]{1,255}", fullmatch=True)
STACK_NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9-]{0,127}", fullmatch=True)
REQUEST_IDS = st.text(st.sampled_from("a:-ü") | st.characters(), min_size=1, max_size=128)


def parse(text: str, logical_id: str = "Team", stack: str = "Stack") -> Unmade:
    return parse_unmade(text, parse_event(raw_event(LogicalResourceId=logical_id)), stack)


@given(st.builds(NotCreated, LOGICAL_IDS, REQUEST_IDS) | st.builds(InDoubt, LOGICAL_IDS, REQUEST_IDS))
@example(InDoubt("Team", "a:b"))
def test_p15_a_marker_is_read_as_it_was_written(marker: NotCreated | InDoubt) -> None:
    assert parse(str(marker)) == marker
    assert type(parse(str(marker))) is type(marker)


@given(STACK_NAMES, LOGICAL_IDS, st.from_regex(r"[A-Z0-9]{12,13}", fullmatch=True), st.integers(24, 255))
@example("S" * 128, "L" * 255, "1ABCDEFGHIJKL", 24)
def test_p23_an_id_that_cloudformation_invented_is_known(stack: str, logical_id: str, suffix: str, cut: int) -> None:
    invented = f"{stack[:cut]}-{logical_id[:cut]}-{suffix}"

    assert type(parse(invented, logical_id, stack)) is Invented
    assert str(parse(invented, logical_id, stack)) == invented


@pytest.mark.parametrize(
    "text",
    [
        "", "crew", "Stack", "Stack-Other-1ABC", "Other-Team-1ABC", "xStack-Team-1ABC", "not-created", "in-doubt:Team",
        "not-created:", "NOT-CREATED:Team:1", " in-doubt:Team:1", "StackTeam-1ABC", STACK_ID,
    ],
)  # fmt: skip
def test_p24_any_other_id_is_foreign(text: str) -> None:
    assert type(parse(text)) is Foreign
    assert str(parse(text)) == text
