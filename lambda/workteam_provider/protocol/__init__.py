"""What any custom resource needs; nothing here knows SageMaker."""
