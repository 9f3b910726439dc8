"""What a sign-in's physical id tells."""

from __future__ import annotations

import pytest

from support.portal_service import CLIENT, HOST, POOL
from unit.function.protocol.given import new_attempt
from unit.function.sign_in.portal_scene import ID, IN_DOUBT
from workteam_provider.sign_in.physical_id import Foreign, InDoubt, SignInId, parse


def test_it_is_read_as_it_was_written() -> None:
    sign_in = SignInId(POOL, CLIENT, HOST)

    assert str(sign_in) == ID
    assert parse(new_attempt("Delete", PhysicalResourceId=ID)) == sign_in


@pytest.mark.parametrize("text", [ID[1:], f"{ID}\n", f"{ID}/", ID.replace(POOL, ""), "portal-sign-in:a:b", "x"])
def test_nothing_else_is_one(text: str) -> None:
    assert isinstance(parse(new_attempt("Delete", PhysicalResourceId=text)), Foreign)


def test_markers_are_read() -> None:
    assert isinstance(parse(new_attempt("Delete", PhysicalResourceId=IN_DOUBT)), InDoubt)


def test_the_longest_fits() -> None:
    longest = SignInId(f"{'x' * 40}_{'y' * 14}", "c" * 128, f"{'h' * 63}.labeling.ap-northeast-1.sagemaker.aws")
    assert len(str(longest)) < 1024
    assert parse(new_attempt("Delete", PhysicalResourceId=str(longest))) == longest
