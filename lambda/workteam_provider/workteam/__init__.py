"""``Custom::SageMakerWorkteam``: what its events do."""
