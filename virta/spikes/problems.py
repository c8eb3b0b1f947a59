"""What can be wrong with a series, each with its line, sayable in both languages."""

from __future__ import annotations

SAID: dict[str, dict[str, str]] = {
    "empty": {
        "en": "The file is empty. Its first line must name the columns timestamp and value.",
        "fi": "Tiedosto on tyhjä. Ensimmäisellä rivillä pitää olla sarakkeet timestamp ja value.",
    },
    "column": {
        "en": "Line {line} must name the column “{column}” once; it names: {found}. "
        "Write “timestamp,value” as the first line.",
        "fi": "Rivillä {line} pitää olla sarake ”{column}” kerran; siinä on: {found}. "
        "Kirjoita ensimmäiseksi riviksi ”timestamp,value”.",
    },
    "cells": {
        "en": "Line {line} has {found} cells where the first line has {wanted}. "
        "Write decimals with a point, and leave a cell empty where nothing was counted.",
        "fi": "Rivillä {line} on {found} solua, vaikka otsikkorivillä on {wanted}. "
        "Kirjoita desimaalit pisteellä ja jätä solu tyhjäksi, jos mitään ei laskettu.",
    },
    "csv": {
        "en": "Line {line} does not follow the rules of CSV. Look for a quotation mark that is "
        "not closed, and save the file with ordinary line ends.",
        "fi": "Rivi {line} ei noudata CSV:n sääntöjä. Etsi sulkematonta lainausmerkkiä ja tallenna "
        "tiedosto tavallisin rivinvaihdoin.",
    },
    "long": {
        "en": "Line {line} is too long for a row of a series. Check that this is the right file.",
        "fi": "Rivi {line} on liian pitkä sarjan riviksi. Tarkista, että tiedosto on oikea.",
    },
    "not_utf8": {
        "en": "Line {line} is not UTF-8. Save the file as UTF-8.",
        "fi": "Rivi {line} ei ole UTF-8:aa. Tallenna tiedosto UTF-8-muodossa.",
    },
    "time": {
        "en": "Line {line}: “{found}” is not a time. Write it as 2026-03-02T09:05:00.",
        "fi": "Rivi {line}: ”{found}” ei ole aika. Kirjoita se muodossa 2026-03-02T09:05:00.",
    },
    "number": {
        "en": "Line {line}: “{found}” is not a number. Write figures such as 12 or 12.5, "
        "and leave the cell empty where nothing was counted.",
        "fi": "Rivi {line}: ”{found}” ei ole luku. Kirjoita luvut muodossa 12 tai 12.5 "
        "ja jätä solu tyhjäksi, jos mitään ei laskettu.",
    },
    "negative": {
        "en": "Line {line}: {found} is below zero, and a count cannot be. Correct the figure.",
        "fi": "Rivi {line}: {found} on alle nollan, mitä lukumäärä ei voi olla. Korjaa luku.",
    },
    "large": {
        "en": "Line {line}: {found} is too large for a count. Correct the figure.",
        "fi": "Rivi {line}: {found} on liian suuri lukumääräksi. Korjaa luku.",
    },
    "zone": {
        "en": "Line {line}: some times have a time zone and some do not. Write all of them alike.",
        "fi": "Rivi {line}: osassa ajoista on aikavyöhyke ja osassa ei. Kirjoita kaikki samoin.",
    },
    "twice": {
        "en": "Line {line}: the time {found} is on line {first} already. Keep one row for each time.",
        "fi": "Rivi {line}: aika {found} on jo rivillä {first}. Jätä kullekin ajalle yksi rivi.",
    },
    "backwards": {
        "en": "Line {line}: {found} is before {before} on the row above it. Sort the rows by time; "
        "where clocks are turned back, write the offset too, as in 2026-10-25T03:30:00+02:00.",
        "fi": "Rivi {line}: {found} on ennen edellisen rivin aikaa {before}. Järjestä rivit ajan "
        "mukaan; jos kelloa siirrettiin, kirjoita myös poikkeama: 2026-10-25T03:30:00+02:00.",
    },
    "uneven": {
        "en": "Line {line}: {found} is not a whole number of steps ({step}) after the row above it. "
        "Count in even steps; a row that is missing may be left out.",
        "fi": "Rivi {line}: {found} ei ole tasaväliä ({step}) edellisestä rivistä. Laske tasavälein; "
        "puuttuvan rivin voi jättää pois.",
    },
    "file": {
        "en": "{name} cannot be read ({why}). Check its name and rights.",
        "fi": "Tiedostoa {name} ei voi lukea ({why}). Tarkista nimi ja oikeudet.",
    },
}


class Unreadable(Exception):
    """A line that cannot be taken. `code` is a key of SAID, `line` counts from 1."""

    def __init__(self, code: str, line: int, **details: object) -> None:
        super().__init__(code, line)
        self.code = code
        self.line = line
        self.details = details

    def text(self, language: str) -> str:
        return SAID[self.code][language].format(line=self.line, **self.details)
