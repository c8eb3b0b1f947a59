"""Addresses that lead to the same page, written in one way."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

TRACKING = re.compile(
    r"(?:utm_|mc_|pk_|mtm_|matomo_|hsa_|_hs|oly_|vero_|trk|at_(?:medium|campaign|custom)).*"
    r"|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|si|ref|ref_src"
    r"|ref_url|share|shared|source|s_cid|cmpid|cmp|ncid|spm|amp|outputtype|feature|smid",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from, and not what is read."""
VARIANTS = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
"""First parts of a host that stand for the same site on another screen."""
AMP = re.compile(r"(?:/amp(?=/|$)|\.amp(?=\.html?$|$))", re.IGNORECASE)
LONGEST = 300


def canonical(url: str) -> str:
    """The address without scheme, tracking, and what a phone or a cache adds; "" for none.

    It names a page and is no link: nothing is fetched, so shortened addresses stay as they are.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removesuffix(".")
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return ""
    host = VARIANTS.sub("", host)
    if port not in {None, 80, 443}:
        host = f"{host}:{port}"
    kept = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not TRACKING.fullmatch(pair[0])
    ]
    path = AMP.sub("", parts.path).rstrip("/")
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    return f"{host}{path}{query}"[:LONGEST]
