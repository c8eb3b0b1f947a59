"""Options of a post that more than one network has."""

from virta.networks.protocol import Option
from virta.networks.said import Said

_ADDRESS = Said("Paste the address of the post.", "Liitä julkaisun osoite.")

SPEAKS_OF_POSTS = (
    Option(
        "quoted",
        Said("Quotes the post", "Lainaa julkaisua"),
        "post",
        help=_ADDRESS,
        shows="quoted",
    ),
    Option(
        "answered",
        Said("Answers the post", "Vastaa julkaisuun"),
        "post",
        help=_ADDRESS,
        shows="answered",
    ),
)
"""Another's post, which a `Seeker` looks up."""
