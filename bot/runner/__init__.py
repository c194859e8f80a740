"""What makes the line move: the in-process runner."""
