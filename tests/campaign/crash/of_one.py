"""The campaign of one operation, as a process of its own runs it."""

from __future__ import annotations

from campaign.crash.campaign import Campaign, campaign
from campaign.crash.function import function_between_doors
from campaign.crash.operations import operations


def campaign_of(index: int, *, pairs: bool) -> Campaign:
    """Play the operation of that number at every point."""
    with function_between_doors():
        return campaign(list(operations())[index], pairs=pairs)
