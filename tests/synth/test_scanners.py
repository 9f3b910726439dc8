"""The example under cdk-nag: what `make lint` finds too, together with cfn-lint and checkov."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools import scan

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[scan.Finding]:
    folder: Path = tmp_path_factory.mktemp("cdk.out")
    return list(scan.cdk_nag(folder))


def test_p45_cdk_nag_finds_what_is_listed_and_nothing_else(found: list[scan.Finding]) -> None:
    assert sorted(found) == sorted(
        finding for finding in scan.KNOWN if finding.scanner in ("AwsSolutions", "Construct Annotations")
    )


def test_p45_of_the_librarys_own_resources_only_the_runtime_and_the_ranges_of_teams_and_watches(
    found: list[scan.Finding],
) -> None:
    own = [finding for finding in found if finding.resource.startswith("WorkteamProvider")]
    assert sorted(finding.rule.partition("[")[0] for finding in own) == [
        *("AwsSolutions-IAM5", "AwsSolutions-IAM5", "AwsSolutions-L1"),
    ]


def test_a_new_finding_and_one_that_is_gone_are_both_told() -> None:
    known = list(scan.KNOWN)
    new = scan.Finding("checkov", "CKV_AWS_1", "WorkteamProviderRole")
    assert scan.verdict(known) == []
    assert scan.verdict([*known, new]) == ["not known: checkov CKV_AWS_1 WorkteamProviderRole"]
    assert scan.verdict(known[1:]) == [f"no longer found: {' '.join(known[0])}"]
