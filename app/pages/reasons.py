"""Reasons why a page could not be read, in words a reader can act on."""

from __future__ import annotations

from app.i18n.mark import N_

REASONS = {
    "bad-url": N_("The address cannot be read. Check how it is written."),
    "guard": N_("The address leads into a private network or to HUD itself, where HUD does not read."),
    "own": N_("The address leads to the machine that HUD runs on, where HUD does not read."),
    "port": N_("This port is not for web pages but for other programs, so HUD does not read there."),
    "dns": N_("No host of this name was found. Check the address, or wait until it is back."),
    "connect": N_("The host did not accept a connection."),
    "tls": N_("The secure connection failed: the certificate could not be verified."),
    "timeout": N_("The page took too long to answer."),
    "protocol": N_("The answer was not proper HTTP."),
    "closed": N_("The connection ended before the whole page had come."),
    "headers-too-large": N_("The answer's headers are larger than HUD accepts."),
    "too-large": N_("The page is larger than HUD reads."),
    "bad-encoding": N_("The page came in a compression that HUD does not ask for or cannot undo."),
    "redirect-loop": N_("The address redirects in a circle."),
    "too-many-redirects": N_("The address redirects too many times."),
    "robots": N_("The site's robots.txt asks robots not to read this page."),
    "robots-unreachable": N_("The site's robots.txt could not be read, so HUD keeps away for now."),
    "noindex": N_("The page asks not to be indexed."),
    "status": N_("The site answered with an error."),
    "busy": N_("The site asked for a pause."),
    "404": N_("There is no page at this address any more."),
    "410": N_("The site says that this page was removed."),
    "not-html": N_("This is not a web page or a text."),
    "empty": N_("The page is empty."),
    "too-complex": N_("The page's markup is too tangled to be read safely."),
    "memory": N_("Reading the page's markup took too much memory."),
    "crashed": N_("The page's markup broke the reader."),
    "bad-charset": N_("The page's characters could not be made out."),
    # Why a job is set aside.
    "died": N_("Reading this page ended its worker three times, so it was set aside."),
    "error": N_("HUD failed on this page three times, so it was set aside. The log says more."),
}


def reason(code: str) -> str:
    """The sentence for `code`, untranslated; the code itself where there is none."""
    return REASONS.get(code, code)
