"""Where an answer may go."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime, timedelta

import pytest

from workteam_provider.errors import ResponseUrlError
from workteam_provider.response_url import require_deliverable

REGION = "eu-west-1"
HOST = "cloudformation-custom-resource-response-euwest1.s3-eu-west-1.amazonaws.com"
URL = f"https://{HOST}/arn%3Aaws/Team?X-Amz-Signature=s3cr3t"
EXTRA = "127.0.0.1:8080, sink.test , secure.test:9443,localhost"


def at(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def signed(seconds_ago: float, valid: object = 7200) -> str:
    return f"{URL}&X-Amz-Date={at(-seconds_ago):%Y%m%dT%H%M%SZ}&X-Amz-Expires={valid}"


@pytest.mark.parametrize(
    "host",
    [HOST, HOST.replace("s3-eu", "s3.eu"), HOST.replace("s3-eu-west-1", "s3"), HOST.upper()],
)
def test_p05_the_response_bucket_of_the_region_passes(host: str) -> None:
    require_deliverable(URL.replace(HOST, host), REGION, "")


def test_p05_the_response_bucket_of_china_passes() -> None:
    host = "cloudformation-custom-resource-response-cnnorth1.s3.cn-north-1.amazonaws.com.cn"

    require_deliverable(f"https://{host}/x?X-Amz-Signature=s3cr3t", "cn-north-1", "")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "s3cr3t",
        "https://",
        "https:///s3cr3t",
        "https:s3cr3t",
        "//s3cr3t",
        f"{HOST}/s3cr3t",
        "https://[",
        "https://[::1/s3cr3t",
        "https://evil.test/s3cr3t",
        URL.replace("https", "http"),
        URL.replace("https", "ftp"),
        URL.replace("https", "javascript"),
        URL.replace("https://", "https://user@"),
        URL.replace("https://", "https://user:s3cr3t@"),
        URL.replace("https://", "https://@"),
        URL.replace("https://", "https://:@"),
        URL.replace("https://", "https://evil.test@"),
        f"https://{HOST}@evil.test/s3cr3t",
        f"https://{HOST}:s3cr3t@evil.test/",
        f"https://{HOST}:443/s3cr3t",
        f"https://{HOST}:80/s3cr3t",
        f"https://{HOST}:99999/s3cr3t",
        f"https://{HOST}:s3cr3t/",
        f"https://{HOST}.evil.test/s3cr3t",
        f"https://{HOST}./s3cr3t",
        f"https://evil.test/{HOST}?s3cr3t",
        f"https://evil.test?{HOST}/s3cr3t",
        f"https://evil.test#{HOST}/s3cr3t",
        f"https://evil-{HOST}/s3cr3t",
        f"https://evil.{HOST}/s3cr3t",
        f"https://{HOST}%2eevil.test/s3cr3t",
        f"https://{HOST}%00.evil.test/s3cr3t",
        f"https://{HOST}\\@evil.test/s3cr3t",
        f"https://evil.test\\@{HOST}/s3cr3t",
        f"https://{HOST}\\.evil.test/s3cr3t",
        URL.replace("/arn", "\\arn"),
        URL.replace("/arn", "/\\arn"),
        " " + URL,
        URL + " ",
        URL + "\n",
        URL + "\r\nHost: evil.test",
        "\t" + URL,
        "\x00" + URL,
        URL.replace("https", "ht\ntps"),
        URL.replace("euwest1", "euw\test1"),
        URL.replace("euwest1", "ęuwest1"),
        URL.replace("euwest1", "\uff45uwest1"),
        URL.replace(".amazonaws", "。amazonaws"),
        URL.replace("amazonaws.com", "amazonaws.com\u2044evil.test"),
        URL.replace("/arn", "/\u202earn"),
        URL.replace("response-euwest1", "response-useast1"),
        URL.replace("response-euwest1", "response-euwest12"),
        URL.replace("s3-eu-west-1", "s3-us-east-1"),
        URL.replace("s3-eu-west-1", "s3.eu-west-1.evil"),
        URL.replace("s3-eu-west-1", "s3xeu-west-1"),
        URL.replace("amazonaws.com", "amazonawsxcom"),
        URL.replace("amazonaws.com", "amazonaws.com.evil"),
        URL.replace("amazonaws.com", "amazonaws.org"),
        URL.replace("amazonaws.com", "amazonaws.com.cn"),
        URL.replace("cloudformation", "cl0udformation"),
        "https://s3.eu-west-1.amazonaws.com/cloudformation-custom-resource-response-euwest1/s3cr3t",
        "http://127.0.0.1:8080/s3cr3t",
        "https://169.254.169.254/s3cr3t",
        "file:///etc/s3cr3t",
    ],
)  # fmt: skip
def test_p05_anything_else_is_refused_without_its_text(url: str) -> None:
    with pytest.raises(ResponseUrlError) as caught:
        require_deliverable(url, REGION, "")

    told = "".join(traceback.format_exception(caught.value))
    assert "s3cr3t" not in told
    assert "evil" not in told


def test_p05_a_china_host_belongs_to_a_china_region_alone() -> None:
    host = "cloudformation-custom-resource-response-cnnorth1.s3.cn-north-1.amazonaws.com"

    with pytest.raises(ResponseUrlError):
        require_deliverable(f"https://{host}/x", "cn-north-1", "")


@pytest.mark.parametrize("region", ["", "us-east-1", ".*", "eu.west.1"])
def test_p05_without_its_region_or_in_another_nothing_passes(region: str) -> None:
    with pytest.raises(ResponseUrlError):
        require_deliverable(URL, region, "")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/x",
        "https://127.0.0.1:8080/x",
        "http://localhost/x",
        "https://sink.test/x",
        "https://SINK.test/x",
        "https://secure.test:9443/x",
    ],
)
def test_p06_a_host_that_is_named_passes(url: str) -> None:
    require_deliverable(url, "", EXTRA)


@pytest.mark.parametrize("extra", ["[::1]:8080"])
def test_p06_also_by_its_ipv6_address(extra: str) -> None:
    require_deliverable(f"http://{extra}/x", "", extra)


@pytest.mark.parametrize(
    "url",
    [
        "http://sink.test/x",
        "http://secure.test:9443/x",
        "https://sink.test:8080/x",
        "https://secure.test/x",
        "http://127.0.0.1:8081/x",
        "http://127.0.0.1/x",
        "http://user@127.0.0.1:8080/x",
        "http://127.0.0.1:8080@evil.test/x",
        "ftp://localhost/x",
        "https://sub.sink.test/x",
        "https://sink.test.evil/x",
        "https://sink/x",
    ],
)
def test_p06_what_is_not_named_exactly_does_not(url: str) -> None:
    with pytest.raises(ResponseUrlError):
        require_deliverable(url, REGION, EXTRA)


@pytest.mark.parametrize("extra", ["", ",", " , ", "*"])
def test_p05_an_empty_list_names_nobody(extra: str) -> None:
    with pytest.raises(ResponseUrlError):
        require_deliverable("https://evil.test/", REGION, extra)


@pytest.mark.parametrize("seconds_ago", [0, 7000])
def test_p13_a_url_that_has_not_expired_passes(seconds_ago: float) -> None:
    require_deliverable(signed(seconds_ago), REGION, "")
    require_deliverable(f"{URL}&Expires={at(60).timestamp():.0f}", REGION, "")


@pytest.mark.parametrize(("seconds_ago", "valid"), [(7201, 7200), (0, 0), (0, -5)])
def test_p13_an_expired_url_is_refused(seconds_ago: float, valid: int) -> None:
    for url in (signed(seconds_ago, valid), f"{URL}&Expires={at(-1).timestamp():.0f}"):
        with pytest.raises(ResponseUrlError, match="expired") as caught:
            require_deliverable(url, REGION, "")

        assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        "X-Amz-Date=tomorrow&X-Amz-Expires=60",
        "X-Amz-Date=20990101T000000Z",
        "X-Amz-Date=20990101T000000Z&X-Amz-Expires=soon",
        "X-Amz-Date=20990101T000000Z&X-Amz-Expires=" + "9" * 30,
        "X-Amz-Date=20990101T000000Z&X-Amz-Expires=" + "9" * 5000,
        "X-Amz-Date=99991231T235959Z&X-Amz-Expires=60",
        "X-Amz-Date=&X-Amz-Expires=",
        "Expires=never",
        "Expires=" + "9" * 30,
        "Expires=",
    ],
    ids=lambda query: query[:50],
)
def test_p13_an_expiry_that_can_not_be_read_is_refused(query: str) -> None:
    with pytest.raises(ResponseUrlError, match="expiry") as caught:
        require_deliverable(f"{URL}&{query}", REGION, "")

    assert "s3cr3t" not in "".join(traceback.format_exception(caught.value))
