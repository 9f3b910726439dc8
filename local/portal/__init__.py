"""The pages for a browser: labeling portals, and the mails that were sent."""

from local.portal.mails import Mail, Mails
from local.portal.sites import Sites

__all__ = ["Mail", "Mails", "Sites"]
