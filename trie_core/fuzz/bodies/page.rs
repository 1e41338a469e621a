//! Any page is read within bounds or refused, and its links lead nowhere but to addresses.
//!
//! Pages are written by strangers: what holds of them holds of all texts there are.

use trie_core::html::{MOST_TEXT, MOST_TITLE, join, read};

/// Panics when a page does not hold what is promised of all.
pub fn check(page: &str) {
    let Ok(html) = read(page, false) else { return };
    assert!(html.title.chars().count() <= MOST_TITLE, "{page:?}");
    for text in [&html.main, &html.rest] {
        assert!(text.chars().count() <= MOST_TEXT, "{page:?}");
        assert_eq!(text.trim_matches([' ', '\n']), text, "{page:?}");
    }
    let links = page.replace('\0', "").to_ascii_lowercase();
    let links = links.matches("href").count();
    assert!(html.hrefs.len() <= links, "{page:?}");
    let joined = join(&html.hrefs, "https://example.org", "https://example.org/a/");
    assert!(joined.len() <= html.hrefs.len(), "{page:?}");
}
