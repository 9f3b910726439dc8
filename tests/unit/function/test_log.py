"""The log: fixed words and fields from a list, also as Lambda's own runtime client writes them."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from support.asset import lay_out_asset
from support.lambda_runtime import LambdaFunction
from support.response_sink import ResponseSink
from unit.function.scene import STACK_ID, properties, raw_event
from workteam_provider.protocol.log import log_event, silence_libraries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIBRARIES = ("boto3", "botocore", "urllib3", "crhelper")


def test_p43_a_decision_is_logged_with_its_fields(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        log_event("created the team", workteamArn="arn", tagKeys=["a", "b"])

    [record] = caplog.records
    assert (record.name, record.levelname, record.getMessage()) == ("workteam_provider", "INFO", "created the team")
    assert (record.__dict__["workteamArn"], record.__dict__["tagKeys"]) == ("arn", ["a", "b"])


@pytest.mark.parametrize("field", ["responseUrl", "event", "properties", "Description", "ResponseURL", "errorType"])
def test_p43_a_field_that_is_not_on_the_list_is_refused(caplog: pytest.LogCaptureFixture, field: str) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(ValueError, match=field):
        log_event("answered", level=logging.INFO, **{field: "secret"})

    assert caplog.records == []


def test_p81_a_field_is_cut_and_holds_no_character_that_changes_how_it_is_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    odd = "a\r\nb\x1b[31mc\u202ed" + "x" * 5000 + "end"
    with caplog.at_level(logging.INFO):
        log_event("failed", reason=odd, tagKeys=[odd])

    fields = caplog.records[0].__dict__
    assert fields["tagKeys"] == [fields["reason"]]
    assert fields["reason"].startswith("a  b [31mc dxxx")
    assert fields["reason"].endswith("xend")
    assert len(fields["reason"]) == 1024


@pytest.mark.parametrize("level", [logging.DEBUG, logging.NOTSET])
def test_p43_libraries_are_silent_at_every_level(caplog: pytest.LogCaptureFixture, level: int) -> None:
    levels = {name: logging.getLogger(name).level for name in LIBRARIES}
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.NOTSET)

    silence_libraries()

    with caplog.at_level(level):
        for name in (
            *LIBRARIES,
            "botocore.endpoint",
            "urllib3.connection",
            "crhelper.resource_helper",
            "crhelper.utils",
        ):
            logging.getLogger(name).error("secret")
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    assert caplog.records == []


class TestByLambdasRuntimeClient:
    @pytest.fixture(scope="class")
    @classmethod
    def sink(cls) -> Iterator[ResponseSink]:
        with ResponseSink() as sink:
            yield sink

    @pytest.fixture(scope="class")
    @classmethod
    def asset(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return lay_out_asset(tmp_path_factory.mktemp("asset"))

    def log_of(self, asset: Path, sink: ResponseSink, level: str, **changes: Any) -> list[dict[str, Any]]:
        environment = {
            "RESPONSE_URL_HOSTS": sink.host,
            "AWS_LAMBDA_LOG_LEVEL": level,
            "AWS_ENDPOINT_URL_SAGEMAKER": "http://127.0.0.1:1",
        }
        url = sink.issue(STACK_ID, "Team", level)
        with LambdaFunction(asset, environment) as function:
            # too little time for a second try
            invocation = function.invoke({**raw_event(ResponseURL=url), **changes}, timeout=6)
        assert "signature-of" not in "".join(invocation.log)
        return [json.loads(line) for line in invocation.log if line.startswith("{")]

    @pytest.mark.parametrize("level", ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"])
    def test_p43_the_class_of_a_failure_is_in_its_line_at_every_level(
        self, asset: Path, sink: ResponseSink, level: str
    ) -> None:
        wanted = properties(Description="s3cr3t")

        lines = self.log_of(asset, sink, level, ResourceProperties=wanted)

        [failed] = [line for line in lines if line.get("message") == "failed"]
        assert (failed["level"], failed["logger"]) == ("ERROR", "workteam_provider")
        assert failed["errorClass"] == "ServiceError"
        assert failed["reason"].startswith("CreateWorkteam failed with EndpointConnectionError")
        assert failed["requestId"]
        assert "s3cr3t" not in json.dumps(lines)

    def test_p43_an_event_that_is_refused_is_told_by_its_class(self, asset: Path, sink: ResponseSink) -> None:
        lines = self.log_of(asset, sink, "INFO", RequestId=None)

        assert [line.get("errorClass") for line in lines if line.get("message") == "refused the event"] == [
            "MalformedEventError"
        ]
