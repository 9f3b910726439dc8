"""Every kind of error of the sign-in says what happened and what to do, within its limit."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from workteam_provider.sign_in import errors

if TYPE_CHECKING:
    from workteam_provider.protocol.errors import ResourceError

WAYS_OUT = [
    (errors.NoWorkforceError("crowd"), "create the workforce first"),
    (errors.WorkforceFailedError("crowd", "Failed", "x" * 400), "delete it and create it again"),
    (errors.WorkforceNotReadyError("crowd", "Updating"), "deploy again"),
    (errors.OtherPoolError("crowd", "eu-west-1_Theirs", "eu-west-1_Ours"), "in the user pool eu-west-1_Theirs"),
    (errors.OtherPoolError("crowd", "", "eu-west-1_Ours"), "at an OIDC provider"),
    (errors.NoClientError("eu-west-1_Ours"), "no such app client"),
    (errors.SettingsLostError(["A", "B"]), "`A`, `B`"),
    (errors.OverwrittenError(3), "something else overwrites the client"),
]


@pytest.mark.parametrize(("error", "way_out"), WAYS_OUT)
def test_p20_p81_a_reason_says_what_to_do_and_not_too_much(error: ResourceError, way_out: str) -> None:
    assert way_out in str(error)
    assert len(str(error)) < 960


def test_every_kind_of_error_has_a_reason_here() -> None:
    own = {kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__}
    assert own == {type(error) for error, _ in WAYS_OUT}
    assert all(f"── {kind.__name__}" in str(errors.__doc__) for kind in own)
