"""What an error of the service means for a work team."""

from __future__ import annotations

import pytest

from workteam_provider.protocol.errors import ServiceError
from workteam_provider.workteam.service_errors import dependency_patience, is_missing_team, is_name_taken

NEW_GROUP = "User group annotators was not found"
MANY_WORKFORCES = "Cannot create more than one workforce for account 1"


@pytest.mark.parametrize(
    ("code", "words", "missing", "taken", "waits"),
    [
        ("ValidationException", "The work team x does not exist", True, False, False),
        ("ValidationException", "Workteam x not found", True, False, False),
        ("ResourceNotFound", "", True, False, False),
        ("ResourceNotFoundException", "no", True, False, False),
        ("ValidationException", "no", False, False, False),
        ("ResourceInUse", "The work team x is in use", False, True, False),
        ("ValidationException", "Work team in this workforce Already Exists", True, True, False),
        ("ThrottlingException", "The work team x: Rate exceeded", False, False, False),
        ("AccessDeniedException", "on work team x", False, False, False),
        ("InternalFailure", "work team", False, False, False),
        *(
            ("ValidationException", f"the {dependency} {words}", False, taken, waits)
            for dependency in ("user pool", "userPool", "User Group", "userGroup", "client", "domain", "WORKFORCE")
            for words, taken, waits in (
                ("does not exist", False, True),
                ("failed to satisfy constraint", False, False),
                ("already exists", True, False),
            )
        ),
        ("ValidationException", MANY_WORKFORCES, False, False, False),
        ("ResourceInUse", NEW_GROUP, False, True, False),
        ("ResourceLimitExceeded", NEW_GROUP, False, False, False),
    ],
)
def test_a_code_and_the_shortest_stable_words_tell_what_an_error_means(
    code: str, words: str, missing: bool, taken: bool, waits: bool
) -> None:
    error = ServiceError("Operation", code, words, shown="<hidden>")

    assert (is_missing_team(error), is_name_taken(error), dependency_patience(error) > 0) == (missing, taken, waits)
