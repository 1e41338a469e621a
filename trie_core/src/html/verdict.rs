//! Verdict of an element's names: it holds the main text, belongs to the frame around it, or neither is said.

use std::borrow::Cow;

use super::names::{self, BODY_TEXT, CONTENT, FRAME, LAYOUT, REPLY, SECTION, WHOLE_FRAME};
use super::tags::{Tag, tag};

/// What an element's names say; [`Said::Content`] to [`Said::Main`] that it holds the main text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Replies of readers, which are never the main text.
    Comments,
    /// The frame around the main text, unless it holds most of the page.
    Frame,
    /// Nothing.
    Nothing,
    /// Called the content of the page, or a story.
    Content,
    /// Called the text of an article.
    BodyText,
    /// An article.
    Article,
    /// The main part, by its author's word.
    Main,
}

const SECTION_TAG: Tag = const { tag("section") };
/// Longer lists of classes are no names.
const MOST: usize = 1_000;

/// The verdict on an element's names.
pub(super) fn verdict(element: Tag, class: &str, id: &str, role: &str) -> Said {
    if !role.is_empty() {
        match role.trim().to_ascii_lowercase().as_str() {
            "main" => return Said::Main,
            "article" => return Said::Article,
            role if names::is_frame_role(role) => return Said::Frame,
            _ => {}
        }
    }
    match element {
        _ if element == const { tag("main") } => return Said::Main,
        _ if element == const { tag("article") } => return Said::Article,
        _ if names::is_frame_tag(element) => return Said::Frame,
        _ => {}
    }
    let class = bits(class);
    // A section's id is made from its heading, in which "search" or "comments" is a subject.
    let named = if element == SECTION_TAG || class & SECTION != 0 {
        class
    } else {
        class | bits(id)
    };
    if named & REPLY != 0 {
        Said::Comments
    } else if named & BODY_TEXT != 0 {
        Said::BodyText
    } else if named & CONTENT != 0 {
        Said::Content
    } else if named & (FRAME | WHOLE_FRAME) != 0 {
        Said::Frame
    } else {
        Said::Nothing
    }
}

/// All that the names in an attribute say.
fn bits(attribute: &str) -> u8 {
    let end = attribute
        .char_indices()
        .nth(MOST)
        .map_or(attribute.len(), |(end, _)| end);
    attribute[..end]
        .split_whitespace()
        .fold(0, |all, name| all | of_name(name))
}

fn of_name(name: &str) -> u8 {
    let name = parted(name);
    let whole = names::bits(&name);
    let mut parts = name.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit()));
    let (Some(first), Some(last)) = (parts.next(), parts.next_back()) else {
        return whole;
    };
    let first = names::bits(first);
    if first & LAYOUT != 0 {
        // `has-sidebar` is about layout.
        return whole;
    }
    whole | (first | names::bits(last)) & (FRAME | REPLY)
}

/// The name in lower case, `sideBar` as `side-bar`.
fn parted(name: &str) -> Cow<'_, str> {
    if name.is_ascii() && !name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Borrowed(name);
    }
    let mut parted = String::with_capacity(name.len() + 8);
    let mut before = ' ';
    for c in name.chars() {
        if before.is_ascii_lowercase() && c.is_ascii_uppercase() {
            parted.push('-');
        }
        parted.extend(c.to_lowercase());
        before = c;
    }
    Cow::Owned(parted)
}

#[cfg(test)]
mod tests {
    use super::super::tags::lookup;
    use super::*;

    #[test]
    fn names_say_what_a_part_is_for() {
        for (element, class, id, role, said) in [
            ("main", "", "", "", Said::Main),
            ("div", "", "", "MAIN", Said::Main),
            ("article", "", "", "", Said::Article),
            ("div", "post entry-content", "", "", Said::BodyText),
            ("div", "", "articleBody", "", Said::BodyText),
            ("div", "row", "content", "", Said::Content),
            ("nav", "content", "", "", Said::Frame),
            ("div", "left SidebarMenu", "", "", Said::Frame),
            ("ul", "", "nav-primary", "", Said::Frame),
            ("div", "has-sidebar", "", "", Said::Nothing),
            ("div", "elementor-widget", "", "", Said::Nothing),
            ("section", "", "search", "", Said::Nothing),
            ("div", "section", "s-menu", "", Said::Nothing),
            ("section", "", "comments", "", Said::Nothing),
            ("div", "", "comments", "", Said::Comments),
            ("div", "comment-list", "", "", Said::Comments),
            ("div", "commentary", "", "", Said::Nothing),
            ("div", "", "", "", Said::Nothing),
        ] {
            assert_eq!(
                verdict(lookup(element.as_bytes()), class, id, role),
                said,
                "{element} {class} {id}"
            );
        }
    }
}
