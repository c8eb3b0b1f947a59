"""The sentences about queries and posts, in English and Finnish."""

from collections.abc import Mapping

ENGLISH = 0
FINNISH = 1


def say(code: str, details: Mapping[str, object], language: str = "en") -> str:
    """The sentence that a code stands for, its details filled in; KeyError for no such code."""
    sentences = SENTENCES[code]
    return sentences[FINNISH if language.startswith("fi") else ENGLISH].format_map(details)


SENTENCES: dict[str, tuple[str, str]] = {
    # The shape of a query.
    "too_long": (
        "The query has {length} characters, and {longest} is the most. Split it into several.",
        "Haussa on {length} merkkiä, ja enintään {longest} käy. Jaa se useaksi hauksi.",
    ),
    "too_deep": (
        "Brackets stand more than {deepest} deep in one another here. Take some of them away.",
        "Sulkeita on tässä sisäkkäin yli {deepest}. Ota osa niistä pois.",
    ),
    "empty": (
        "The query is empty. Write at least one word to look for.",
        "Haku on tyhjä. Kirjoita ainakin yksi sana, jota etsitään.",
    ),
    "empty_bracket": (
        "There is nothing between these brackets. Fill them or take them away.",
        "Näiden sulkeiden välissä ei ole mitään. Täytä ne tai ota ne pois.",
    ),
    "bracket_open": (
        "This bracket is never closed. Add the closing one.",
        "Tätä suljetta ei suljeta missään. Lisää loppusulje.",
    ),
    "bracket_extra": (
        "This bracket closes nothing. Take it away, or open it further to the left.",
        "Tämä sulje ei sulje mitään. Ota se pois tai avaa se aiemmin.",
    ),
    "comment_open": (
        "The comment that begins here is never closed. Close it with >>>.",
        "Tästä alkavaa kommenttia ei suljeta missään. Sulje se merkeillä >>>.",
    ),
    "quote_open": (
        "The quotation that begins here is never closed. Add the closing mark.",
        "Tästä alkavaa lainausta ei suljeta missään. Lisää loppulainausmerkki.",
    ),
    "brace_open": (
        "The curly bracket that begins here is never closed. It holds one word: {{BT}}.",
        "Tästä alkavaa aaltosuljetta ei suljeta missään. Siihen tulee yksi sana: {{BT}}.",
    ),
    "brace_extra": (
        "This curly bracket closes nothing. Take it away.",
        "Tämä aaltosulje ei sulje mitään. Ota se pois.",
    ),
    "square": (
        "Square brackets hold ranges only, such as followers:[500 TO 1000]. Take this one away.",
        "Hakasulkeisiin tulee vain väli, kuten followers:[500 TO 1000]. Ota tämä pois.",
    ),
    "no_term": (
        "{operator} has nothing to stand on here. Write a word beside it, or take it away; in "
        "quotes it is a word.",
        "{operator} jää tässä ilman sanaa. Kirjoita sen viereen sana tai ota se pois; "
        "lainausmerkeissä se on sana.",
    ),
    "mixed": (
        "AND or NOT stands beside OR here, which can be read in two ways. Put brackets around "
        "what belongs together.",
        "AND tai NOT on tässä OR:n rinnalla, ja sen voi lukea kahdella tavalla. Laita sulkeet "
        "yhteen kuuluvien ympärille.",
    ),
    "near_mixed": (
        "NEAR stands beside another operator here. Put brackets around what belongs together.",
        "NEAR on tässä toisen operaattorin rinnalla. Laita sulkeet yhteen kuuluvien ympärille.",
    ),
    "side_by_side": (
        "Two terms stand side by side without an operator. Write AND between them, or put them "
        "in quotes to look for them as a phrase.",
        "Kaksi hakusanaa on vierekkäin ilman operaattoria. Kirjoita väliin AND, tai laita ne "
        "lainausmerkkeihin, jos etsit niitä fraasina.",
    ),
    "only_not": (
        "The query only says what must not be there, so almost every post would match. Say also "
        "what to look for.",
        "Haku kertoo vain, mitä ei saa olla, joten lähes jokainen julkaisu osuisi. Kerro myös, "
        "mitä etsitään.",
    ),
    "branch_not": (
        "This side of OR only says what must not be there, so almost every post would match. "
        "Put the NOT beside the word that it limits.",
        "Tämä OR:n puoli kertoo vain, mitä ei saa olla, joten lähes jokainen julkaisu osuisi. "
        "Laita NOT sen sanan viereen, jota se rajaa.",
    ),
    # Words near one another.
    "near_form": (
        "{text} is not how distances are written. Write NEAR/5 for at most five words between "
        "in either order, NEAR/5f for the left one first.",
        "Etäisyyttä ei kirjoiteta {text}. Kirjoita NEAR/5, kun välissä on enintään viisi sanaa "
        "kummin päin tahansa, tai NEAR/5f, kun vasen on ensin.",
    ),
    "too_far": (
        "No post has {between} words. To look for both anywhere, write AND.",
        "Missään julkaisussa ei ole {between} sanaa. Jos molemmat saavat olla missä vain, "
        "kirjoita AND.",
    ),
    "no_distance": (
        "The ~ behind a quotation needs a number: how many other words may stand between.",
        "Lainauksen perässä oleva ~ kaipaa luvun: montako muuta sanaa väliin saa jäädä.",
    ),
    "near_and": (
        "AND stands inside NEAR, where only words, phrases, #tags and OR may. Say for each of "
        "them how near it must be.",
        "NEAR:n sisällä on AND, vaikka siinä saa olla vain sanoja, fraaseja, #aiheita ja OR. "
        "Kerro erikseen, kuinka lähellä kunkin pitää olla.",
    ),
    "near_side": (
        "{what} cannot stand inside NEAR: only words, phrases, #tags and OR between them can. "
        "Join it with AND.",
        "{what} ei voi olla NEAR:n sisällä: siinä voi olla vain sanoja, fraaseja, #aiheita ja "
        "niiden välissä OR. Liitä se AND:llä.",
    ),
    "within_few": (
        "A distance is between at least two words. Write the other word in, or take ~ away.",
        "Etäisyys on ainakin kahden sanan välillä. Lisää toinen sana tai ota ~ pois.",
    ),
    # Terms.
    "address": (
        "This is a web address, whose words are not words of a text. Look for it among the "
        "links of posts.",
        "Tämä on verkko-osoite, eivätkä sen sanat ole tekstin sanoja. Etsi sitä julkaisujen "
        "linkeistä.",
    ),
    "lone_sign": (
        "{text} is no word here. Join terms with AND, OR and NOT, or take it away.",
        "{text} ei ole tässä sana. Yhdistä hakusanat operaattoreilla AND, OR ja NOT, tai ota "
        "se pois.",
    ),
    "run_together": (
        "“{text}” holds several terms that are not all words. Write an operator between them.",
        "”{text}” on useampi hakusana, eivätkä kaikki niistä ole sanoja. Kirjoita niiden väliin "
        "operaattori.",
    ),
    "wildcard_first": (
        "A word cannot begin with {sign}: it would match almost anything. Write its first letters.",
        "Sana ei voi alkaa merkillä {sign}: se osuisi melkein kaikkeen. Kirjoita sen "
        "alkukirjaimet.",
    ),
    "wildcard_short": (
        "At least two letters must stand before *. Write more of the word.",
        "Ennen *-merkkiä pitää olla ainakin kaksi kirjainta. Kirjoita sanaa pidemmälle.",
    ),
    "wildcard_unspaced": (
        "In a script that writes no spaces every character is a word, and what follows needs no "
        "{sign}. Take it away.",
        "Välittömässä kirjoituksessa jokainen merkki on sana, eikä jatko kaipaa merkkiä {sign}. "
        "Ota se pois.",
    ),
    "wildcard_name": (
        "An @name is looked for in full or by its first part, without {sign}.",
        "@nimeä etsitään kokonaisena tai sen ensimmäisellä osalla, ilman merkkiä {sign}.",
    ),
    "brace_words": (
        "Curly brackets hold one word each: put the phrase in quotes and each word in its own.",
        "Aaltosulkeissa on yksi sana kerrallaan: laita fraasi lainausmerkkeihin ja jokainen "
        "sana omiin sulkeisiinsa.",
    ),
    "brace_form": (
        "Curly brackets ask for the exact case of one word or #tag, as in {{BT}}. {text} is "
        "neither.",
        "Aaltosulkeet vaativat yhden sanan tai #aiheen juuri siinä kirjainkoossa, kuten {{BT}}. "
        "{text} ei ole kumpikaan.",
    ),
    "inflect_form": (
        "~ stands before one plain word, whose inflected forms it looks for. {text} is not one.",
        "~ on yhden tavallisen sanan edessä ja etsii sen taivutusmuotoja. {text} ei ole sellainen.",
    ),
    "fuzzy": (
        "~ behind a word means nothing here. Before a word it finds inflected forms, and * finds "
        "all endings.",
        "Sanan perässä ~ ei tarkoita mitään. Sanan edessä se löytää taivutusmuodot, ja * löytää "
        "kaikki päätteet.",
    ),
    "phrase_empty": (
        "There is no word in this quotation. Write one, or take it away.",
        "Tässä lainauksessa ei ole sanaa. Kirjoita sellainen tai ota lainaus pois.",
    ),
    "phrase_sign": (
        "{text} takes no place among the words of a text, so it cannot stand in a phrase. Join "
        "it with AND.",
        "{text} ei vie paikkaa tekstin sanojen joukossa, joten se ei voi olla fraasissa. Liitä "
        "se AND:llä.",
    ),
    "within_tag": (
        "#{text} cannot stand in a quotation with a distance. Without # it is found all the same.",
        "#{text} ei voi olla lainauksessa, jolla on etäisyys. Ilman #-merkkiä se löytyy silti.",
    ),
    # Fields.
    "field_unknown": (
        "There is no field {name}:. The nearest one is {nearest}:; in quotes it is words.",
        "Kenttää {name}: ei ole. Lähin on {nearest}:; lainausmerkeissä se on sanoja.",
    ),
    "field_unlike": (
        "There is no field {name}:. The fields are {fields}. In quotes it is words.",
        "Kenttää {name}: ei ole. Kentät ovat {fields}. Lainausmerkeissä se on sanoja.",
    ),
    "field_empty": (
        "Nothing follows {name}:. Write right behind it what to look for.",
        "Kentän {name}: perässä ei ole mitään. Kirjoita heti sen perään, mitä etsitään.",
    ),
    "field_values": (
        "The values of {name}: stand in brackets with OR between them, as in {name}:(a OR b).",
        "Kentän {name}: arvot ovat sulkeissa ja niiden välissä OR: {name}:(a OR b).",
    ),
    "field_star": (
        "In {name}: the * stands at the end only, and there is no ?.",
        "Kentässä {name}: * voi olla vain lopussa, eikä merkkiä ? ole.",
    ),
    "field_site": (
        "site: takes a host without its address, such as hs.fi. For parts of addresses there is "
        "url:.",
        "site: ottaa palvelimen nimen ilman osoitetta, esimerkiksi hs.fi. Osoitteen osille on url:.",
    ),
    "field_type": (
        "There is no type {value}. The types are post, reply, repost, quote and article.",
        "Tyyppiä {value} ei ole. Tyypit ovat post, reply, repost, quote ja article.",
    ),
    "field_number": (
        "{name}: takes a number or a range, as in {name}:[500 TO 1000] or {name}:[500 TO *].",
        "{name}: ottaa luvun tai välin, kuten {name}:[500 TO 1000] tai {name}:[500 TO *].",
    ),
    "field_reversed": (
        "This range ends before it begins. Turn it round.",
        "Tämä väli loppuu ennen kuin alkaa. Käännä se.",
    ),
    "field_no_range": (
        "{name}: has no ranges; followers: and rating: have.",
        "Kentällä {name}: ei ole välejä; kentillä followers: ja rating: on.",
    ),
    "field_inside": (
        "{name}: cannot stand inside {part}:, which searches words only. Move it out with AND.",
        "{name}: ei voi olla kentän {part}: sisällä, sillä siitä etsitään vain sanoja. Siirrä "
        "se ulos ja liitä AND:llä.",
    ),
    "part_form": (
        "{name}: takes a word, a phrase or a bracket.",
        "{name}: ottaa sanan, fraasin tai sulkeet.",
    ),
    # Warnings.
    "lower_operator": (
        "“{text}” is a word here; operators are written in capitals.",
        "”{text}” on tässä sana; operaattorit kirjoitetaan isoin kirjaimin.",
    ),
    "near_default": (
        "NEAR without a number is read as {text}/4: at most four words between.",
        "NEAR ilman lukua luetaan {text}/4: välissä enintään neljä sanaa.",
    ),
    "far": (
        "{between} words between is more than a sentence often has. Up to 10 finds what belongs "
        "together.",
        "{between} sanaa väliin on enemmän kuin lauseessa usein on. Enintään 10 löytää yhteen "
        "kuuluvat.",
    ),
    "near_wildcard": (
        "A wildcard inside NEAR may match more than you mean. See in the matches what it finds.",
        "Jokerimerkki NEAR:n sisällä voi osua useampaan kuin tarkoitat. Katso osumista, mitä se "
        "löytää.",
    ),
    "short_stem": (
        "{text} begins with two letters only and finds very many words. Write more of it.",
        "{text} alkaa vain kahdella kirjaimella ja löytää hyvin monta sanaa. Kirjoita sitä "
        "pidemmälle.",
    ),
    "stems": (
        "The forms of ~{text} are found by stems, which miss some and take in others. With "
        "Voikko on the server Finnish is exact.",
        "Sanan ~{text} muodot löydetään vartaloista, joten osa jää pois ja vieraitakin osuu. Kun "
        "palvelimella on Voikko, suomi on tarkkaa.",
    ),
    "stems_other": (
        "The forms of ~{text} are found by stems, which miss some and take in others.",
        "Sanan ~{text} muodot löydetään vartaloista, joten osa jää pois ja vieraitakin osuu.",
    ),
    "own_language": (
        "~{text} is tried in each post's own language. Add language: to say which one is meant.",
        "~{text} kokeillaan kunkin julkaisun omalla kielellä. Lisää language:, jos tarkoitat "
        "yhtä kieltä.",
    ),
    "no_stems": (
        "Virta knows no inflection for the language {language}, so ~{text} finds the word as it "
        "is.",
        "Virta ei tunne kielen {language} taivutusta, joten ~{text} löytää sanan vain sellaisenaan.",
    ),
    "common": (
        "{text} alone matches {percent} % of the stored posts. Join it with something narrower.",
        "{text} osuu yksin {percent} prosenttiin tallennetuista julkaisuista. Liitä siihen "
        "jotain rajaavaa.",
    ),
    # Files of queries.
    "line_no_tab": (
        "The line has no tab. Write the id, a tab and the query.",
        "Rivillä ei ole sarkainta. Kirjoita tunnus, sarkain ja haku.",
    ),
    "line_no_id": (
        "The line has no id before the tab. Write one.",
        "Rivillä ei ole tunnusta ennen sarkainta. Kirjoita sellainen.",
    ),
    "line_not_utf8": (
        "The line is not UTF-8. Save the file as UTF-8.",
        "Rivi ei ole UTF-8:aa. Tallenna tiedosto UTF-8-muodossa.",
    ),
    "id_twice": (
        "The id {id} stands already on line {first}. Give this query one of its own.",
        "Tunnus {id} on jo rivillä {first}. Anna tälle haulle oma tunnus.",
    ),
    # Posts.
    "post_lacks": (
        "The post has no “{name}”. Every post needs an id and a text.",
        "Julkaisulla ei ole kenttää ”{name}”. Jokainen julkaisu tarvitsee tunnuksen ja tekstin.",
    ),
    "post_not_utf8": ("The line is not UTF-8.", "Rivi ei ole UTF-8:aa."),
    "post_too_deep": (
        "The line holds JSON that is nested too deep. A post is one flat object.",
        "Rivin JSON on liian monen tason sisällä. Julkaisu on yksi tasainen olio.",
    ),
    "post_not_json": (
        "The line is no JSON from column {column} on.",
        "Rivi ei ole JSONia sarakkeesta {column} alkaen.",
    ),
    "post_not_object": (
        'The line is no JSON object. Write {{"id": …, "text": …}}.',
        'Rivi ei ole JSON-olio. Kirjoita {{"id": …, "text": …}}.',
    ),
    "post_no_number": (
        "{name} is no number in JSON. Leave out what is not known.",
        "{name} ei ole JSONin luku. Jätä pois se, mitä ei tiedetä.",
    ),
    "post_long_number": (
        "The line holds a number that is too large to be one of a post.",
        "Rivillä on luku, joka on liian suuri julkaisun luvuksi.",
    ),
    "post_wants_text": ("“{name}” is to be a text.", "Kentän ”{name}” pitää olla tekstiä."),
    "post_wants_number": ("“{name}” is to be a number.", "Kentän ”{name}” pitää olla luku."),
    "post_wants_links": (
        "“links” is to be a list of addresses.",
        "Kentän ”links” pitää olla luettelo osoitteita.",
    ),
}
