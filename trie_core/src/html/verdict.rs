//! Verdict of an element's names: it holds the main text, belongs to the frame around it, or neither is said.

use std::borrow::Cow;

use super::names::{
    self, BODY_TEXT, CONTENT, FOOT, FRAME, HEAD, LAYOUT, REPLY, SECTION, WAYS, WHOLE_FRAME,
};
use super::tags::{Tag, tag};

/// What an element's kind, role and names say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// Called replies of readers.
    Comments,
    /// Called a part of the frame around the main text.
    Frame,
    /// A list of ways to go on, by its author's word.
    Nav,
    /// Called a list of ways to go on.
    Ways,
    /// The head of the page or of a part of it.
    Header,
    /// Called the head of the page.
    NamedHeader,
    /// The foot of the page or of a part of it.
    Footer,
    /// Called the foot of the page.
    NamedFooter,
    /// Beside the main text, or in a box within it.
    Aside,
    /// Something to fill in.
    Form,
    /// Something to press, choose from or write in.
    Control,
    /// For readers without scripts.
    Unscripted,
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

fn by_role(role: &str) -> Option<Said> {
    Some(match role.trim().to_ascii_lowercase().as_str() {
        "main" => Said::Main,
        "article" => Said::Article,
        "navigation" | "menu" | "menubar" | "toolbar" => Said::Nav,
        "banner" => Said::Header,
        "contentinfo" => Said::Footer,
        "complementary" => Said::Aside,
        "search" | "form" => Said::Form,
        "dialog" | "alertdialog" => Said::Frame,
        // A tab is the heading of what it opens.
        "tab" => Said::Nothing,
        _ => return None,
    })
}

fn by_tag(element: Tag) -> Option<Said> {
    const SAID: [(Tag, Said); 11] = [
        (const { tag("main") }, Said::Main),
        (const { tag("article") }, Said::Article),
        (const { tag("nav") }, Said::Nav),
        (const { tag("aside") }, Said::Aside),
        (const { tag("footer") }, Said::Footer),
        (const { tag("header") }, Said::Header),
        (const { tag("form") }, Said::Form),
        (const { tag("search") }, Said::Form),
        (const { tag("select") }, Said::Control),
        (const { tag("textarea") }, Said::Control),
        (const { tag("button") }, Said::Control),
    ];
    SAID.iter()
        .find(|(tag, _)| *tag == element)
        .map(|(_, said)| *said)
}

/// The verdict on an element's kind, role and names.
pub(super) fn verdict(element: Tag, class: &str, id: &str, role: &str) -> Said {
    if !role.is_empty()
        && let Some(said) = by_role(role)
    {
        return said;
    }
    if let Some(said) = by_tag(element) {
        return said;
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
    } else if named & WAYS != 0 {
        Said::Ways
    } else if named & FOOT != 0 {
        Said::NamedFooter
    } else if named & HEAD != 0 {
        Said::NamedHeader
    } else if named & (FRAME | WHOLE_FRAME) != 0 {
        Said::Frame
    } else {
        Said::Nothing
    }
}

/// All that the names in an attribute say.
fn bits(attribute: &str) -> u16 {
    let end = if attribute.len() <= MOST {
        attribute.len()
    } else {
        let found = attribute.char_indices().nth(MOST);
        found.map_or(attribute.len(), |(end, _)| end)
    };
    attribute[..end]
        .split_whitespace()
        .fold(0, |all, name| all | of_name(name))
}

fn of_name(name: &str) -> u16 {
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
    whole | (first | names::bits(last)) & (FRAME | REPLY | WAYS)
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
            ("nav", "content", "", "", Said::Nav),
            ("div", "left SidebarMenu", "", "", Said::Frame),
            ("ul", "", "nav-primary", "", Said::Ways),
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
