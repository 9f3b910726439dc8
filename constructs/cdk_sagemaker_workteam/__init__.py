"""SageMaker Ground Truth work teams for the AWS CDK."""

from .options import WorkteamProps, WorkteamProviderProps
from .provider.asset import AssetError
from .provider.interface import IWorkteamProvider
from .provider.provider import WorkteamProvider
from .team.interface import IWorkteam
from .team.members import WorkteamMember
from .team.worker_access import WorkerAccess
from .team.workteam import Workteam
from .validation import WorkteamValidationError
from .watch.watch import Watch
from .workforce.interface import IPrivateWorkforce
from .workforce.oidc import OidcWorkforce
from .workforce.private_workforce import PrivateWorkforce
from .workforce.texts import render_invitation

__all__ = [
    "AssetError",
    "IPrivateWorkforce",
    "IWorkteam",
    "IWorkteamProvider",
    "OidcWorkforce",
    "PrivateWorkforce",
    "Watch",
    "WorkerAccess",
    "Workteam",
    "WorkteamMember",
    "WorkteamProps",
    "WorkteamProvider",
    "WorkteamProviderProps",
    "WorkteamValidationError",
    "render_invitation",
]

__version__ = "0.1.0"
