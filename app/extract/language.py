"""The language of a page: the one it declares, if its commonest words agree, else the one they speak.

Many pages say `en` because their template did. Counting the short words that each language uses all the time
is enough to notice, and costs less than a tenth of parsing the page.
"""

import re
from collections import Counter
from typing import Final

SAMPLE: Final = 1_500
"""Characters of a text that are looked at."""
_MIN_WORDS: Final = 8
"""Fewer hits than this prove nothing against what is declared."""
_LETTERS: Final = 300
_USUAL: Final = 0.15
"""Share of common words that running text of their language always has."""

# The commonest short words of running text in each language, chosen by general knowledge of the languages.
_COMMON: Final = {
    "en": "the of and to in is that for it as was with be by on not this are or from at which you have an",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als bij door wordt naar uit",
    "sv": "och att det som en på är av för med den till inte om ett har de jag var från kan eller men så",
    "nb": "og det er i som på til en av for med at ikke den har om et fra var kan men eller ble seg også jeg",
    "da": "og at det er som på til en af for med ikke den har om et fra var kan men eller blev sig også",
    "fr": "de la le et les des en un une du est que dans qui par pour au sur pas plus avec ce ne sont cette",
    "de": "der die und das den von zu mit sich des ist nicht ein eine auf für dem als auch es werden oder",
    "es": "de la que el en y los se del las un por con no una su para es al lo como más o pero sus",
    "it": "di e il la che in un è per una del non con sono della da si le dei nel alla anche come più al",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao das",
    "fi": "ja on ei se että oli hän mutta kun ovat tai myös niin kuin joka voi mitä sen ole tämä jos",
    "pl": "i w na z się nie do jest że to o jak ale po co tak za od przez dla być są oraz lub",
    "tr": "ve bir bu da de için ile olarak daha çok olan gibi en kadar sonra ne var ise ancak olduğu",
}
_WORDS: Final = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_WIDTH: Final = 16
_PLACES: Final = {language: _WIDTH * place for place, language in enumerate(_WORDS)}
# Each word as a number that has a one in the place of every language that uses it: one sum counts them all.
_ONES: Final = {
    word: sum(1 << _PLACES[language] for language, words in _WORDS.items() if word in words)
    for word in frozenset().union(*_WORDS.values())
}
_SAME: Final = {"no": "nb", "iw": "he", "in": "id", "ji": "yi"}
_TAG = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])")
_FOREIGN = re.compile(
    r"[\u0370-\u03ff\u0400-\u052f\u0590-\u05ff\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
# Scripts by their last code point, with the language of most pages in it and the others that use it.
_SCRIPTS: Final = (
    (0x03FF, "el", frozenset({"el"})),
    (0x052F, "ru", frozenset({"ru", "uk", "bg", "sr", "mk", "be", "kk", "mn", "ky", "tg"})),
    (0x05FF, "he", frozenset({"he", "yi"})),
    (0x06FF, "ar", frozenset({"ar", "fa", "ur", "ps", "ckb", "sd", "ug"})),
    (0x0E7F, "th", frozenset({"th"})),
    (0x30FF, "ja", frozenset({"ja"})),
    (0x9FFF, "zh", frozenset({"zh", "ja", "yue", "ko"})),
    (0xD7AF, "ko", frozenset({"ko"})),
)


def language_of(declared: str, text: str) -> str:
    """Answer the primary subtag in lower case, or '' when nothing is declared and nothing can be told."""
    match = _TAG.match(declared.strip())
    said = match[0].lower() if match is not None else ""
    said = _SAME.get(said, said)
    sample = text[:SAMPLE]
    foreign = [] if sample.isascii() else _FOREIGN.findall(sample)
    if len(foreign) * 5 > len(sample):
        return _by_script(said, foreign[:_LETTERS])
    return _by_words(said, sample.lower().split())


def _by_words(said: str, words: list[str]) -> str:
    """Believe what is declared if its common words are common here, else the language whose words are."""
    total = sum(filter(None, map(_ONES.get, words)))
    counts = {language: total >> place & ((1 << _WIDTH) - 1) for language, place in _PLACES.items()}
    own = counts.get(said, 0)
    if own >= _MIN_WORDS and own > _USUAL * len(words):
        return said
    best = max(counts, key=counts.__getitem__)
    if counts[best] < _MIN_WORDS:
        return said
    if said not in _WORDS:
        # Catalan or Frisian cannot be told from its neighbours here: only English is held against it.
        return best if not said or best == "en" else said
    return best if counts[best] > 1.5 * own else said


def _by_script(said: str, foreign: list[str]) -> str:
    counts = Counter(next(entry for entry in _SCRIPTS if ord(letter) <= entry[0]) for letter in foreign)
    kana = sum(times for entry, times in counts.items() if entry[1] == "ja")
    if kana * 20 > len(foreign):
        return "ja"
    _, usual, users = max(counts, key=lambda entry: counts[entry])
    return said if said in users else usual
