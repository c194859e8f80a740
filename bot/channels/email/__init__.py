"""The e-mail channel: notices for the staff, and copies of web answers for customers who left an address."""

from bot.channels.email.customer_copy import CustomerCopies
from bot.channels.email.sender import EmailSender, Mailer, Server

__all__ = ["CustomerCopies", "EmailSender", "Mailer", "Server"]
