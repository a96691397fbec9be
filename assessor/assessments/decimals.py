"""Numbers as the database keeps them: text that gives the same number again."""

from fractions import Fraction


def decimal_text(value: Fraction) -> str:
    """A number as text from which `criteria.exact.exact` reads the same number; a decimal where it is one.

    >>> decimal_text(Fraction(601, 10)), decimal_text(Fraction(2, 3)), decimal_text(Fraction(60))
    ('60.1', '2/3', '60')
    """
    places, scaled = 0, value
    while scaled.denominator > 1 and places < 40:
        places, scaled = places + 1, scaled * 10
    if scaled.denominator > 1:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    whole = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{whole}" if value < 0 else whole
