//! The words authors name the parts of a page with: elements, ARIA roles, classes and ids.
//!
//! They are such as thousands of sites use; none is of a single site. A word added here changes what is
//! main text, so `EXTRACTOR_VERSION` goes up with it.

use std::sync::LazyLock;

use hashbrown::HashMap;

use super::tags::{Tag, tag};

/// The text of an article.
pub(super) const BODY_TEXT: u8 = 1;
/// The content of a page, or a story.
pub(super) const CONTENT: u8 = 1 << 1;
/// Part of the frame, also at either end of a longer name.
pub(super) const FRAME: u8 = 1 << 2;
/// Part of the frame as it stands only: within a longer name it is anything.
pub(super) const WHOLE_FRAME: u8 = 1 << 3;
/// Readers' replies.
pub(super) const REPLY: u8 = 1 << 4;
/// A section of a text.
pub(super) const SECTION: u8 = 1 << 5;
/// Begins names that are about layout.
pub(super) const LAYOUT: u8 = 1 << 6;

const WORDS: [(u8, &str); 7] = [
    (
        BODY_TEXT,
        "articlebody article-body article-content article-text article__body article__content articlecontent \
         news-text entry-content entry-body entrytext post-content post-body post-text postcontent post-entry \
         post__content story-body storybody story-content mw-content-text mw-parser-output wiki-content \
         markdown-body text-content field-name-body body-text bodytext content-body single-content",
    ),
    (
        CONTENT,
        "content main maincontent main-content main_content maincol main-column page-content pagecontent \
         content-main contentmain body bodycontent body-content document primary primary-content content-area \
         article entry post story hentry the-content page-body site-content region-content",
    ),
    (
        FRAME,
        "nav navbar navigation navheader navfooter navlinks navi subnav topnav menu submenu mainmenu breadcrumb \
         breadcrumbs sidebar sidebars sphinxsidebar aside footer foot masthead related pagination pager pagenav \
         share sharing sharebar sharedaddy social socials sociable cookie cookies consent gdpr newsletter \
         subscribe advert adverts advertisement ads banner promo sponsor sponsored skip skiplink skiplinks \
         searchbox searchform search popup modal overlay noprint printfooter catlinks editsection taglist tags \
         byline login toolbar topbar recommended outbrain taboola teaser teasers copyright",
    ),
    (
        WHOLE_FRAME,
        "widget widgets widget-area site-header page-header global-header page-footer site-footer header top",
    ),
    (
        REPLY,
        "comment comments commentlist commentform respond disqus",
    ),
    (
        SECTION,
        "section sect1 sect2 sect3 sect4 refsect1 chapter refentry",
    ),
    (LAYOUT, "has with no without is layout page not hide show"),
];

static BITS: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut bits = HashMap::new();
    for (bit, words) in WORDS {
        for word in words.split_whitespace() {
            *bits.entry(word).or_insert(0) |= bit;
        }
    }
    bits
});

/// What a name in lower case stands for.
pub(super) fn bits(name: &str) -> u8 {
    // The longest of the words.
    if name.len() > 16 {
        return 0;
    }
    BITS.get(name).copied().unwrap_or(0)
}

/// Whether an element is part of the frame by its kind.
pub(super) fn is_frame_tag(element: Tag) -> bool {
    const TAGS: [Tag; 9] = [
        const { tag("nav") },
        const { tag("aside") },
        const { tag("footer") },
        const { tag("header") },
        const { tag("form") },
        const { tag("fieldset") },
        const { tag("select") },
        const { tag("textarea") },
        const { tag("button") },
    ];
    TAGS.contains(&element) || element == const { tag("menu") }
}

/// Whether an element is part of the frame by its role, which is in lower case.
pub(super) fn is_frame_role(role: &str) -> bool {
    matches!(
        role,
        "navigation"
            | "banner"
            | "contentinfo"
            | "complementary"
            | "search"
            | "dialog"
            | "menu"
            | "menubar"
            | "toolbar"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_longer_than_is_looked_for() {
        assert_eq!(BITS.keys().map(|word| word.len()).max(), Some(16));
    }
}
