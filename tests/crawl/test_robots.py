"""robots.txt: what the owner says counts, whatever shape it comes in, and silence means no."""

from __future__ import annotations

import pytest
from protego import Protego

from app.crawl.robots import MAX_DELAY_S, MAX_HOSTS, Refused, Robots, read
from app.net.errors import FetchError
from app.net.fetch import Fetcher
from tests.net.hostile import Answer, Hostile, answer, endless, hang_up, redirect, silent

RULES = answer(b"User-agent: *\nDisallow: /private\nCrawl-delay: 7\n")


def verdict(fetcher: Fetcher, server: Hostile, reply: Answer, path: str = "/private/page") -> str:
    server.on("/robots.txt", reply)
    try:
        Robots(fetcher).check(f"{server.base}{path}")
    except (Refused, FetchError) as no:
        return no.code
    return "allowed"


def test_what_is_disallowed_is_refused_and_the_rest_is_not(server: Hostile, fetcher: Fetcher) -> None:
    assert verdict(fetcher, server, RULES) == "robots"
    assert verdict(fetcher, server, RULES, "/public") == "allowed"
    assert verdict(fetcher, server, RULES, "/robots.txt") == "allowed"


@pytest.mark.parametrize("status", ["400 x", "401 x", "403 x", "404 x", "410 x", "451 x"])
def test_a_client_error_means_no_rules(server: Hostile, fetcher: Fetcher, status: str) -> None:
    assert verdict(fetcher, server, answer(b"User-agent: *\nDisallow: /", status)) == "allowed"


@pytest.mark.parametrize("status", ["500 x", "503 x", "599 x", "429 x", "304 x"])
def test_a_server_that_cannot_say_is_left_alone(server: Hostile, fetcher: Fetcher, status: str) -> None:
    assert verdict(fetcher, server, answer(b"", status)) == "robots-unreachable"


def test_silence_and_nonsense_mean_keep_away(server: Hostile, hasty: Fetcher) -> None:
    for reply in (hang_up, b"no protocol that anybody knows\r\n", answer(b"\0\1", Content_Encoding="br")):
        assert verdict(hasty, server, reply) == "robots-unreachable"


def test_a_host_that_cannot_be_reached_at_all_is_told_as_it_is(fetcher: Fetcher) -> None:
    with Hostile() as gone:
        pass
    with pytest.raises(FetchError) as failed:
        Robots(fetcher).check(f"{gone.base}/")
    assert failed.value.code == "connect"
    with pytest.raises(FetchError) as failed:
        Robots(fetcher).check("http://10.0.0.1/")
    assert failed.value.code == "guard"


def test_five_redirects_are_followed_and_more_mean_no_rules(server: Hostile, fetcher: Fetcher) -> None:
    for n in range(9):
        server.on(f"/{n}", redirect(f"/{n + 1}"))
    server.on("/9", RULES)
    assert verdict(fetcher, server, redirect("/5")) == "robots"
    assert verdict(fetcher, server, redirect("/4")) == "allowed"
    assert verdict(fetcher, server, redirect("/robots.txt")) == "allowed"


def test_rules_found_elsewhere_are_those_of_the_host_that_sent_there(
    server: Hostile, fetcher: Fetcher
) -> None:
    with Hostile() as other:
        assert verdict(fetcher, server, redirect(other.on("/rules", RULES))) == "robots"


def test_a_host_is_asked_once(server: Hostile, fetcher: Fetcher) -> None:
    server.on("/robots.txt", RULES)
    robots = Robots(fetcher)
    for n in range(5):
        robots.check(f"{server.base}/{n}")
    assert server.asked() == ["/robots.txt"]


def test_an_answer_that_is_too_old_is_asked_for_again(server: Hostile, fetcher: Fetcher) -> None:
    server.on("/robots.txt", RULES, answer(status="404 Not Found"))
    robots = Robots(fetcher, ttl_s=0)
    with pytest.raises(Refused):
        robots.check(f"{server.base}/private")
    robots.check(f"{server.base}/private")


def test_only_so_many_hosts_are_remembered(server: Hostile, fetcher: Fetcher) -> None:
    robots = Robots(fetcher)
    for n in range(MAX_HOSTS + 9):
        with pytest.raises(FetchError):
            robots.check(f"http://10.0.{n // 250}.{n % 250}/")
    assert len(robots._known) == MAX_HOSTS
    assert server.asked() == []


