//! The canonical spelling: one way to write what a query means, which parses to the same again.

use std::fmt::{Display, Formatter, Result};

use super::ast::similar;
use super::lexer::signs_number;
use super::parser::names_field;
use super::{Node, Query};

impl Display for Query {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let mut parts = Vec::new();
        match &self.root {
            Node::All => {}
            Node::Or(nodes) if nodes.is_empty() => parts.push("\"\"".to_owned()),
            root => parts.push(self.tree(root)),
        }
        if self.in_all {
            parts.push("in:all".to_owned());
        }
        for (name, value) in [
            ("after", &self.after),
            ("before", &self.before),
            ("at", &self.at),
            // Nothing may follow that an open bracket in an address could swallow.
            ("url", &self.url),
        ] {
            parts.extend(value.as_ref().map(|value| format!("{name}:{value}")));
        }
        if parts.len() > 1 && matches!(&self.root, Node::Or(nodes) if !nodes.is_empty()) {
            parts[0] = format!("({})", parts[0]);
        }
        out.write_str(&parts.join(" "))
    }
}

impl Query {
    /// The tree, so that the same words are plain when it is read again.
    fn tree(&self, root: &Node) -> String {
        let parts = match root {
            Node::And(parts) => parts.as_slice(),
            Node::Or(_) => return root.to_string(),
            part => std::slice::from_ref(part),
        };
        if root.has_choice() {
            return root.to_string();
        }
        // Where more than one word is needed, and not for a plus before it, an operator says so.
        let needed = |part: &&Node| part.is_plain() && !self.plain.contains(part);
        let strict = self.plain.is_empty() && parts.iter().filter(needed).count() > 1;
        let written = parts.iter().map(|part| match part {
            part if !strict && needed(&part) => signed('+', &part.to_string()),
            Node::Not(inner) if !strict => match joined(inner) {
                Some(words) => signed('-', &words),
                None => part.to_string(),
            },
            part => part.to_string(),
        });
        let written: Vec<String> = written.collect();
        written.join(if strict { " AND " } else { " " })
    }
}

/// Words that a minus can stand before without brackets, because hyphens hold them together.
fn joined(node: &Node) -> Option<String> {
    let Node::And(nodes) = node else { return None };
    let (last, first) = nodes.split_last()?;
    let in_title = match last {
        Node::Word { title, .. } | Node::Prefix { title, .. } | Node::Similar { title, .. } => {
            *title
        }
        _ => return None,
    };
    let mut words = String::new();
    for node in first {
        match node {
            Node::Word { word, title } if *title == in_title => {
                words.push_str(word);
                words.push('-');
            }
            _ => return None,
        }
    }
    match last {
        Node::Word { word, .. } => words.push_str(word),
        Node::Prefix { prefix, .. } => words.extend([prefix.as_str(), "*"]),
        Node::Similar { word, edits, .. } => words.push_str(&similar(word, *edits)),
        _ => return None,
    }
    let mark = match in_title {
        true => "title:",
        false if names_field(&words) => "'",
        false => "",
    };
    Some(format!("{mark}{words}"))
}

impl Display for Node {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            // Nothing is written for the empty query.
            Node::All => Ok(()),
            Node::Word { word, title } => write_word(out, word, *title),
            Node::Prefix { prefix, title } => {
                write_word(out, prefix, *title)?;
                out.write_str("*")
            }
            Node::Phrase { words, title } => {
                let mark = if *title { "title:" } else { "" };
                write!(out, "{mark}\"{}\"", words.join(" "))
            }
            Node::Similar { word, edits, title } => write_word(out, &similar(word, *edits), *title),
            Node::Forms { asked, .. } => asked.fmt(out),
            Node::Site(host) => write!(out, "site:{host}"),
            Node::Language(code) => write!(out, "lang:{code}"),
            Node::Tag(tag) if is_bare(tag) => write!(out, "tag:{tag}"),
            Node::Tag(tag) => write!(out, "tag:\"{tag}\""),
            // No query is written with it.
            Node::Pages(pages) => write!(out, "({} pages)", pages.len()),
            Node::And(parts) => join(out, parts, " ", |part| {
                matches!(part, Node::And(_) | Node::Or(_))
            }),
            Node::Or(parts) => join(out, parts, " OR ", |part| matches!(part, Node::Or(_))),
            Node::Not(inner) if matches!(**inner, Node::And(_) | Node::Or(_)) => {
                write!(out, "-({inner})")
            }
            Node::Not(inner) => out.write_str(&signed('-', &inner.to_string())),
        }
    }
}

/// Whether a tag is read as one when no quotation marks stand around it.
fn is_bare(tag: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    tag.chars().all(plain)
}

/// A minus or plus before a word. A number gets an apostrophe, so that the sign is not its own.
fn signed(sign: char, word: &str) -> String {
    let mark = if signs_number(word) { "'" } else { "" };
    format!("{sign}{mark}{word}")
}

fn join(
    out: &mut Formatter<'_>,
    parts: &[Node],
    between: &str,
    grouped: fn(&Node) -> bool,
) -> Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.write_str(between)?;
        }
        if grouped(part) {
            write!(out, "({part})")?;
        } else {
            write!(out, "{part}")?;
        }
    }
    Ok(())
}

/// A word that looks like `site:…` gets an apostrophe, which is no part of a word there.
fn write_word(out: &mut Formatter<'_>, word: &str, title: bool) -> Result {
    let mark = match title {
        true => "title:",
        false if names_field(word) => "'",
        false => "",
    };
    write!(out, "{mark}{word}")
}
