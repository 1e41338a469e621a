"""The menu, made from the manifests."""

from __future__ import annotations

from app.feature import ADMIN, FOOT, MAIN, Feature
from app.web.menu import Entry, Group, menu_of

FEATURES = (
    Feature("home", "/"),
    Feature("pages", "/pages/", "Pages", menu=MAIN),
    Feature("quakes", "/quakes/", "Earthquakes", menu="World"),
    Feature("words", "/words/", "Words", menu=MAIN),
    Feature("tax", "/tax/", "Taxes", menu="World"),
    Feature("guide", "/guide/", "Guide", menu=FOOT),
    Feature("captcha", "/captcha/", "Captchas", menu=ADMIN),
)


def test_a_group_stands_where_its_first_entry_does() -> None:
    menu = menu_of(FEATURES)
    world = Group("World", (Entry("Earthquakes", "/quakes/"), Entry("Taxes", "/tax/")))
    assert menu.main == (
        Group("", (Entry("Pages", "/pages/"),)),
        world,
        Group("", (Entry("Words", "/words/"),)),
    )
    assert menu.foot == (Entry("Guide", "/guide/"),)
    assert menu.admin == (Entry("Captchas", "/captcha/"),)


def test_a_group_of_one_is_an_entry_of_its_own() -> None:
    menu = menu_of([feature for feature in FEATURES if feature.switch != "tax"])
    assert menu.main[1] == Group("", (Entry("Earthquakes", "/quakes/"),))


def test_the_section_is_the_entry_that_says_most_of_the_address() -> None:
    menu = menu_of([*FEATURES, Feature("old", "/pages/old/", "Old", menu="World")])
    assert menu.section("/pages/7?x=1") == "/pages/"
    assert menu.section("/pages/old/3") == "/pages/old/"
    assert menu.section("/quakes/day") == "/quakes/"
    assert menu.section("/guide/") == ""
    assert menu.section("/") == ""