def test_the_delay_is_told_once_known_and_bounded(server: Hostile, fetcher: Fetcher) -> None:
    server.on("/robots.txt", RULES)
    robots = Robots(fetcher)
    assert robots.delay(f"{server.base}/") is None
    robots.check(f"{server.base}/")
    assert robots.delay(f"{server.base}/") == 7.0
    server.on("/robots.txt", answer(b"User-agent: HUD\nCrawl-delay: 1e300"))
    robots = Robots(fetcher)
    robots.check(f"{server.base}/")
    assert robots.delay(f"{server.base}/") == MAX_DELAY_S


def test_a_file_without_end_counts_as_far_as_it_is_read(server: Hostile, fetcher: Fetcher) -> None:
    head = b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /private\n"
    assert verdict(fetcher, server, endless(head, b"# padding\n" * 1_000)) == "robots"
    assert verdict(fetcher, server, endless(head, b"# padding\n" * 1_000), "/public") == "allowed"


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffUser-agent: *\nDisallow: /private",
        "User-agent: *\rDisallow: /private\r",
        "user-agent : * # all\n disallow :/private # that\n",
        "User-agent: other\nUser-agent: hud\nDisallow: /private\n",
        "User-agent: HUD/0.1 (x)\nDisallow: /private",
        "User-agent: *\nAllow: /\n\nUser-agent: HUD\nDisallow: /private",
        "User-agent: *\nDisallow: /*/page$",
        "User-agent: *\nDisallow: /%70rivate",
        "\xff\x00User-agent: x\nUser-agent: *\nDisallow: /priv\n\x00",
    ],
)
def test_the_same_rule_in_many_hands(text: str) -> None:
    assert not read(text.encode(), "HUD").can_fetch("http://h/private/page", "HUD")
    assert read(text.encode(), "HUD").can_fetch("http://h/public", "HUD")


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow: /\n\nUser-agent: HUD\nDisallow:",
        "User-agent: other\nDisallow: /",
        "User-agent: hudson\nDisallow: /",
        "User-agent: hu\nDisallow: /",
        "Disallow: /",
        "",
        "User-agent: *\nDisallow: /\nAllow: /private/page",
    ],
)
def test_rules_for_others_are_not_ours(text: str) -> None:
    assert read(text.encode(), "HUD").can_fetch("http://h/private/page", "HUD")


def test_merging_other_agents_changes_no_verdict_of_protego() -> None:
    groups = ["User-agent: {}\nDisallow: /{}", "User-agent: {}\nuser agent: x\nAllow: /{}/\nDisallow: /"]
    lines = ["Sitemap: http://h/s", "unknown: x", "User-agent one: two", "useragent three", "User-agent:"]
    for seed in range(300):
        agent = ("*", "HUD", "other", "hud*", "Hud")[seed % 5]
        text = groups[seed % 2].format(agent, "ab"[seed % 3 % 2])
        text = "\n".join(
            [lines[seed % 5], text, lines[seed // 5 % 5], groups[seed // 2 % 2].format("z", "a")]
        )
        for path in ("/a", "/b/", "/c"):
            mine = read(text.encode(), "HUD").can_fetch(f"http://h{path}", "HUD")
            assert mine == Protego.parse(text).can_fetch(f"http://h{path}", "HUD"), text


def test_a_file_made_to_be_slow_is_read(server: Hostile, fetcher: Fetcher) -> None:
    """Each of these takes minutes or gigabytes where patterns are tried naively or groups multiplied out."""
    stars = b"User-agent: *\nDisallow: /" + b"*a" * 200_000 + b"b"
    agents = b"".join(b"User-agent: a%d\n" % n for n in range(16_000))
    rules = b"".join(b"Disallow: /%d*x\n" % n for n in range(16_000))
    path = "/" + "a" * 5_000
    for text in (stars, agents + rules, agents + b"User-agent: HUD\n" + rules, b"User-agent: *\n" + rules):
        assert verdict(fetcher, server, answer(text), path) == "allowed"


def test_a_server_that_says_nothing_is_left_alone(server: Hostile, hasty: Fetcher) -> None:
    server.on("/robots.txt", silent)
    server.on("/", answer(b"page"))
    with pytest.raises(FetchError):
        hasty.get(f"{server.base}/robots.txt")
