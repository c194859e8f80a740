"""The check digits by which a card number or an IBAN is told from any other number."""


def luhn(digits: str) -> bool:
    """True when the check digit of a card number is right."""
    doubled = [int(d) * (2 if n % 2 else 1) for n, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def iban(text: str) -> bool:
    """True when the check digits of an IBAN, written without blanks, are right."""
    moved = (text[4:] + text[:4]).upper()
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1
