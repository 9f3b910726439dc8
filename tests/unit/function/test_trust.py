"""The answer goes over https only to a host whose certificate the machine trusts."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
import urllib3

from bench.bucket import Bucket
from workteam_provider import response

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[Bucket]:
    response._trust.cache_clear()
    with Bucket(tmp_path) as bucket:
        yield bucket
    response._trust.cache_clear()


def test_a_certificate_that_nobody_vouches_for_gets_no_answer(bucket: Bucket) -> None:
    with pytest.raises(urllib3.exceptions.SSLError):
        response._put(bucket.url(), b"{}", 5)

    assert bucket.last == b""


def test_a_certificate_for_another_host_gets_no_answer(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(bucket.certificates))

    with pytest.raises(urllib3.exceptions.SSLError):
        response._put(bucket.url().replace("localhost", "127.0.0.1"), b"{}", 5)


def test_the_certificates_are_read_once(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(bucket.certificates))
    make = Mock(side_effect=ssl.create_default_context)
    monkeypatch.setattr(ssl, "create_default_context", make)

    statuses = [response._put(bucket.url(), b"{}", 5) for _ in range(3)]

    assert statuses == [200, 200, 200]
    assert make.call_count == 1
