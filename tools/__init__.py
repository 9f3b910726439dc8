"""What maintains the repository; nothing of it is shipped."""
