"""What Bluesky is called, and what is said when a sign-in does not go as its network prescribes."""

from virta.networks.errors import Refused
from virta.networks.said import Said

NAME = "Bluesky"
SCOPE = "atproto transition:generic"
"""What a sign-in is asked for: the account itself, and what an app password may do."""


def not_found(who: str) -> Refused:
    return Refused(
        Said(
            f"There is no Bluesky account by the name {who[:80]}. Check how it is written, such as "
            "name.bsky.social.",
            f"Blueskyssa ei ole tiliä nimeltä {who[:80]}. Tarkista kirjoitusasu, esimerkiksi "
            "nimi.bsky.social.",
        )
    )


def other_handle(handle: str) -> Refused:
    """The name leads to an account that does not say that the name is its own."""
    return Refused(
        Said(
            f"{handle} leads to an account that does not know this name as its own. Check the "
            "handle in the account's settings at Bluesky, or sign in with the server's address.",
            f"{handle} johtaa tiliin, joka ei tunnusta nimeä omakseen. Tarkista käyttäjätunnus "
            "tilin asetuksista Blueskyssa tai kirjaudu palvelimen osoitteella.",
        )
    )


def no_document(did: str, lacking: str) -> Refused:
    """The account's public document does not tell where the account lives."""
    return Refused(
        Said(
            f"The public document of the account {did[:80]} does not say which server it lives "
            "on, so nobody can sign in to it. Ask whoever runs the account's server.",
            f"Tilin {did[:80]} julkisesta asiakirjasta ei selviä, millä palvelimella tili on, joten "
            "siihen ei voi kirjautua. Kysy tilin palvelimen ylläpidolta.",
        ),
        lacking,
    )


def unlike(host: str, lacking: str) -> Refused:
    """A server that does not do what https://atproto.com/specs/oauth demands of it."""
    return Refused(
        Said(
            f"{host} does not let programs sign in the way Bluesky's network prescribes. Check the "
            "address, or use an app password.",
            f"{host} ei päästä ohjelmia kirjautumaan niin kuin Blueskyn verkosto määrää. Tarkista "
            "osoite tai käytä sovellussalasanaa.",
        ),
        lacking,
    )


def not_ours() -> Refused:
    return Refused(
        Said(
            "This sign-in was not begun here, or it was begun too long ago. Begin it again.",
            "Tätä kirjautumista ei ole aloitettu täällä tai sen aloittamisesta on kulunut liian "
            "kauan. Aloita uudelleen.",
        )
    )


def other_server(host: str) -> Refused:
    """Another server answered than the one that the sign-in was begun at (RFC 9207)."""
    return Refused(
        Said(
            f"The answer did not come from {host}, where the sign-in was begun, so nothing was "
            "kept of it. Begin it again; if this is repeated, tell whoever runs Virta.",
            f"Vastaus ei tullut palvelimelta {host}, jossa kirjautuminen aloitettiin, joten siitä ei "
            "tallennettu mitään. Aloita uudelleen; jos tämä toistuu, kerro Virran ylläpidolle.",
        )
    )


def other_account(did: str) -> Refused:
    """The server signed somebody else in, or one that is not its to sign in."""
    return Refused(
        Said(
            "The sign-in was made as another account than the one that was asked for, so nothing "
            "was kept of it. Sign out at Bluesky in this browser, then begin again.",
            "Kirjautuminen tehtiin eri tilille kuin pyydettiin, joten siitä ei tallennettu mitään. "
            "Kirjaudu tässä selaimessa ulos Blueskysta ja aloita sitten uudelleen.",
        ),
        did,
    )


def too_little() -> Refused:
    return Refused(
        Said(
            "The sign-in does not let Virta publish. Begin it again and allow what is asked for.",
            "Kirjautuminen ei anna Virralle lupaa julkaista. Aloita uudelleen ja hyväksy pyydetyt "
            "oikeudet.",
        )
    )


def turned_down(reason: str) -> Refused:
    return Refused(
        Said(
            "The sign-in was not completed at Bluesky. Begin it again and allow Virta there.",
            "Kirjautuminen jäi Blueskyssa kesken. Aloita uudelleen ja anna Virralle siellä lupa.",
        ),
        reason,
    )


def no_address(site: str) -> Refused:
    """Bluesky knows programs by their address, and this installation has none that it could see."""
    return Refused(
        Said(
            f"Bluesky lets in only programs that it can look up on the web, and {site or 'Virta'} is "
            "not such an address: it needs https and no port. Whoever runs Virta sets it in "
            "VIRTA_URL (http://127.0.0.1 works on one's own machine). An app password works "
            "meanwhile.",
            f"Bluesky päästää sisään vain ohjelmia, jotka se löytää verkosta, eikä {site or 'Virta'} "
            "ole sellainen osoite: tarvitaan https eikä porttia saa olla. Virran ylläpito asettaa "
            "osoitteen asetuksella VIRTA_URL (omalla koneella käy http://127.0.0.1). Sillä välin "
            "voi käyttää sovellussalasanaa.",
        )
    )
