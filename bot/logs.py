"""Structured logs. At info level and above they hold ids, rule names and figures, never a text, a name or a secret."""

import logging
import sys

import structlog


def set_up(level: str, format: str) -> None:
    """Log to standard error, as text for people or as JSON lines."""
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
        # A logger that was used before the settings are read must follow them too.
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    processors = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=processors))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for chatty in ("httpx", "httpcore", "telegram", "uvicorn.access", "uvicorn.error", "aiosmtplib", "alembic"):
        # Their lines hold addresses with tokens, chat ids or texts, or say what our own lines say better.
        logging.getLogger(chatty).setLevel(max(number, logging.WARNING))
