"""Telegram, with python-telegram-bot as protocol library only: the loop, the route and the sender are our own."""
