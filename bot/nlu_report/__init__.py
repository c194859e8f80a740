"""The page that says how well customers are understood, and what to do about it: `recul nlu report`."""
