//! Markdown as the page that its authors see: made into HTML and read like any other.

use pulldown_cmark::{Options, Parser, html};

use super::{Html, Refused};

/// Reads a text in Markdown with what most sites add to it: tables, footnotes, lists of tasks, front matter.
///
/// # Errors
/// [`Refused`] where it has more of something than any page needs.
pub fn read(text: &str) -> Result<Html, Refused> {
    let more = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut page = String::with_capacity(text.len() + text.len() / 2);
    html::push_html(&mut page, Parser::new_ext(text, more));
    super::read(&page, false)
}
