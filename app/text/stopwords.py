"""Words that every text of a language is full of: they do not tell what a text is about.

They are never dropped from a search: who looks for "the who" finds it. But a page that has only them of a
sentence is none that was looked for. The lists are short and only hold words that say nothing on their own:
articles, pronouns, prepositions, question words, forms of to be and to have.
"""

from __future__ import annotations

_WORDS = {
    "en": """a about after all also an and any are as at be because been before being but by can could did do
        does don't for from had has have he her here him his how i if in into is it its just me more most
        my no not now of on one only or other our out over she so some such than that the their them then
        there these they this those to too under up us was we were what when where which while who whom whose
        why will with would you your""",
    "nl": """aan al alle als bij daar dan dat de deze die dit door dus e een en er geen had heb hebben heeft
        hem het hier hij hoe hun ik in is je kan kon kunnen maar me meer men met mijn mij na naar niet nog nu
        of om omdat onder ons ook op over s t te toch toen tot u uit uw van veel voor waar want was wat we
        wel welk welke werd werden wie wij word worden wordt zal ze zich zij zijn zo zou""",
    "sv": """alla allt att av blev bli blir de dem den denna deras dess det detta dig din dina ditt du där då
        efter eller en er ett ett från för ha hade han hans har hon honom hur här i icke in inte ju jag kan
        kunde man med mellan men mig min mina mitt mot mycket ni nu när något några och om oss på samma sedan
        sig sin sina sitt skall ska skulle som så till upp ut utan vad var vara varför vem vi vid vilka
        vilken vilket vår åt än är över""",
    "nb": """alle at av ble bli blir da de deg den denne der deres det dette din disse du eller en enn er et
        etter for fra før ha hadde han hans har hun hva hvem hver hvilke hvilken hvilket hvis hvor hvordan
        hvorfor i ikke inn jeg kan kunne man med meg mellom men min mot mye nå når noe noen og om opp oss
        over på samme seg sin sine sitt skal skulle slik som så til under ut uten var ved være vi vil ville
        vår""",
    "fr": """a à ai ainsi au aussi aux avait avec avoir c car ce cela ces cet cette comme d dans de des donc
        dont du elle elles en entre es est et été être eu fait il ils j je l la le les leur leurs lui m ma
        mais me même mes moi mon n ne ni nos notre nous on ont ou où par pas plus pour pourquoi qu quand que
        quel quelle quelles quels qui quoi s sa sans se sera ses si son sont sous sur t ta te tes toi ton tous
        tout toute très tu un une vos votre vous y""",
}
_STOP = {language: frozenset(words.split()) for language, words in _WORDS.items()}
LANGUAGES = frozenset(_STOP)
_ALL = frozenset[str]().union(*_STOP.values())
_LETTERS = 3

_WRITTEN = {"no": "nb"}
"""Of languages with several written forms, the one that most pages are in."""


def of(language: str | None) -> frozenset[str]:
    """The stop words of a language tag, by its primary part; none for a language without a list.

    None stands for a language that is not known: the words of all five lists.
    """
    if language is None:
        return _ALL
    code = language.replace("_", "-").split("-")[0].lower()
    return _STOP.get(_WRITTEN.get(code, code), frozenset())


def says_something(word: str, language: str) -> bool:
    """Whether a word belongs in a list of what a text in `language` is about.

    Of a language without a list, words of up to three letters are taken for its glue.
    """
    stop = _STOP.get(language)
    if stop is None:
        return len(word) > _LETTERS
    return len(word) > 1 and word not in stop
