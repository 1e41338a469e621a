"""Shells: answers that stand in place of a page until scripts, a check of the browser or a consent bring it.

"Loading…", "You need to enable JavaScript", "Just a moment…": such words are not what the page says. Were
they kept, all of its words would vanish between two good readings. They are told by structure (hardly any
other words, and scripts) and by what they say, never by one of the two alone: a story may be called "Just a
moment", and many pages have a box about cookies.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from trie_core import Html

Shell = Literal["scripts", "challenge", "consent"]

_LONGEST: Final = 4_000
"""Bytes of text; a page that says more is one."""
_FEW: Final = 12
"""Words beside the shell's own, such as a name and a menu."""
_SOME: Final = 40
"""The same where an element waits empty for the page to be drawn."""
_CHECK: Final = 150
_WALL: Final = 300

_WAIT = re.compile(
    r"""\W*(?:(?:still\ |now\ )?loading|please\ wait|one\ moment|just\ a\ (?:moment|second)|hang\ on
    |stand\ by|preparing|starting|initiali[sz]ing|redirecting|wird\ geladen|lädt|bitte\ warten
    |(?:einen\ )?moment|laden
    |even\ geduld|(?:een\ )?ogenblik|bezig\ met\ laden|chargement|veuillez\ patienter|un\ instant|laddar
    |läser\ in|vänta|var\ god\ vänta|laster|vennligst\ vent|vent\ litt|henter|indlæser|cargando|espere
    |un\ momento|caricamento|attendere|carregando|aguarde|ładowanie|proszę\ czekać|загрузка|подождите
    |加载中|正在加载|読み込み中|로딩|yükleniyor)(?:\W+\w+){0,5}\W*""",
    re.X,
)
"""Of small letters, as lines are made before: much quicker than whatever case."""
_SCRIPT = r"(?:java\s?script|scripts?|js)"
_ASKS = re.compile(
    rf"""\b(?:enable|activate|allow|turn|requires?|needs?|without|disabled|support|reload|aktivier\w*
    |schalte\w*
    |benötig\w*|activ\w*|habilit\w*|inschakel\w*|schakel|zet|nodig|vereist|aktiver\w*|slå|krever|kräver
    |abilit\w*
    |ativ\w*|włącz\w*|включите|désactivé\w*|uses?|runs?)\b.{{0,60}}?\b{_SCRIPT}\b
    |\b{_SCRIPT}\b.{{0,60}}?\b(?:enabled?|required|disabled|off|on|active|needed|necessary|supported|available
    |aktivier\w*|deaktivier\w*|benötigt|erforderlich|nötig|activ\w*|désactiv\w*|nécessaire|requis|inschakel\w*
    |ingeschakeld|uitgeschakeld|nodig|vereist|aktiver\w*|deaktiver\w*|krävs|kreves|påkrevd|nødvendig
    |avstäng\w*
    |habilit\w*|necesario|necessario|abilit\w*|ativ\w*|włącz\w*|включ\w*)\b""",
    re.I | re.X,
)
_CHECKS = re.compile(
    r"""\b(?:just\ a\ moment\W*$|attention\ required!?\ \|\ cloudflare|checking\ (?:if\ the\ site
    |your\ browser)
    |verify(?:ing)?\ (?:that\ )?you\ are\ (?:a\ )?(?:human|not)|verifying\ (?:your\ browser|the\ device)
    |making\ sure\ you.?re\ not\ a\ bot|are\ you\ a\ (?:human|robot)|i.?m\ not\ a\ robot
    |you\ are\ not\ a\ robot
    |prove\ (?:that\ )?you.{0,4}\ (?:are\ )?(?:a\ )?human
    |needs\ to\ review\ the\ security\ of\ your\ connection
    |ddos[-\ ]?(?:protection|guard)|protected\ by\ ddos|security\ (?:check|verification)\b
    |bot\ (?:check|verification|protection|detection)|human\ verification|browser\ (?:check|verification)
    |validating\ your\ browser|checking\ (?:the\ )?connection|pardon\ our\ interruption|one\ more\ step\W*$
    |request\ unsuccessful\.?\ incapsula|unusual\ traffic|access\ to\ this\ page\ has\ been\ denied
    |please\ (?:wait\ while\ we|complete\ the|solve\ the)\ (?:verify|check|validate|security|captcha|puzzle)
    |überprüf\w*\ (?:ihre[ns]?|deine[ns]?)\ browser|sicherheitsprüfung|vérification\ de\ (?:sécurité|votre)
    |beveiligingscontrole|browser\ wordt\ gecontroleerd|säkerhetskontroll|sikkerhetssjekk
    |comprobando\ (?:su|tu)
    |проверка\ браузера|проверяем)""",
    re.I | re.X | re.M,
)
_OF_CHECKS: Final = (
    "just a moment", "attention required", "checking", "verifying", "human", "robot", "a bot", "bot check",
    "bot verif", "bot protec", "bot detec", "security check", "security verif", "security of your", "ddos",
    "browser check", "browser verif", "validating", "interruption", "one more step", "incapsula",
    "unusual traffic", "access to this page", "please wait while", "please complete the", "please solve the",
    "überprüf", "sicherheitsprüfung", "vérification", "beveiligingscontrole", "browser wordt",
    "säkerhetskontroll", "sikkerhetssjekk", "comprobando", "проверка", "проверяем",
)  # fmt: skip
"""What a text has one of in which `_CHECKS` finds something: these are looked for much quicker."""
_CHECK_SIGNS: Final = (
    b"_cf_chl_opt", b"cf-browser-verification", b"cf_chl_", b"cf-turnstile",  # Cloudflare
    b"/cdn-cgi/challenge-platform/h/", b"_incapsula_resource",  # and Imperva
    b"awswafcookiedomainlist", b"awswafintegration", b"gokuprops",  # AWS
    b"bm-verify", b"sec-if-cpt", b"ak-challenge",  # Akamai
    b"captcha-delivery.com", b"px-captcha", b"kpsdk",  # DataDome, HUMAN, Kasada
    b"sucuri_cloudproxy", b"ddos-guard", b"__ddg", b"stackpath-challenge", b"bunkerweb-challenge",
    b"cerber-challenge", b".well-known/sgcaptcha", b".well-known/vercel/security/",
    b"within.website/x/cmd/anubis", b"anubis_challenge", b"slowaes", b"tonumbers(d)",  # testcookie for nginx
)  # fmt: skip
"""Of programs that check a browser, in small letters."""
_PROOF_SIGNS = re.compile(
    rb"""[gh]-(?:re)?captcha|<form[^>]{0,300}(?:captcha|challenge)
    |<body[^>]{0,300}\bonload\s*=[^>]{0,100}submit""",
    re.I | re.X,
)
"""Of a page without words: it asks for proof, or sends itself. Beside words they are a form's."""
_SIGNS_IN: Final = 200_000
"""Bytes in which signs are looked for; shells are small."""
_CONSENT = re.compile(
    r"""\b(?:cookies?|consent\w*|privacy|personal\ data|gdpr|partners|advertising|tracking|vendors|before\ you
    \ continue|datenschutz\w*|einwillig\w*|zustimm\w*|personenbezogene\w*|confidentialité|vie\ privée
    |données|partenaires|consentement|toestemming|privacyverklaring|persoonsgegevens|samtyck\w*|integritet\w*
    |personuppgifter|samtykke\w*|personvern\w*|informasjonskapsler|privacidad|consenti\w*|zgod\w*)\b""",
    re.I | re.X,
)
_OF_CONSENT: Final = (
    "cookie", "consent", "privacy", "personal data", "gdpr", "partners", "advertising", "tracking", "vendors",
    "before you", "datenschutz", "einwillig", "zustimm", "personenbezogene", "confidentialité", "vie privée",
    "données", "partenaires", "toestemming", "persoonsgegevens", "samtyck", "integritet", "personuppgifter",
    "samtykke", "personvern", "informasjonskapsler", "privacidad", "zgod",
)  # fmt: skip
"""The same for `_CONSENT`."""
_OF_ASKS: Final = ("script", "js")
"""The same for `_ASKS`."""
_BUTTON = re.compile(
    r"""\W*(?:yes,?\ )?(?:i\ )?(?:accept|agree|allow|reject|refuse|decline|manage|continue\ without
    |more\ options
    |learn\ more|settings|customi[sz]e|got\ it|ok|(?:alle[sn]?\ )?(?:akzeptieren|ablehnen|zulassen)
    |zustimmen|(?:tout\ )?
    (?:accepter|refuser)|j.accepte|continuer\ sans|(?:alles\ )?(?:accepteren|weigeren|toestaan)|akkoord
    |ik\ ga\ akkoord
    |(?:godkänn|acceptera|avvisa)(?:\ alla)?|(?:godta|aksepter|avvis|tillat)(?:\ alle)?|(?:aceptar
    |rechazar)(?:\ todo)?)
    (?:\W+\w+){0,4}\W*""",
    re.I | re.X,
)
_CONSENT_SIGNS = re.compile(
    rb"""sourcepoint|privacy-mgmt|sp_message|onetrust|didomi|usercentrics|cookiebot|quantcast|consentmanager|guce\.
    |consent\.google|trustarc|iubenda|contentpass|__tcfapi|cmpstub|cookie-?wall|consent-?wall""",
    re.I | re.X,
)
_MOUNT = re.compile(
    rb"""<(?:(?:div|main|section)\s[^<>]*\bid\s*=\s*["']?(?:root|app|__next|__nuxt|___gatsby|react-root
    |main-app
    |app-root|svelte|ember\w*|mount|application|spa|wrapper|content|container)["']?[^<>]*|app-root[^<>]*
    |[a-z]+-app(?:\s[^<>]*)?)>\s*(?:<noscript.{0,2000}?</noscript>\s*)?</""",
    re.I | re.X | re.S,
)


