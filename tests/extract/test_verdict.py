"""What names say of a part."""

import pytest

from app.extract.verdict import ARTICLE, BODY_TEXT, COMMENTS, CONTENT, FRAME, MAIN, NOTHING, verdict


@pytest.mark.parametrize(
    ("tag", "class_", "id_", "role", "said"),
    [
        ("main", None, None, None, MAIN),
        ("div", None, None, "MAIN", MAIN),
        ("article", None, None, None, ARTICLE),
        ("div", "post entry-content", None, None, BODY_TEXT),
        ("div", None, "articleBody", None, BODY_TEXT),
        ("div", "row", "content", None, CONTENT),
        ("nav", "content", None, None, FRAME),
        ("div", "left SidebarMenu", None, None, FRAME),
        ("ul", None, "nav-primary", None, FRAME),
        ("div", "has-sidebar", None, None, NOTHING),
        ("div", "elementor-widget", None, None, NOTHING),
        ("section", None, "search", None, NOTHING),
        ("div", "section", "s-menu", None, NOTHING),
        ("section", None, "comments", None, NOTHING),
        ("div", None, "comments", None, COMMENTS),
        ("div", "comment-list", None, None, COMMENTS),
        ("div", "commentary", None, None, NOTHING),
        ("div", None, None, None, NOTHING),
    ],
)
def test_verdict(tag: str, class_: str | None, id_: str | None, role: str | None, said: int) -> None:
    assert verdict(tag, class_, id_, role) == said
