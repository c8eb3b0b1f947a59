"""What can be done about a stumbling block: each remedy in words, its work, and what it changes.

Hours are those of setting a thing going and keeping it up for a quarter, for a small organisation. What a remedy changes
is an assumption, stated here once and explained in docs/balance.md; what that does to the diagnosis is computed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from virta.balance import changes
from virta.balance.evidence import Evidence
from virta.balance.framework import INNER, OUTER, BlockName, Direction, Factor

Words = Mapping[str, str]
Change = Callable[[Evidence, Factor | None], Evidence]


@dataclass(frozen=True, slots=True)
class Known:
    """A remedy of the catalogue. With `factor` it is for that factor only, with `cycle` for work
    that turns in that cycle, with `direction` for that flow."""

    block: BlockName
    hours: float
    title: Words
    how: Words
    change: Change
    factor: Factor | None = None
    cycle: str | None = None
    direction: Direction | None = None


def begun(share: float, levels: int) -> Change:
    """The factor gets that share of the hours more, and its practices rise so many levels."""

    def change(evidence: Evidence, factor: Factor | None) -> Evidence:
        if factor is None:
            return evidence
        raised = changes.raise_levels(evidence, factor, levels)
        return changes.give(raised, {factor: share})

    return change


def eased(kept: float) -> Change:
    """Only that part of the factor's hours is kept; what is freed goes to the others as they are."""

    def change(evidence: Evidence, factor: Factor | None) -> Evidence:
        return changes.keep(evidence, {factor: kept}) if factor else evidence

    return change


def moved(taken: float, to: tuple[Factor, ...]) -> Change:
    """A part of the factor's hours goes to others: about what it gave up, shared evenly."""

    def change(evidence: Evidence, factor: Factor | None) -> Evidence:
        if factor is None:
            return evidence
        others = [one for one in to if one != factor]
        gains = dict.fromkeys(others, 0.4 * taken / len(others))
        return changes.shift(evidence, gains, {factor: 1 - taken})

    return change


def cycle_grown(cycle: tuple[Factor, ...], times: float) -> Change:
    """Every factor of a cycle gets its hours so many times over."""

    def change(evidence: Evidence, factor: Factor | None) -> Evidence:
        return changes.keep(evidence, dict.fromkeys(cycle, times))

    return change


def through(direction: Direction, part: float) -> Change:
    """So large a part of what got stuck gets through."""

    def change(evidence: Evidence, factor: Factor | None) -> Evidence:
        return changes.bring_through(evidence, direction, part)

    return change


missing = partial(Known, BlockName.MISSING_FACTOR)
overweight = partial(Known, BlockName.OVERWEIGHT_FACTOR)
one_cycle = partial(Known, BlockName.ONE_CYCLE)
blocked = partial(Known, BlockName.BLOCKED_FLOW)

