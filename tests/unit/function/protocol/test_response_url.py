"""Where an answer may go."""

from __future__ import annotations

import traceback
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from support.partitions import REGIONS
from unit.function.scene import OTHER_STACK_ID, REQUEST_ID, STACK_ID
from workteam_provider.protocol.errors import ResponseUrlError
from workteam_provider.protocol.response_url import require_deliverable

if TYPE_CHECKING:
    from support.clock import Clock

REGION = "eu-west-1"
BUCKET = "cloudformation-custom-resource-response-euwest1"
HOST = f"{BUCKET}.s3-eu-west-1.amazonaws.com"
KEY = f"{STACK_ID}|Team|{REQUEST_ID}"
URL = f"https://{HOST}/{quote(KEY)}?X-Amz-Signature=s3cr3t"
EXTRA = "127.0.0.1:8080, sink.test , secure.test:9443,localhost,[::1]:8080"
SUFFIXES = sorted({suffix for _, _, suffix in REGIONS})


def passes(url: str, region: str = REGION, extra: str = "", stack_id: str = STACK_ID) -> None:
    require_deliverable(url, stack_id, region, extra)


def refused(url: str, region: str = REGION, extra: str = "", match: str = "`ResponseURL`") -> None:
    """Be refused without a word of the URL."""
    with pytest.raises(ResponseUrlError, match=match) as caught:
        passes(url, region, extra)
    told = "".join(traceback.format_exception(caught.value))
    assert "s3cr3t" not in told
    assert "evil" not in told


@pytest.mark.parametrize(("_partition", "region", "suffix"), REGIONS)
def test_p61_the_bucket_of_every_region_passes_under_its_own_suffix_alone(
    _partition: str, region: str, suffix: str
) -> None:
    bucket = f"https://cloudformation-custom-resource-response-{region.replace('-', '')}"
    for place in ("s3", f"s3-{region}", f"s3.{region}", f"s3.dualstack.{region}"):
        passes(f"{bucket}.{place}.{suffix}/x", region)
        for other in SUFFIXES:
            if other != suffix:
                refused(f"{bucket}.{place}.{other}/x", region)


@pytest.mark.parametrize(
    "url",
    [
        "", "s3cr3t", "https://", "https:///s3cr3t", "https:s3cr3t", "//s3cr3t", f"{HOST}/s3cr3t", "https://[",
        "https://[::1/s3cr3t", "https://evil.test/s3cr3t",
        *(URL.replace("https", scheme) for scheme in ("http", "ftp", "javascript", "ht\ntps")),
        *(URL.replace("https://", f"https://{user}@") for user in ("", ":", "user", "user:s3cr3t", "evil.test")),
        *(f"https://{HOST}{odd}/s3cr3t" for odd in (
            "@evil.test", ":s3cr3t@evil.test", ":443", ":80", ":99999", ":s3cr3t", ".evil.test", ".", "%2eevil.test",
            "%00.evil.test", "\\@evil.test", "\\.evil.test",
        )),
        *(f"https://evil.test{odd}{HOST}/s3cr3t" for odd in "/?#\\@"),
        f"https://evil-{HOST}/s3cr3t", f"https://evil.{HOST}/s3cr3t",
        URL.replace("/arn", "\\arn"), URL.replace("/arn", "/\\arn"), URL.replace("/arn", "/\u202earn"),
        *(f"{odd}{URL}" for odd in " \t\x00"), *(f"{URL}{odd}" for odd in (" ", "\n", "\r\nHost: evil.test")),
        *(URL.replace("euwest1", odd) for odd in ("euw\test1", "ęuwest1", "\uff45uwest1", "useast1", "euwest12")),
        *(URL.replace("s3-eu-west-1", odd) for odd in (
            "s3-us-east-1", "s3.eu-west-1.evil", "s3xeu-west-1", "dualstack.eu-west-1", "s3.dualstack",
            "s3-dualstack.eu-west-1", "s3.dualstack-eu-west-1", "s3.dualstack.us-east-1", "s3-accelerate",
        )),
        *(URL.replace("amazonaws.com", odd) for odd in (
            "amazonawsxcom", "amazonaws.com.evil", "amazonaws.org", "amazonaws.com\u2044evil.test", "api.aws",
        )),
        URL.replace(".amazonaws", "。amazonaws"), URL.replace("cloudformation", "cl0udformation"),
        f"https://s3.eu-west-1.amazonaws.com/{BUCKET}/s3cr3t", "http://127.0.0.1:8080/s3cr3t",
        "https://169.254.169.254/s3cr3t", "file:///etc/s3cr3t",
    ],
)  # fmt: skip
def test_p05_anything_else_is_refused_without_its_text(url: str) -> None:
    passes(URL)
    passes(URL.replace(HOST, HOST.upper()))
    refused(url)


