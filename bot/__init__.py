"""The program: channels, the line, the outbox, the command line, and the wiring of all of them."""
