"""From text to meaning. Engines understand; they never decide."""
