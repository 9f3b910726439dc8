"""The Lambda function behind ``Custom::SageMakerWorkteam``."""
