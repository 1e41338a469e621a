"""Reasons why a page could not be read, in words a reader can act on."""

from __future__ import annotations

from app.mark import N_

REASONS = {
    "bad-url": N_("This is not a valid address. Check how it is written."),
    "guard": N_("This address leads to a private network or to HUD itself, which HUD does not visit."),
    "own": N_("This address leads to the machine HUD runs on, which HUD does not visit."),
    "port": N_("This port is not used for web pages, so HUD does not visit it."),
    "dns": N_("No server with this name was found. Check the address, or wait until the server is back."),
    "connect": N_("The server refused the connection."),
    "tls": N_("The secure connection failed: the certificate could not be verified."),
    "timeout": N_("The page took too long to respond."),
    "protocol": N_("The response was not valid HTTP."),
    "closed": N_("The connection was lost before the whole page had arrived."),
    "headers-too-large": N_("The response headers are too large."),
    "too-large": N_("The page is too large."),
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
    "not-html": N_("This is not a web page or text file."),
    "empty": N_("The page is empty."),
    "scripts": N_(
        "The page has no text of its own: it is put together by scripts or frames, which HUD does not run."
    ),
    "incomplete": N_("Only part of the page arrived, or part of its data is damaged."),
    "too-complex": N_("The page's HTML is too deeply nested to be parsed safely."),
    "memory": N_("Parsing the page's HTML took too much memory."),
    "crashed": N_("The page's HTML could not be parsed."),
    "bad-charset": N_("The page's character encoding could not be determined."),
    # Why a job is set aside.
    "died": N_("Checking this page crashed its worker three times, so it has been quarantined."),
    "error": N_("HUD failed on this page three times and has quarantined it. See the log for details."),
}


def reason(code: str) -> str:
    """The sentence for `code`, untranslated; the code itself where there is none."""
    return REASONS.get(code, code)
