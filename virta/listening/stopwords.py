"""Words that say nothing of what a text is about, in the languages that Virta is made for.

Chosen by hand: pronouns, conjunctions, auxiliaries, particles and what people write to each other
all the time. Words of one or two letters are left out everywhere.
"""

_FINNISH = """
aina ainakin aivan ehkä ei eikä eivät eli ellei emme en enemmän ennen enää eniten et ette että häneen
hän hänelle hänellä häneltä hänen hänessä hänestä hänet heidän heille heillä heistä heitä hyvin
ihan ilman itse itseään jo johon joiden joihin joilla joille joissa joista joita joka jokainen joko
joku jokin jolla jolle jonka jopa jos joskus jossa josta jota joten jotka jotta jälkeen juuri kai
kaikki kaikkea kaikkia kanssa kautta keiden kenen keneen kenellä kenet ketä ketkä koko koska koskaan
kuin kuinka kuka kukaan kun kunnes kyllä kohti liian lisää luona lähes me meidän meidät meihin meille
meillä meistä meitä melko mikä mikään miksi millä mille millainen miltä minkä minne minulla minulle
minun minut minusta minua minä missä mistä miten mitkä mitä mitään moni monet monta muiden muita muu
muut mutta myös nain niiden niihin niiksi niille niillä niin niinkuin niissä niistä niitä noin nuo
nyt näiden näihin näille näillä näin näissä näistä näitä nämä oikein oli olisi olisivat olin olit
olimme olivat olla olleet ollut olen olemme olet olette ole oma omaa oman omat onko ovat paitsi paljon
pian pitkin pitää pois päin sama se sekä sen siellä siinä siihen siitä siksi sille sillä sinne sinulla
sinulle sinun sinut sinua sinä sitten sitä sut sun suun taas tai takia tapaan te teidän teille teillä
teitä tietysti todella toinen toiset tosi tuo tuohon tuolla tuota tuosta tulee tuli täällä tähän tälle
tällä tämä tämän tänne tänään tässä tästä tätä vaan vai vaikka vain varmaan vasta vielä vielään voi
voiko voin voisi voivat vähän yhtä yli yksi ymmärtää häntä heti huomenna eilen sitä siis siitäkin
kaksi kolme kannattaa pitäisi pitkästä ollaan ettei eikö mulla mun mut mua
"""
_SWEDISH = """
aldrig alla allt alltid andra att av bara bli blir blev båda där dem den denna deras dess dessa det
detta dig din dina ditt dock du efter eller en ett era ert fick finns från för får gör göra ha hade
han hans har hela henne hennes hon honom hur här icke ingen inget innan inte jag kan kommer kunde
man med mellan men mig min mina mitt mot mycket många måste ni nog nu när någon något några och också
om oss på redan ser sig sin sina sitt ska skall skulle som så sådan själv till under upp ut utan vad
var vara varför varit varje vars vem vid vilka vilkas vilken vilket vill vår våra vårt väl åt än är
även över igen idag igår mer mest
"""
_ENGLISH = """
about above after again against all also always and any are aren't because been before being below
between both but can can't cannot could couldn't did didn't does doesn't doing don't down during each
even ever every few for from further get gets got had hadn't has hasn't have haven't having her here
hers herself him himself his how i'd i'll i'm i've into isn't it's its itself just let like made make
many may me might more most much must mustn't myself never nor not now off once one only other our
ours out over own really same shan't she should shouldn't some still such than that that's the their
theirs them themselves then there there's these they they're this those through too two under until
very via was wasn't way well were weren't what what's when where which while who whom why will with
won't would wouldn't yet you you'd you'll you're you've your yours yourself today yesterday tomorrow
isn don didn doesn won wouldn couldn shouldn aren wasn weren hasn haven hadn
"""
FINNISH, SWEDISH, ENGLISH = (frozenset(one.split()) for one in (_FINNISH, _SWEDISH, _ENGLISH))
STOPWORDS = {"fi": FINNISH, "sv": SWEDISH, "en": ENGLISH}
"""By ISO 639-1."""
EVERY = FINNISH | SWEDISH | ENGLISH
"""For texts whose language is not known."""
