"""A real browser before a protected form: with script and without, by keyboard alone, dark and narrow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.accounts import service as accounts
from app.accounts.passwords import hash_password
from app.captcha.check import Captcha
from app.captcha.image import pool, stock
from app.captcha.models import CaptchaChallenge, CaptchaImage
from app.clock import now
from app.db import Database
from app.settings import Settings
from tests.browser.conftest import PASSWORD, Open, shoot, until
from tests.browser.installation import Installation

pytestmark = pytest.mark.xdist_group("browser")

ADD = "/pages/add"
URL = "https://example.org/"
GUESSED = "Grace"


def _answer(page: Page, folder: Path) -> str:
    """What a person would type, looked up with the installation's own secret."""
    settings = Settings(data_dir=folder)
    token = page.locator("[name=human]").get_attribute("value") or ""
    opened = Captcha(settings).keys.asked.open(token)
    assert opened
    db = Database(settings.database)
    with db.read() as session:
        found = session.get_one(CaptchaChallenge, opened[1].challenge).answers
    db.dispose()
    return found


def _added(page: Page) -> None:
    expect(page).to_have_url(re.compile(r"/pages/\d+$"))


def test_computer_works_and_the_page_is_added(open_page: Open) -> None:
    page = open_page(ADD, viewport={"width": 1280, "height": 800})
    shoot(page, "add-1280")
    page.get_by_label("Page address (URL)").fill(URL + "work")
    page.get_by_role("button", name="Verify automatically").click()
    expect(page.get_by_role("status").last).to_contain_text("Verified")
    shoot(page, "add-worked")
    page.get_by_role("button", name="Add page").click()
    _added(page)


def test_form_that_is_sent_too_early_waits_for_the_work(open_page: Open) -> None:
    page = open_page(ADD)
    page.get_by_label("Page address (URL)").fill(URL + "early")
    page.get_by_role("button", name="Verify automatically").click()
    page.get_by_role("button", name="Add page").click()
    _added(page)


def test_keyboard_alone_is_enough(open_page: Open) -> None:
    page = open_page(ADD)
    page.get_by_label("Page address (URL)").focus()
    page.keyboard.type(URL + "keyboard")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.hasAttribute('data-human-start')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_contain_text("Verified")
    assert page.evaluate("document.activeElement !== document.body")
    page.get_by_label("Page address (URL)").focus()
    page.keyboard.press("Enter")
    _added(page)


def test_without_a_script_the_picture_is_answered(open_page: Open, hud: Installation) -> None:
    page = open_page(ADD, java_script_enabled=False)
    expect(page.get_by_role("button", name="Verify automatically")).to_be_hidden()
    picture = page.locator("fieldset img")
    assert page.request.get(picture.get_attribute("src") or "").headers["content-type"] == "image/webp"
    page.get_by_label("Page address (URL)").fill("ftp://wrong")
    page.locator("[name=human_answer]").fill(_answer(page, hud.folder))
    page.get_by_role("button", name="Add page").click()
    expect(page.get_by_text("verified for this form")).to_be_visible()
    page.get_by_label("Page address (URL)").fill(URL + "plain")
    page.get_by_role("button", name="Add page").click()
    _added(page)


def test_wrong_answer_says_so_beside_a_new_picture(open_page: Open) -> None:
    page = open_page(ADD)
    page.get_by_label("Page address (URL)").fill(URL)
    page.locator("[name=human_answer]").fill("qqqq")
    page.get_by_role("button", name="Add page").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Page address (URL)")).to_have_value(URL)
    shoot(page, "add-wrong")


def test_back_to_the_question_while_the_computer_works(open_page: Open) -> None:
    page = open_page(ADD)
    # So much work that no machine is done before the other button is pressed.
    page.evaluate("document.querySelector('[data-human]').dataset.bits = 31")
    page.get_by_role("button", name="Verify automatically").click()
    page.get_by_role("button", name="Answer a question").click()
    expect(page.locator("[name=human_answer]")).to_be_focused()


