"""The log: fixed words and fields from a list."""

from __future__ import annotations

import logging

import pytest

from workteam_provider.log import decided, silence_libraries


def test_p43_a_decision_is_logged_with_its_fields(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        decided("created the team", workteamArn="arn")

    [record] = caplog.records
    assert (record.name, record.levelname, record.getMessage()) == ("workteam_provider", "INFO", "created the team")
    assert record.__dict__["workteamArn"] == "arn"


@pytest.mark.parametrize("field", ["responseUrl", "event", "properties", "Description", "ResponseURL"])
def test_p43_a_field_that_is_not_on_the_list_is_refused(caplog: pytest.LogCaptureFixture, field: str) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(ValueError, match=field):
        decided("answered", level=logging.INFO, **{field: "secret"})

    assert caplog.records == []


@pytest.mark.parametrize("level", [logging.DEBUG, logging.NOTSET])
def test_p43_libraries_are_silent_at_every_level(caplog: pytest.LogCaptureFixture, level: int) -> None:
    names = ("boto3", "botocore", "urllib3", "crhelper")
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.NOTSET)

    silence_libraries()

    with caplog.at_level(level):
        for name in (*names, "botocore.endpoint", "urllib3.connection", "crhelper.resource_helper", "crhelper.utils"):
            logging.getLogger(name).error("secret")
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    assert caplog.records == []
