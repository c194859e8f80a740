"""What to do next. Pure: `now` is an argument, the result is a `Change`."""
