"""One process that serves: the socket, the web server, and the loops beside it, started and stopped in the right order."""

import signal
import socket
from typing import Any

import uvicorn

from bot.runner.in_process import running
from bot.settings import Misconfigured
from bot.wiring import Program

STOPPING = 5
"""Seconds that open requests have at the end."""


def bind(host: str, port: int) -> socket.socket:
    """A listening socket, before anything else is started. Raises Misconfigured with a sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as error:
        found.close()
        raise Misconfigured(
            f"{host}:{port} cannot be used ({error.strerror}). "
            f"Stop what listens there, or choose another port: RECUL_PORT={port + 1 if port < 65535 else 8081} recul serve"
        ) from None
    return found


class Server(uvicorn.Server):
    """Serves a program. Ends live streams as soon as it is told to stop: they would hold the shutdown up."""

    def __init__(self, program: Program) -> None:
        config = uvicorn.Config(
            program.app,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=STOPPING,
            server_header=False,
            lifespan="off",
        )
        super().__init__(config)
        self._program = program

    def handle_exit(self, sig: int, frame: Any) -> None:  # noqa: ARG002 (uvicorn calls it so)
        """On SIGTERM or Ctrl-C: streams first, then the requests, then the loops. Ctrl-C once more: no request is waited for.

        Not uvicorn's own, which raises the signal again once the requests are done: the loops would be cut off in mid-sentence.
        """
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.stop()

    def stop(self) -> None:
        """End as on SIGTERM."""
        self._program.changes.close()
        self.should_exit = True


async def serve(program: Program, listening: socket.socket, server: Server | None = None) -> bool:
    """Serve until told to stop (True), or until one of the program's loops ends by an error (False).

    Whoever gives a `server` can stop it.
    """
    server, whole = server or Server(program), True

    def broken() -> None:
        nonlocal whole
        whole = False
        server.stop()

    async with running(program.loops, broken):
        await server.serve(sockets=[listening])
    return whole
