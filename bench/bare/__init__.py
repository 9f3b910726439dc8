"""What no function can start without: one client, from the same cut files, and nothing around it."""
