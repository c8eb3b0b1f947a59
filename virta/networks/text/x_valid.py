"""Whether something typed is, as a whole, a name, a list, a hashtag or a web address for X."""

import regex

from virta.networks.text import x_entities

_LIST = regex.compile(r"[@＠][a-zA-Z0-9_]{1,20}/[a-zA-Z][a-zA-Z0-9_\-]{0,24}")
_PARTS = regex.compile(r"(?:(https?)://)?([^/?#]+)([^?#]*)(\?[^#]*)?(#.*)?", regex.IGNORECASE)
_SIGN = r"(?:[a-z0-9\-._~\u0400-\u04FF]|%[0-9a-f]{2}|[!$&'()*+,;=])"
_USER = rf"(?:{_SIGN}|:)*+@"
_BYTE = r"(?:[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])"
_LABEL = r"[a-z0-9\u0080-\U0010FFFF](?:[a-z0-9\-\u0080-\U0010FFFF]*[a-z0-9\u0080-\U0010FFFF])?"
_SUBLABEL = _LABEL.replace(r"\-", r"\-_")
_TOP = r"[a-z\u0080-\U0010FFFF](?:[a-z0-9\-\u0080-\U0010FFFF]*[a-z0-9\u0080-\U0010FFFF])?"
_HOST = rf"(?:(?:{_SUBLABEL}\.)*{_LABEL}\.{_TOP}|(?:{_BYTE}\.){{3}}{_BYTE}|\[[a-f0-9:.]+\])"
_AUTHORITY = regex.compile(rf"(?i)(?:{_USER})?{_HOST}(?::[0-9]{{1,5}})?")
_PATH = regex.compile(rf"(?i)(?:/(?:{_SIGN}|[:@|])*+)*")
_QUERY = regex.compile(rf"(?i)(?:[?#](?:{_SIGN}|[:@|/?])*)?")


def name(text: str) -> bool:
    """Of an account, with @."""
    found = x_entities.mentions(text)
    return len(found) == 1 and not found[0].slug and text[1:] == found[0].value


def listed(text: str) -> bool:
    """A list of accounts: @name/list."""
    return _LIST.fullmatch(text) is not None


def hashtag(text: str) -> bool:
    found = x_entities.hashtags(text)
    return len(found) == 1 and text[1:] == found[0].value


def link(text: str, *, needs_scheme: bool = True) -> bool:
    """A whole web address (RFC 3986, with letters of all writing)."""
    parts = _PARTS.fullmatch(text)
    if parts is None or (needs_scheme and not parts[1]):
        return False
    known = ((_AUTHORITY, parts[2]), (_PATH, parts[3]), (_QUERY, parts[4]), (_QUERY, parts[5]))
    return all(rule.fullmatch(part or "") for rule, part in known)