@pytest.mark.parametrize("region", ["", "us-east-1", ".*", "eu.west.1", "eu-west-"])
def test_p05_without_its_region_or_in_another_nothing_passes(region: str) -> None:
    refused(URL, region)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/x", "https://127.0.0.1:8080/x", "http://localhost/x", "https://sink.test/x",
        "https://SINK.test/x", "https://secure.test:9443/x", "http://[::1]:8080/x",
    ],
)  # fmt: skip
def test_p06_a_host_that_is_named_passes(url: str) -> None:
    passes(url, "", EXTRA)
    for nobody in ("", ",", " , ", "*"):
        refused(url, REGION, nobody)


@pytest.mark.parametrize(
    "url",
    [
        "http://sink.test/x", "http://secure.test:9443/x", "https://sink.test:8080/x", "https://secure.test/x",
        "http://127.0.0.1:8081/x", "http://127.0.0.1/x", "http://user@127.0.0.1:8080/x", "ftp://localhost/x",
        "http://127.0.0.1:8080@evil.test/x", "https://sub.sink.test/x", "https://sink.test.evil/x", "https://sink/x",
    ],
)  # fmt: skip
def test_p06_what_is_not_named_exactly_does_not(url: str) -> None:
    refused(url, REGION, EXTRA)


OTHERS = (
    OTHER_STACK_ID, STACK_ID.replace("123456789012", "210987654321"), STACK_ID.replace("eu-west-1", "us-east-1"),
    STACK_ID[:-1] + "b", STACK_ID + "b", STACK_ID.replace("/Stack/", "/stack/"), STACK_ID.replace("aws", "aws-cn", 1),
)  # fmt: skip


@pytest.mark.parametrize("spell", [str, quote, lambda text: quote(text, safe=""), lambda text: quote(text).lower()])
@pytest.mark.parametrize(
    "around", ["{}", "{}|Team|1", "x/{}|Team|1", f"{STACK_ID}|{{}}|1", "{}%20", "//{}", "{}/x;y=z"]
)
def test_p81_a_path_that_names_another_stack_is_refused(spell: type[str], around: str) -> None:
    for host, extra in ((f"https://{HOST}", ""), ("http://127.0.0.1:8080", EXTRA)):
        if spell("A|") != "a%7c":
            passes(f"{host}/{spell(around.format(STACK_ID))}?x={OTHER_STACK_ID}", REGION, extra)
        for other in OTHERS:
            refused(f"{host}/{spell(around.format(other))}", REGION, extra, match="names another stack")


@pytest.mark.parametrize("dots", ["./", "../", "x/../", "%7C/../"])
def test_p81_a_path_that_becomes_another_when_it_is_sent_is_refused(dots: str) -> None:
    path = quote(OTHER_STACK_ID).replace("Other/", f"Other/{dots}")

    refused(f"https://{HOST}/{path}", match="a path that a client shortens")


@pytest.mark.parametrize(
    ("after", "valid", "good"),
    [(0, 7200, True), (7199, 7200, True), (7200, 7200, False), (7201, 7200, False), (0, 0, False), (0, -5, False)],
)
def test_p13_a_url_passes_until_it_has_expired(clock: Clock, after: float, valid: int, good: bool) -> None:
    signed = clock.utc()
    urls = (
        f"{URL}&X-Amz-Date={signed:%Y%m%dT%H%M%SZ}&X-Amz-Expires={valid}",
        f"{URL}&Expires={(signed + timedelta(seconds=valid)).timestamp():.0f}",
    )
    clock.now += after

    for url in urls:
        if good:
            passes(url)
        else:
            refused(url, match="has expired")


@pytest.mark.parametrize(
    "query",
    [
        "X-Amz-Date=tomorrow&X-Amz-Expires=60", "X-Amz-Date=20990101T000000Z", "X-Amz-Date=&X-Amz-Expires=",
        *(f"X-Amz-Date=20990101T000000Z&X-Amz-Expires={odd}" for odd in ("soon", "9" * 30, "9" * 5000)),
        "X-Amz-Date=99991231T235959Z&X-Amz-Expires=60", "Expires=never", "Expires=" + "9" * 30, "Expires=",
    ],
    ids=lambda query: query[:50],
)  # fmt: skip
def test_p13_an_expiry_that_can_not_be_read_is_refused(query: str) -> None:
    refused(f"{URL}&{query}", match="expiry")
