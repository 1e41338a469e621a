"""The words authors name the parts of a page with: elements, ARIA roles, classes and ids.

They are such as thousands of sites use; none is of a single site. A word added here changes what is main
text, so `EXTRACTOR_VERSION` goes up with it.
"""

from typing import Final


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


BODY_TEXTS: Final = _words(
    "articlebody article-body article-content article-text article__body",
    "article__content articlecontent news-text",
    "entry-content entry-body entrytext post-content",
    "post-body post-text postcontent post-entry post__content",
    "story-body storybody story-content mw-content-text mw-parser-output wiki-content markdown-body",
    "text-content field-name-body body-text bodytext content-body single-content",
)
CONTENTS: Final = _words(
    "content main maincontent main-content main_content maincol main-column page-content pagecontent",
    "content-main contentmain body bodycontent",
    "body-content document primary primary-content content-area",
    "article entry post story hentry the-content page-body site-content region-content",
)
FRAMES: Final = _words(
    "nav navbar navigation navheader navfooter navlinks navi subnav topnav menu submenu mainmenu",
    "breadcrumb breadcrumbs",
    "sidebar sidebars sphinxsidebar aside footer foot masthead related pagination pager pagenav",
    "share sharing sharebar sharedaddy social socials sociable cookie cookies consent gdpr",
    "newsletter subscribe advert adverts advertisement ads",
    "banner promo sponsor sponsored skip skiplink skiplinks",
    "searchbox searchform search popup modal overlay",
    "noprint printfooter catlinks editsection taglist tags byline",
    "login toolbar topbar recommended outbrain taboola teaser teasers copyright",
)
WHOLE_FRAMES: Final = _words(
    "widget widgets widget-area site-header page-header global-header page-footer site-footer header top",
)
"""Names that mean a frame only as they stand: as part of a longer name they are anything."""
REPLIES: Final = _words("comment comments commentlist commentform respond disqus")
SECTIONS: Final = _words("section sect1 sect2 sect3 sect4 refsect1 chapter refentry")
LAYOUT: Final = _words("has with no without is layout page not hide show")

FRAME_TAGS: Final = _words("nav aside footer header form fieldset select textarea button menu")
FRAME_ROLES: Final = _words("navigation banner contentinfo complementary search dialog menu menubar toolbar")
