"""The customers' web page: public comments under the brand's posts, and a private conversation."""

from bot.channels.web.routes import web_router

__all__ = ["web_router"]
