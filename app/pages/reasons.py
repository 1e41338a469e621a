"""Reasons why a page could not be read, in words a reader can act on."""

from __future__ import annotations

from app.mark import N_
from app.net.urls import BadURL

REASONS = {
    "bad-url": N_("This is not a valid address. Check how it is written."),
    "guard": N_(
        "This address leads to a private network or to HUD itself, which HUD does not visit unless the"
        " setting HUD_CRAWL_ALLOW names it."
    ),
    "own": N_(
        "This address leads to the machine HUD runs on, which HUD does not visit unless the setting"
        " HUD_CRAWL_ALLOW names it."
    ),
    "port": N_(
        "This port is not used for web pages, so HUD does not visit it unless the setting HUD_CRAWL_ALLOW"
        " names it."
    ),
    "reserved": N_(
        "No public site has a name like this, so HUD does not visit it unless the setting HUD_CRAWL_ALLOW"
        " names it."
    ),
    "dns": N_("No server with this name was found. Check the address, or wait until the server is back."),
    "connect": N_("The server refused the connection."),
    "tls": N_("The secure connection failed: the certificate could not be verified."),
    "timeout": N_("The page took too long to respond."),
    "protocol": N_("The response was not valid HTTP."),
    "closed": N_("The connection was lost before the whole page had arrived."),
    "headers-too-large": N_("The response headers are too large."),
    "too-large": N_("The page is too large: HUD reads up to 20 MB."),
    "bad-encoding": N_("The page was sent in a compression format that HUD does not support."),
    "redirect-loop": N_("The address redirects in a loop."),
    "too-many-redirects": N_("The address redirects too many times."),
    "robots": N_("The site's robots.txt does not allow robots on this page."),
    "robots-unreachable": N_("The site's robots.txt could not be fetched, so HUD stays away for now."),
    "noindex": N_("The page asks not to be indexed."),
    "status": N_("The site returned an error."),
    "busy": N_("The site asked HUD to slow down."),
    "404": N_("There is no longer a page at this address."),
    "410": N_("The site says this page has been removed."),
    "not-html": N_("This is not a web page, a feed or another kind of text."),
    "empty": N_("The page is empty."),
    "scripts": N_(
        "The page has no text of its own: scripts put it together in the browser, and HUD runs none."
        " Watch its feed, its data (JSON) or a printable version instead, if the site has one."
    ),
    "challenge": N_(
        "Instead of the page, the site sent a test that only a browser can pass. Ask the site to let HUD in,"
        " or watch its feed."
    ),
    "consent": N_(
        "Instead of the page, the site sent a question about cookies that only a browser can answer."
        " Watch its feed or another address of the page."
    ),
    "no-part": N_("The chosen part is no longer on the page."),
    "frames": N_("Only part of the page arrived: one of its frames could not be fetched."),
    "incomplete": N_("Only part of the page arrived, or part of its data is damaged."),
    "too-complex": N_("The page's HTML is too deeply nested to be parsed safely."),
    "memory": N_("Parsing the page's HTML took too much memory."),
    "crashed": N_("The page's HTML could not be parsed."),
    "bad-charset": N_("The page's character encoding could not be determined."),
    # Why a job is set aside.
    "died": N_("Checking this page crashed its worker three times, so it has been quarantined."),
    "error": N_("HUD failed on this page three times and has quarantined it. See the log for details."),
}

DRAWN = ("scripts", "challenge", "consent")
"""Reasons for which a page has no words without a browser: it is drawn by scripts."""
_NOT_AN_ADDRESS = N_("This is not a web address. An address looks like https://example.org/news.")
_TYPING = {
    "empty": _NOT_AN_ADDRESS,
    "words": _NOT_AN_ADDRESS,
    "scheme": N_("HUD can only read addresses that begin with http:// or https://."),
    "userinfo": N_("HUD does not read addresses that contain a user name or a password."),
    "several": N_("These are several addresses. Add them one by one, or import them as a list."),
    "around": N_("There are characters around this address that may not belong to it."),
    "mistyped": N_("The beginning of this address seems to be mistyped."),
    "escaped": N_("This address contains &amp;, which is how HTML writes a plain &."),
    "fragment": N_(
        "The part after # never reaches the site: scripts in the browser use it, and HUD runs none."
    ),
    "dotless": N_(
        "The name of a site has a dot, as in example.org. For a name in your own network, write http:// in"
        " front of it."
    ),
    "too-long": N_("The address is too long."),
}
_WORDS_BESIDE = N_("There are words beside the address.")


def typing_reason(error: BadURL) -> str:
    """The sentence for an address that cannot be read as it was typed, untranslated."""
    if error.code == "words" and error.instead:
        return _WORDS_BESIDE
    return _TYPING.get(error.code, REASONS["bad-url"])


def reason(code: str) -> str:
    """The sentence for `code`, untranslated; the code itself where there is none."""
    return REASONS.get(code, code)
