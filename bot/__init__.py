"""The program: channels, the line, the outbox, the command line, and the wiring of all of them."""

from importlib.metadata import version

VERSION = version("recul")
"""The version of the installed program, as pyproject says it."""
