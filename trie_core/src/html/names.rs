//! The words authors name the parts of a page with: classes and ids.
//!
//! They are such as thousands of sites use; none is of a single site. A word added here changes what is
//! main text, so `EXTRACTOR_VERSION` goes up with it. No name decides alone: what it makes likely, the part's
//! place, links and fields have to bear out.

use std::sync::LazyLock;

use hashbrown::HashMap;

/// The text of an article.
pub(super) const BODY_TEXT: u16 = 1;
/// The content of a page, or a story.
pub(super) const CONTENT: u16 = 1 << 1;
/// Part of the frame, also at either end of a longer name.
pub(super) const FRAME: u16 = 1 << 2;
/// Part of the frame as it stands only: within a longer name it is anything.
pub(super) const WHOLE_FRAME: u16 = 1 << 3;
/// Readers' replies.
pub(super) const REPLY: u16 = 1 << 4;
/// A section of a text.
pub(super) const SECTION: u16 = 1 << 5;
/// Begins names that are about layout.
pub(super) const LAYOUT: u16 = 1 << 6;
/// The head of a page, as it stands only.
pub(super) const HEAD: u16 = 1 << 7;
/// The foot of a page, as it stands only.
pub(super) const FOOT: u16 = 1 << 8;
/// Ways to go on, also at either end of a longer name.
pub(super) const WAYS: u16 = 1 << 9;

const WORDS: [(u16, &str); 10] = [
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
        "menu submenu sidebar sidebars sphinxsidebar aside footer foot masthead header related social socials \
         cookie cookies consent gdpr newsletter subscribe advert adverts advertisement ads banner promo sponsor \
         sponsored searchbox searchform search popup modal overlay noprint taglist tags byline login topbar \
         recommended outbrain taboola teaser teasers copyright",
    ),
    (
        WAYS,
        "nav navbar navigation navlinks navi subnav topnav mainmenu breadcrumb breadcrumbs \
         pagination pager pagenav share sharing sharebar sharedaddy sociable skip skiplink skiplinks catlinks editsection toolbar",
    ),
    (WHOLE_FRAME, "widget widgets widget-area top"),
    (
        HEAD,
        "header site-header page-header global-header pageheader siteheader masthead site-head page-head topbar navheader",
    ),
    (
        FOOT,
        "footer page-footer site-footer global-footer pagefooter sitefooter foot copyright colophon navfooter \
         printfooter",
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

static BITS: LazyLock<HashMap<&'static str, u16>> = LazyLock::new(|| {
    let mut bits = HashMap::new();
    for (bit, words) in WORDS {
        for word in words.split_whitespace() {
            *bits.entry(word).or_insert(0) |= bit;
        }
    }
    bits
});

/// What a name in lower case stands for.
pub(super) fn bits(name: &str) -> u16 {
    // The longest of the words.
    if name.len() > 16 {
        return 0;
    }
    BITS.get(name).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_longer_than_is_looked_for() {
        assert_eq!(BITS.keys().map(|word| word.len()).max(), Some(16));
    }
}
