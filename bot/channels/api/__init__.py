"""The API channel: how any other network is bridged. See docs/api.md."""

from bot.channels.api.routes import api_router

__all__ = ["api_router"]