CATALOGUE: dict[str, Known] = {
    "write_three_objectives": missing(
        6,
        {
            "en": "Write down three objectives for social media",
            "fi": "Kirjaa somelle kolme tavoitetta",
        },
        {
            "en": "One morning with whoever leads: what should social media change for the organisation this year, and which figure shows it? Look at them once a month.",
            "fi": "Yksi aamupäivä johdon kanssa: mitä somen pitää tänä vuonna muuttaa organisaatiolle, ja mikä luku sen näyttää? Palatkaa tavoitteisiin kerran kuussa.",
        },
        begun(0.04, 2),
        factor=Factor.OBJECTIVES,
    ),
    "describe_target_groups": missing(
        8,
        {
            "en": "Describe two target groups and where they are",
            "fi": "Kuvaa kaksi kohderyhmää ja missä ne ovat",
        },
        {
            "en": "Half a page each: who, what they need, where they spend their time, how you know. Then say of every channel whom it serves.",
            "fi": "Puoli sivua kummastakin: keitä, mitä he tarvitsevat, missä he viettävät aikaansa, mistä tiedätte. Sanokaa sitten joka kanavasta, ketä se palvelee.",
        },
        begun(0.05, 2),
        factor=Factor.AUDIENCES,
    ),
    "plan_a_month": missing(
        10,
        {
            "en": "Plan the next month on one page",
            "fi": "Suunnittele seuraava kuukausi yhdelle sivulle",
        },
        {
            "en": "What is done, when, on which channel, for which objective. An hour every second week keeps it alive.",
            "fi": "Mitä tehdään, milloin, missä kanavassa ja mitä tavoitetta varten. Tunti joka toinen viikko pitää suunnitelman elossa.",
        },
        begun(0.08, 2),
        factor=Factor.ACTIVITIES,
    ),
    "name_who_answers": missing(
        3,
        {
            "en": "Name who answers for each channel, and who stands in",
            "fi": "Nimeä joka kanavalle vastuuhenkilö ja sijainen",
        },
        {
            "en": "One table: channel, responsible, stand-in, who decides in a pinch. Put it where everybody sees it and check it each quarter.",
            "fi": "Yksi taulukko: kanava, vastuuhenkilö, sijainen, kuka päättää tiukassa paikassa. Pitäkää se kaikkien nähtävillä ja tarkistakaa neljännesvuosittain.",
        },
        begun(0.03, 2),
        factor=Factor.OWNERSHIP,
    ),
    "listen_an_hour": missing(
        13,
        {"en": "Listen for an hour a week", "fi": "Kuuntele tunti viikossa"},
        {
            "en": "Fix the hour. Search for your names and your three most important topics, and write down one thing that you did not know.",
            "fi": "Lyö tunti kalenteriin. Hae omat nimenne ja kolme tärkeintä aihettanne ja kirjaa yksi asia, jota ette tienneet.",
        },
        begun(0.05, 2),
        factor=Factor.LISTENING,
    ),
    "answer_within_a_day": missing(
        16,
        {
            "en": "Answer everyone within a working day",
            "fi": "Vastaa kaikille yhden arkipäivän kuluessa",
        },
        {
            "en": "Agree who looks at comments and messages morning and afternoon, and keep a page of good answers to what is asked most.",
            "fi": "Sopikaa, kuka katsoo kommentit ja viestit aamuin illoin, ja kerätkää sivu hyviä vastauksia tavallisimpiin kysymyksiin.",
        },
        begun(0.10, 2),
        factor=Factor.ENGAGEMENT,
    ),
    "three_figures_a_month": missing(
        6,
        {"en": "Follow three figures, once a month", "fi": "Seuraa kolmea lukua kerran kuussa"},
        {
            "en": "One for each objective. Write beside each figure what you think moved it and what you will do.",
            "fi": "Yksi kutakin tavoitetta kohti. Kirjatkaa luvun viereen, mikä sitä mielestänne liikutti ja mitä teette.",
        },
        begun(0.04, 2),
        factor=Factor.MEASUREMENT,
    ),
    "learning_hour": missing(
        6,
        {"en": "Hold a learning hour once a month", "fi": "Pitäkää oppimistunti kerran kuussa"},
        {
            "en": "What did we try, what happened, what do we change? Write down one decision each time, and who carries it out.",
            "fi": "Mitä kokeilimme, mitä tapahtui, mitä muutamme? Kirjatkaa joka kerta yksi päätös ja kuka sen vie läpi.",
        },
        begun(0.04, 2),
        factor=Factor.LEARNING,
    ),
    "one_small_habit": missing(
        3,
        {
            "en": "Begin with one small habit: {factor}",
            "fi": "Aloita yhdestä pienestä tavasta: {factor}",
        },
        {
            "en": "A quarter of an hour a week, the same person, the same time. It does not yet make the factor strong, but it is no longer missing.",
            "fi": "Vartti viikossa, sama ihminen, sama aika. Se ei vielä tee tekijästä vahvaa, mutta enää se ei puutu.",
        },
        begun(0.012, 1),
    ),
    "give_it_a_person": missing(
        24,
        {
            "en": "Give one person two hours a week for it: {factor}",
            "fi": "Anna yhdelle ihmiselle kaksi tuntia viikossa: {factor}",
        },
        {
            "en": "Somebody who wants it, with the right to decide small things and a quarter of an hour in the team's weekly meeting.",
            "fi": "Jollekulle, joka sitä haluaa: oikeus päättää pienistä asioista ja vartti tiimin viikkopalaverissa.",
        },
        begun(0.06, 2),
    ),
    "stop_the_least_useful": overweight(
        3,
        {
            "en": "Stop the least useful tenth: {factor}",
            "fi": "Lopeta hyödyttömin kymmenesosa: {factor}",
        },
        {
            "en": "List what is done in it, ask of each what would happen if nobody did it, and stop what gives no answer.",
            "fi": "Luetelkaa, mitä sen parissa tehdään, kysykää kustakin, mitä tapahtuisi, jos kukaan ei tekisi sitä, ja lopettakaa se, mihin ei löydy vastausta.",
        },
        eased(0.88),
    ),
    "make_it_lighter": overweight(
        12,
        {"en": "Make the daily work lighter: {factor}", "fi": "Kevennä arjen työtä: {factor}"},
        {
            "en": "Templates, ready answers, one batch instead of ten single tasks. Aim at doing the same in two thirds of the time.",
            "fi": "Pohjat, valmiit vastaukset, yksi erä kymmenen yksittäisen tehtävän sijaan. Tavoitteena sama kahdessa kolmasosassa ajasta.",
        },
        eased(0.66),
    ),
    "move_a_third": overweight(
        8,
        {
            "en": "Move a third of its hours to what is left aside: {factor}",
            "fi": "Siirrä kolmannes tunneista sinne, mikä jää vähälle: {factor}",
        },
        {
            "en": "Agree in the team what is given up, and put the freed hours in the calendar for the factors that get least.",
            "fi": "Sopikaa tiimissä, mistä luovutaan, ja varatkaa vapautuneet tunnit kalenteriin niille tekijöille, jotka saavat vähiten.",
        },
        moved(1 / 3, tuple(Factor)),
    ),
    "halve_it_for_a_quarter": overweight(
        16,
        {
            "en": "Halve it for a quarter and see what is missed: {factor}",
            "fi": "Puolita se neljännesvuodeksi ja katso, mitä jäädään kaipaamaan: {factor}",
        },
        {
            "en": "An experiment with an end date. What nobody misses does not come back; the hours go to the others.",
            "fi": "Kokeilu, jolla on päättymispäivä. Se, mitä kukaan ei kaipaa, ei palaa; tunnit menevät muille.",
        },
        moved(0.5, tuple(Factor)),
    ),
    "strategy_hour": one_cycle(
        7,
        {
            "en": "Take an hour every second week for why and for whom",
            "fi": "Varaa joka toinen viikko tunti kysymyksille miksi ja kenelle",
        },
        {
            "en": "Objectives, target groups, the plan and who answers for what: one of the four each time, with one decision.",
            "fi": "Tavoitteet, kohderyhmät, suunnitelma ja vastuut: joka kerta yksi neljästä ja yksi päätös.",
        },
        cycle_grown(INNER, 1.6),
        cycle="outer",
    ),
    "strategy_day": one_cycle(
        24,
        {
            "en": "Hold a strategy day each quarter",
            "fi": "Pitäkää strategiapäivä neljännesvuosittain",
        },
        {
            "en": "What was heard and measured on the table first, then objectives, target groups, activities and owners.",
            "fi": "Ensin pöydälle, mitä on kuultu ja mitattu, sitten tavoitteet, kohderyhmät, aktiviteetit ja vastuut.",
        },
        cycle_grown(INNER, 2.4),
        cycle="outer",
    ),
    "publish_first_version": one_cycle(
        8,
        {
            "en": "Put a first version out each week",
            "fi": "Julkaiskaa joka viikko yksi ensimmäinen versio",
        },
        {
            "en": "One thing from the plan, small enough to be out by Friday, with somebody who answers what comes back.",
            "fi": "Yksi asia suunnitelmasta, niin pieni että se on ulkona perjantaina, ja joku vastaamassa siihen, mitä tulee takaisin.",
        },
        cycle_grown(OUTER, 1.6),
        cycle="inner",
    ),
    "daily_half_hour_outside": one_cycle(
        30,
        {
            "en": "Be out there for half an hour a day",
            "fi": "Olkaa puoli tuntia päivässä siellä, missä ihmiset ovat",
        },
        {
            "en": "Listen, answer, look at what yesterday's post did. Cut one planning meeting for it.",
            "fi": "Kuunnelkaa, vastatkaa, katsokaa, mitä eilinen julkaisu sai aikaan. Luopukaa yhdestä suunnittelupalaverista.",
        },
        cycle_grown(OUTER, 2.4),
        cycle="inner",
    ),
    "name_the_activity": blocked(
        4,
        {
            "en": "Say of every post which activity it serves",
            "fi": "Merkitse joka julkaisuun, mitä aktiviteettia se palvelee",
        },
        {
            "en": "When a post is planned, choose its activity. A post that serves none is either dropped or shows what the plan lacks.",
            "fi": "Kun julkaisu suunnitellaan, sille valitaan aktiviteetti. Jos sopivaa ei ole, julkaisu jää pois tai näyttää, mitä suunnitelmasta puuttuu.",
        },
        through(Direction.TO_EXECUTION, 0.5),
        direction=Direction.TO_EXECUTION,
    ),
    "weekly_plan_to_posts": blocked(
        13,
        {
            "en": "Turn the plan into next week's posts, once a week",
            "fi": "Muuttakaa suunnitelma kerran viikossa seuraavan viikon julkaisuiksi",
        },
        {
            "en": "Half an hour every week with the plan open: which activities are due, who writes, when it is out.",
            "fi": "Puoli tuntia viikossa suunnitelma auki: mitkä aktiviteetit ovat vuorossa, kuka kirjoittaa, milloin julkaistaan.",
        },
        through(Direction.TO_EXECUTION, 0.75),
        direction=Direction.TO_EXECUTION,
    ),
    "write_down_decisions": blocked(
        2,
        {
            "en": "Write down what is already decided, and from what",
            "fi": "Kirjatkaa ylös, mitä jo päätetään ja minkä perusteella",
        },
        {
            "en": "A list of one line a decision: what we heard or found, what we decided, who does it. Much is decided in passing and forgotten.",
            "fi": "Lista, jossa on rivi päätöstä kohti: mitä kuulimme tai havaitsimme, mitä päätimme, kuka tekee. Paljon päätetään ohimennen ja unohdetaan.",
        },
        through(Direction.TO_STRATEGY, 0.25),
        direction=Direction.TO_STRATEGY,
    ),
    "decide_monthly": blocked(
        6,
        {"en": "Decide on what was heard, once a month", "fi": "Päättäkää kuullusta kerran kuussa"},
        {
            "en": "An hour with someone who may decide. Every insight gets one of three answers: we change this, we try this, we leave it.",
            "fi": "Tunti jonkun kanssa, jolla on valta päättää. Jokainen oivallus saa yhden kolmesta vastauksesta: muutamme, kokeilemme, annamme olla.",
        },
        through(Direction.TO_STRATEGY, 0.5),
        direction=Direction.TO_STRATEGY,
    ),
    "owner_for_insights": blocked(
        12,
        {
            "en": "Give every insight an owner and a date",
            "fi": "Anna joka oivallukselle omistaja ja päivämäärä",
        },
        {
            "en": "Whoever hears something worth knowing hands it to the one it concerns, with a date by which it is decided.",
            "fi": "Se, joka kuulee jotakin tärkeää, antaa sen sille, jota asia koskee, ja sopii päivän, johon mennessä päätetään.",
        },
        through(Direction.TO_STRATEGY, 0.65),
        direction=Direction.TO_STRATEGY,
    ),
}
"""Key → remedy. Keys are kept for good: kept diagnoses name them."""
