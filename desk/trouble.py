"""What can go wrong with a request to the desk, as values that one page knows how to tell."""


class Trouble(Exception):
    """Something that ends in a page with a sentence and a way out: `status`, and the catalogue's `trouble.<name>.*`."""

    def __init__(self, status: int, name: str) -> None:
        super().__init__(name)
        self.status = status
        self.name = name


class SignInNeeded(Exception):
    """Nobody is signed in, or the session has ended."""


class NewPasswordNeeded(Exception):
    """The one-time password must be replaced before anything else."""


def not_found() -> Trouble:
    """There is nothing at that address."""
    return Trouble(404, "not_found")


def forbidden() -> Trouble:
    """This conversation belongs to a department that is not theirs."""
    return Trouble(403, "forbidden")
