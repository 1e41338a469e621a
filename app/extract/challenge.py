"""Challenges: what a guard in front of a site sends in place of a page, to tell browsers from robots.

Some come with status 200 and ask not to be indexed. That is said of the challenge, and not of the page.
"""

from __future__ import annotations

import re

_MOST = 100_000
"""Bytes in which signs are looked for; challenges are small."""
_SIGNS = re.compile(
    rb"_incapsula_resource"  # Imperva
    rb"|_cf_chl_opt|cf-browser-verification|cf-turnstile"  # Cloudflare
    rb"|awswafcookiedomainlist|awswafintegration"  # AWS WAF
    rb"|bm-verify|sec-if-cpt-container"  # Akamai
    rb"|captcha-delivery\.com"  # DataDome
    rb"|px-captcha"  # HUMAN
    rb"|sucuri_cloudproxy_js"
    rb"|ddos-guard/js-challenge"
    rb"|\.well-known/sgcaptcha"  # SiteGround
    rb"|[gh]-(?:re)?captcha"
    rb"|<form[^>]{0,300}(?:captcha|challenge)"
    rb"|<body[^>]{0,300}\bonload\s*=[^>]{0,100}submit",  # a form that sends itself
    re.IGNORECASE,
)


def is_challenge(body: bytes) -> bool:
    """Whether the bytes of a page without words have a sign of a challenge in them."""
    return _SIGNS.search(body, 0, _MOST) is not None