def shell_of(found: Html, page: bytes) -> Shell | None:
    """What stands in place of the page, if it is not the page; `page` is in UTF-8."""
    if found.is_empty() and (_is_checked(page) or _PROOF_SIGNS.search(page, 0, _SIGNS_IN)):
        return "challenge"
    if not found.drawn or found.whole > _LONGEST:
        return None
    said = f"{found.main}\n{found.rest}".strip("\n")
    count = _words(said)
    if count <= _CHECK and _is_check(found.title, said, count, page):
        return "challenge"
    if count <= _WALL and _is_wall(said, count, page):
        return "consent"
    if found.is_empty():
        return "scripts"
    return "scripts" if _waits(said, page) else None


def _words(text: str) -> int:
    return len(text.split())


def _says(pattern: re.Pattern[str], one_of: tuple[str, ...], text: str) -> bool:
    """Whether a pattern that cannot match without `one_of` these, in small letters, finds something."""
    small = text.lower()
    return any(part in small for part in one_of) and pattern.search(text) is not None


def _is_check(title: str, said: str, count: int, page: bytes) -> bool:
    """Whether it asks the browser, or who sits before it, to prove something."""
    if _says(_CHECKS, _OF_CHECKS, f"{title}\n{said}"):
        return True
    return count <= _SOME and _is_checked(page)


