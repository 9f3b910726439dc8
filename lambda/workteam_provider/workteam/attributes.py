"""What ``Fn::GetAtt`` can read of a work team."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workteam_provider.workteam.workteams import Workteam


def attributes(team: Workteam) -> dict[str, str]:
    """Return what ``Fn::GetAtt`` can read; empty where the service shows nothing."""
    return {
        "WorkteamArn": team.arn,
        "WorkteamName": team.name,
        "WorkforceArn": team.workforce_arn,
        "SubDomain": team.sub_domain,
        "PortalUrl": portal_url(team.sub_domain, region=team.arn.split(":")[3]),
    }


def portal_url(sub_domain: str, region: str) -> str:
    """Return the address of the workers' portal.

    The service shows its host; an older short form is only the first label, and some emulators put a scheme before it.
    """
    host = sub_domain.removeprefix("https://").strip("/")
    if not host:
        return ""
    return f"https://{host}" if "." in host else f"https://{host}.labeling.{region}.sagemaker.aws"
