"""Shells: what stands in place of a page is named, and a page that only looks like one is read."""

import pytest

from app.extract import ExtractError

from .conftest import read

RUN = "<script src=/app.js></script>"
CLOUDFLARE = (
    "<title>Just a moment...</title><meta name=robots content='noindex,nofollow'><meta http-equiv=refresh content=360>"
    "<div class=main-wrapper><h1>town.example</h1><h2>Checking if the site connection is secure</h2>"
    "<p>town.example needs to review the security of your connection before proceeding.</p></div>"
    "<noscript>Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={}</script>"
)
SHELLS = {
    "react": ("scripts", f"<title>Shop</title><noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>{RUN}"),
    "notice": ("scripts", f"<title>Shop</title><div id=app></div><p>Please enable JavaScript to view this site.</p>{RUN}"),
    "loading": ("scripts", f"<title>Board</title><div id=app><div class=spinner>Loading…</div></div>{RUN}"),
    "loading in a frame": (
        "scripts",
        f"<title>Board</title><header><a href=/>Board</a> <a href=/in>Sign in</a></header><main id=app>Loading...</main><footer>Town 2026</footer>{RUN}",
    ),
    "german": ("scripts", f"<title>Karte</title><p>Diese Seite benötigt JavaScript.</p>{RUN}"),
    "german two": ("scripts", f"<title>Karte</title><p>Bitte aktivieren Sie JavaScript in Ihrem Browser.</p>{RUN}"),
    "french": ("scripts", f"<title>Carte</title><p>Veuillez activer JavaScript pour continuer.</p>{RUN}"),
    "dutch": ("scripts", f"<title>Kaart</title><p>JavaScript is vereist voor deze pagina.</p>{RUN}"),
    "swedish": ("scripts", f"<title>Karta</title><div id=root>Laddar…</div>{RUN}"),
    "norwegian": ("scripts", f"<title>Kart</title><p>Du må slå på JavaScript for å se kartet.</p>{RUN}"),
    "angular": ("scripts", f"<title>App</title><app-root>Please wait</app-root>{RUN}"),
    "nothing": ("scripts", f"<title>App</title><div id=root></div>{RUN}"),
    "cloudflare": ("challenge", CLOUDFLARE),
    "ddos-guard": ("challenge", f"<title>DDoS-Guard</title><p>Checking your browser before accessing town.example</p>{RUN}"),
    "anubis": (
        "challenge",
        f"<title>Making sure you're not a bot!</title><p>Loading...</p><p>Protected by a proof of work. It makes scraping dear.</p>{RUN}",
    ),
    "waf": ("challenge", "<title></title><body><script>window.gokuProps = {}</script><div id=challenge-container></div><noscript>verify</noscript>"),
    "datadome": ("challenge", "<title>town.example</title><p>Please turn it on</p><script>var dd={host:'geo.captcha-delivery.com'}</script>"),
    "incapsula": ("challenge", "<body><iframe src='/_Incapsula_Resource?x=1'>Request unsuccessful. Incapsula incident ID: 1</iframe>"),
    "human": ("challenge", f"<title>town.example</title><h1>Verify you are human</h1><p>Complete the task.</p>{RUN}"),
    "consent": (
        "consent",
        f"<title>Before you continue</title><h1>Before you continue</h1><p>We use cookies and data to deliver and maintain our services.</p><button>Reject all</button><button>Accept all</button>{RUN}",
    ),
    "german consent": (
        "consent",
        f"<title>Zeitung</title><p>Mit Ihrer Einwilligung verarbeiten wir personenbezogene Daten und setzen Cookies.</p><button>Alle akzeptieren</button>{RUN}",
    ),
    "named consent": ("consent", "<title>Krant</title><p>Wij gebruiken cookies op deze site.</p><script src=https://cdn.privacy-mgmt.com/x.js></script>"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHELLS)
def test_shell_is_named(name: str) -> None:
    code, body = SHELLS[name]
    with pytest.raises(ExtractError) as caught:
        read(f"<!doctype html><html>{body}")
    assert caught.value.code == code


STORY = "<p>The council of the town met in the evening and talked about roads and schools for a long time.</p>"
PAGES = {
    "title": f"<title>Just a moment</title><h1>A song</h1>{STORY * 8}{RUN}",
    "no scripts": "<title>Loading…</title><p>Loading…</p>",
    "box about cookies": f"<title>Town</title>{STORY * 3}<div><p>We use cookies.</p><button>Accept all</button></div>{RUN}",
    "notice beside words": f"<title>Town</title>{STORY * 2}<noscript>Please enable JavaScript.</noscript>{RUN}",
    "story about scripts": f"<title>Scripts</title>{STORY}<p>To see the map you need to enable JavaScript.</p>{STORY}{RUN}",
    "story about waiting": f"<title>Ferry</title><p>Please wait at the quay.</p>{STORY * 2}{RUN}",
    "policy": f"<title>Cookies</title>{'<p>We use cookies to count visits to our site, and for nothing else.</p>' * 40}{RUN}",
    "guarded site": f"<title>Town</title>{STORY * 2}<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>",
    "short status": f"<title>Ferry</title><p>Open</p>{RUN}",
    "robots in the news": f"<title>Are we robots?</title>{STORY * 10}<p>Are you a robot, asks a book.</p>{RUN}",
}


@pytest.mark.parametrize("name", PAGES)
def test_page_that_only_looks_like_a_shell_is_read(name: str) -> None:
    assert read(f"<!doctype html><html>{PAGES[name]}").says_something


def test_wish_not_to_be_kept_of_an_application_is_heard_and_that_of_a_check_is_not_the_pages() -> None:
    page = read(f"<meta name=robots content=noindex><p>Loading…</p>{RUN}")
    assert page.noindex
    with pytest.raises(ExtractError) as caught:
        read(CLOUDFLARE)
    assert caught.value.code == "challenge"
    assert "Just a moment..." in caught.value.detail
