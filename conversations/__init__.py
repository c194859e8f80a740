"""What happened and what is decided: the pure values that every other package shares."""
