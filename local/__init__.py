"""The embedded cloud: AWS services by ministack and SageMaker work teams by our own emulator, on loopback only."""
