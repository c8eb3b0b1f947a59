"""What is said of a request that did not go well: what happened, and what to do next."""

from virta.networks.said import Said


def unreachable(name: str) -> Said:
    return Said(
        f"{name} cannot be reached right now. Try again in a moment; if the address is new, check "
        "it too.",
        f"{name} ei ole juuri nyt tavoitettavissa. Yritä hetken kuluttua uudelleen; jos osoite on "
        "uusi, tarkista myös se.",
    )


def uncertified(name: str) -> Said:
    return Said(
        f"{name} cannot prove that it is what it says: its certificate does not hold. Nothing was "
        "sent. Check the address; if it is right, whoever runs that server has to renew the "
        "certificate.",
        f"{name} ei pysty todistamaan, mikä se on: sen varmenne ei kelpaa. Mitään ei lähetetty. "
        "Tarkista osoite; jos se on oikein, palvelimen ylläpidon pitää uusia varmenne.",
    )


def busy(name: str) -> Said:
    return Said(
        f"{name} takes no more requests from Virta for now. Go on after a while.",
        f"{name} ei ota Virralta juuri nyt vastaan enempää. Jatka hetken kuluttua.",
    )


def trouble(name: str) -> Said:
    return Said(
        f"{name} has trouble of its own right now. Try again in a moment.",
        f"{name} ei juuri nyt toimi kunnolla. Yritä hetken kuluttua uudelleen.",
    )


def signed_out(name: str) -> Said:
    return Said(
        f"{name} does not accept this sign-in. Sign in to it again.",
        f"{name} ei hyväksy tätä kirjautumista. Kirjaudu sinne uudelleen.",
    )


def refused(name: str, status: int, with_reason: bool) -> Said:
    if with_reason:
        return Said(
            f"{name} did not accept this. Read its reason, change what it asks for and try again.",
            f"{name} ei hyväksynyt tätä. Lue sen ilmoittama syy, tee muutos ja yritä uudelleen.",
        )
    return Said(
        f"{name} did not accept this and gave no reason (its answer was {status}). Check the "
        "channel and what was to be done, then try again.",
        f"{name} ei hyväksynyt tätä eikä kertonut syytä (vastaus oli {status}). Tarkista kanava ja "
        "se, mitä oltiin tekemässä, ja yritä uudelleen.",
    )


def moved(name: str) -> Said:
    return Said(
        f"{name} points to another address. Check the address and connect the channel again.",
        f"{name} ohjaa toiseen osoitteeseen. Tarkista osoite ja yhdistä kanava uudelleen.",
    )


def unsure(name: str) -> Said:
    return Said(
        f"No clear answer came from {name}. It may have gone through: look there before you try "
        "again.",
        f"{name} ei antanut selvää vastausta. Asia on voinut mennä perille: katso sieltä, ennen "
        "kuin yrität uudelleen.",
    )


def strange(name: str) -> Said:
    return Said(
        f"{name} answered with something that Virta does not understand. Check the address; if it "
        "is right, try again later.",
        f"{name} vastasi tavalla, jota Virta ei ymmärrä. Tarkista osoite; jos se on oikein, yritä "
        "myöhemmin uudelleen.",
    )


def too_large(name: str) -> Said:
    return Said(
        f"{name} answered with more than Virta takes in at once. Check the address.",
        f"{name} lähetti enemmän kuin Virta ottaa kerralla vastaan. Tarkista osoite.",
    )


def unsendable(name: str) -> Said:
    return Said(
        f"This cannot be sent to {name} as it stands. Check the address and what was typed.",
        "Tätä ei voi lähettää sellaisenaan "
        f"(vastaanottaja: {name}). Tarkista osoite ja kirjoitetut tiedot.",
    )
