"""An emulator of SageMaker's work-team operations."""

from local.sagemaker.calls import Call
from local.sagemaker.control import Control
from local.sagemaker.faults import Fault
from local.sagemaker.remote_control import RemoteControl
from local.sagemaker.server import SageMakerEmulator

__all__ = ["Call", "Control", "Fault", "RemoteControl", "SageMakerEmulator"]
