"""How long people waited, from the events alone."""
