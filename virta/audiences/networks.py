"""The networks that a channel may be on, as data: what they are called and how an account is found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Network:
    """A network by its key: its name, and the address of an account with `{handle}` in it."""

    key: str
    name: str
    address: str = ""


NETWORKS: tuple[Network, ...] = (
    Network("bluesky", "Bluesky", "https://bsky.app/profile/{handle}"),
    Network("mastodon", "Mastodon"),
    Network("linkedin", "LinkedIn", "https://www.linkedin.com/company/{handle}/"),
    Network("facebook", "Facebook", "https://www.facebook.com/{handle}"),
    Network("instagram", "Instagram", "https://www.instagram.com/{handle}/"),
    Network("threads", "Threads", "https://www.threads.com/@{handle}"),
    Network("youtube", "YouTube", "https://www.youtube.com/@{handle}"),
    Network("tiktok", "TikTok", "https://www.tiktok.com/@{handle}"),
    Network("x", "X", "https://x.com/{handle}"),
    Network("reddit", "Reddit", "https://www.reddit.com/r/{handle}/"),
    Network("discord", "Discord"),
    Network("telegram", "Telegram", "https://t.me/{handle}"),
    Network("whatsapp", "WhatsApp"),
    Network("pinterest", "Pinterest", "https://www.pinterest.com/{handle}/"),
    Network("snapchat", "Snapchat", "https://www.snapchat.com/add/{handle}"),
    Network("jodel", "Jodel"),
    Network("suomi24", "Suomi24"),
    Network("blog", "Blog"),
    Network("newsletter", "Newsletter"),
    Network("podcast", "Podcast"),
    Network("site", "Website"),
    Network("other", "Other"),
)
BY_KEY = {one.key: one for one in NETWORKS}


def address_of(network: str, handle: str) -> str:
    """The public address of an account, where the network's addresses follow from handles."""
    known = BY_KEY.get(network)
    bare = handle.strip().removeprefix("@")
    if network == "mastodon" and bare.count("@") == 1:
        name, server = bare.split("@")
        return f"https://{server}/@{name}"
    return known.address.format(handle=bare) if known and known.address and bare else ""