def test_without_a_picture_left_the_computer_works(open_page: Open, hud: Installation) -> None:
    db = Database(Settings(data_dir=hud.folder).database)
    with db.write() as session:
        for number in session.scalars(select(CaptchaImage.id)).all():
            pool.use_up(session, number, now())
    page = open_page(ADD, viewport={"width": 320, "height": 800})
    shoot(page, "add-dry")
    pool.fill(db, now())
    db.dispose()
    expect(page.locator("fieldset img")).to_have_count(0)
    page.get_by_label("Page address (URL)").fill(URL + "dry")
    page.get_by_role("button", name="Verify automatically").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_contain_text("Verified")
    assert page.evaluate("document.activeElement !== document.body")
    page.get_by_role("button", name="Add page").click()
    _added(page)


def test_worker_draws_more_than_the_first_set(hud: Installation) -> None:
    db = Database(Settings(data_dir=hud.folder).database)
    swedish = select(func.count()).select_from(CaptchaImage).where(CaptchaImage.language == "sv")

    def number() -> int:
        with db.read() as session:
            return session.scalar(swedish) or 0

    until(lambda: number() > stock.FIRST.count("sv"), tries=300)
    db.dispose()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 500])
def test_check_fits_a_narrow_page(open_page: Open, width: int, scheme: str) -> None:
    page = open_page(ADD, viewport={"width": width, "height": 800}, color_scheme=scheme)
    shoot(page, f"add-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator("fieldset img").bounding_box()
    assert box
    assert box["width"] >= 200


def test_every_picture_is_loaded_by_the_browser(open_page: Open) -> None:
    page = open_page(ADD)
    picture = page.locator("fieldset img")
    expect(picture).to_be_visible()
    until(lambda: bool(picture.evaluate("one => one.naturalWidth > 0")))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_admins_page_fits(open_page: Open, admin: dict[str, object], width: int, scheme: str) -> None:
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "storage_state": admin}
    page = open_page("/captcha/", **options)
    page.get_by_role("button", name="Generate").click()
    expect(page.locator(".captchas li").nth(9)).to_be_visible()
    page.locator(".captchas img").last.scroll_into_view_if_needed()
    until(
        lambda: bool(
            page.evaluate("[...document.querySelectorAll('.captchas img')].every(one => one.complete)")
        )
    )
    shoot(page, f"captchas-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".captchas a").first.click()
    page.locator("summary", has_text="Edit").first.click()
    expect(page.get_by_role("button", name="Disable question").first).to_be_visible()
    shoot(page, f"captcha-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_admin_uploads_a_picture_and_asks_something_of_it(
    open_page: Open, admin: dict[str, object], tmp_path: Path
) -> None:
    Image.linear_gradient("L").save(tmp_path / "picture.png")
    page = open_page("/captcha/", storage_state=admin)
    page.get_by_label("PNG, JPEG or WebP").set_input_files(tmp_path / "picture.png")
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("English").last.fill("Is it light or dark below?")
    page.get_by_label("Correct answers").last.fill("light")
    page.get_by_role("button", name="Save question").last.click()
    expect(page.locator(".challenges")).to_contain_text("Is it light or dark below?")


def test_after_failed_sign_ins_the_computer_works_by_itself(open_page: Open, hud: Installation) -> None:
    # Somebody nobody else is, in a network of their own: the failures follow no other test.
    db = Database(Settings(data_dir=hud.folder).database)
    with db.write() as session:
        accounts.create(session, GUESSED, hash_password(PASSWORD), "reader", now())
    db.dispose()
    page = open_page("/account/sign-in")
    for _ in range(8):
        _sign_in(page, "not the password")
        if page.locator("fieldset.human").count():
            break
    expect(page.locator("fieldset img")).to_be_hidden()
    _sign_in(page, PASSWORD)
    expect(page.locator("header")).to_contain_text(GUESSED)


def _sign_in(page: Page, password: str) -> None:
    page.locator("main [name=name]").fill(GUESSED)
    page.locator("main [name=password]").fill(password)
    with page.expect_navigation():
        page.locator("main button.primary").click()
