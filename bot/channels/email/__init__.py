"""The e-mail channel: notices for the staff, and copies of web answers for customers who left an address."""
