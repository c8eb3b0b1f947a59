"""Figures and dates as readers of each language write them.

Every function takes the language ("en" or "fi") last. Spaces inside a figure do not break.
"""

import math
from datetime import date

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
MONTHS = {
    1: "January",
    2: "February",
    3: "March",
    4: "April",
    5: "May",
    6: "June",
    7: "July",
    8: "August",
    9: "September",
    10: "October",
    11: "November",
    12: "December",
}


def decimal(value: float, digits: int, language: str) -> str:
    """1234.5 → "1,234.5" (en) or "1 234,5" (fi). Minus is a real minus sign, and never before a zero."""
    text = f"{abs(value):,.{digits}f}"
    if language == "fi":
        text = text.replace(",", NO_BREAK).replace(".", ",")
    is_zero = not any(character in "123456789" for character in text)
    return text if value >= 0 or is_zero else MINUS + text


def signed(value: float, digits: int, language: str) -> str:
    """A change: "+0.4", "−0.4" or "0.0"."""
    text = decimal(value, digits, language)
    return (
        "+" + text
        if text[0] != MINUS and value > 0 and any(c in "123456789" for c in text)
        else text
    )


def percent_sign(language: str) -> str:
    return f"{NO_BREAK}%" if language == "fi" else "%"


def share(value: float, language: str) -> str:
    """A share (0-1) in percent: whole ones, and tenths where under 2 %, where they decide."""
    return bare_share(value, language) + percent_sign(language)


def bare_share(value: float, language: str) -> str:
    return decimal(value * 100, 1 if 0 < value < 0.02 else 0, language)


def share_range(low: float, high: float, language: str) -> str:
    """ "9–13%" or "9–13 %"."""
    return f"{bare_share(low, language)}–{bare_share(high, language)}{percent_sign(language)}"


def probability(value: float, language: str) -> str:
    """A probability in percent, which never says that something is impossible or certain."""
    return bare_probability(value, language) + percent_sign(language)


def bare_probability(value: float, language: str) -> str:
    under, over = ("alle", "yli") if language == "fi" else ("under", "over")
    if value < 0.01:
        return f"{under}{NO_BREAK}1"
    if value > 0.99:
        return f"{over}{NO_BREAK}99"
    return decimal(value * 100, 0, language)


def level_range(low: float, high: float, language: str) -> str:
    return f"{decimal(low, 1, language)}–{decimal(high, 1, language)}"


def few_digits(value: float) -> int:
    """One decimal where it says something: for small figures that are not whole."""
    return 0 if value >= 10 or math.isclose(value, round(value), abs_tol=0.05) else 1


def hours(value: float, language: str) -> str:
    """ "1 hour", "2.5 hours"; "1 tunti", "2,5 tuntia"."""
    one, many = ("tunti", "tuntia") if language == "fi" else ("hour", "hours")
    text = decimal(value, few_digits(value), language)
    return f"{text}{NO_BREAK}{one if text == '1' else many}"


def days(value: float, language: str) -> str:
    """ "1 day", "7.5 days"; "1 päivä", "7,5 päivää"."""
    one, many = ("päivä", "päivää") if language == "fi" else ("day", "days")
    text = decimal(value, few_digits(value), language)
    return f"{text}{NO_BREAK}{one if text == '1' else many}"


def day(when: date, language: str) -> str:
    """ "5 January 2026" or "5.1.2026"."""
    if language == "fi":
        return f"{when.day}.{when.month}.{when.year}"
    return f"{when.day}{NO_BREAK}{MONTHS[when.month]} {when.year}"


def period(start: date, end: date, language: str) -> str:
    """ "5 January – 6 July 2026" or "5.1.–6.7.2026"; the year stands once where it is the same."""
    if language == "fi":
        first = f"{start.day}.{start.month}." if start.year == end.year else day(start, language)
        return f"{first}–{day(end, language)}"
    first = f"{start.day}{NO_BREAK}{MONTHS[start.month]}"
    return f"{first if start.year == end.year else day(start, language)} – {day(end, language)}"


def listed(names: list[str], language: str) -> str:
    """ "a, b and c" or "a, b ja c"."""
    if len(names) < 2:
        return "".join(names)
    link = "ja" if language == "fi" else "and"
    return f"{', '.join(names[:-1])} {link} {names[-1]}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