def _is_checked(page: bytes) -> bool:
    """Whether a program that checks a browser stands in it."""
    small = page[:_SIGNS_IN].lower()
    return any(sign in small for sign in _CHECK_SIGNS)


def _is_wall(said: str, count: int, page: bytes) -> bool:
    """Whether nearly all it says is a question about cookies, with its buttons."""
    if not _says(_CONSENT, _OF_CONSENT, said):
        return False
    lines = said.split("\n")
    about = {line for line in lines if _CONSENT.search(line)}
    buttons = {line for line in lines if _words(line) <= 6 and _BUTTON.fullmatch(line)}
    if not about or sum(map(_words, about | buttons)) < 0.6 * count:
        return False
    return bool(buttons) or _CONSENT_SIGNS.search(page, 0, _SIGNS_IN) is not None


def _waits(said: str, page: bytes) -> bool:
    """Whether it says that something is still to come, or what that needs, and hardly anything else."""
    small = said.lower()
    asks = any(part in small for part in _OF_ASKS)
    waits, others = False, 0
    for line in small.split("\n"):
        if _WAIT.fullmatch(line) or (asks and _says(_ASKS, _OF_ASKS, line)):
            waits = True
            continue
        others += _words(line)
        if others > _SOME:
            return False
    return waits and (others <= _FEW or _MOUNT.search(page, 0, _SIGNS_IN) is not None)
