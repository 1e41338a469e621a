//! The canonical spelling: one way to write what a query means, which parses to the same again.

use std::fmt::{Display, Formatter, Result};

use super::ast::similar;
use super::parser::names_field;
use super::{Node, Query};

impl Display for Query {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let mut parts = Vec::new();
        match &self.root {
            Node::All => {}
            root => parts.push(root.to_string()),
        }
        if self.in_all {
            parts.push("in:all".to_owned());
        }
        for (name, day) in [
            ("after", &self.after),
            ("before", &self.before),
            ("at", &self.at),
        ] {
            parts.extend(day.as_ref().map(|day| format!("{name}:{day}")));
        }
        if parts.len() > 1 && matches!(self.root, Node::Or(_)) {
            parts[0] = format!("({})", parts[0]);
        }
        out.write_str(&parts.join(" "))
    }
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
            Node::Forms { forms, title } => {
                for (at, form) in forms.iter().enumerate() {
                    out.write_str(if at == 0 { "(" } else { " OR " })?;
                    write_word(out, &form.word, *title)?;
                }
                out.write_str(")")
            }
            Node::Site(host) => write!(out, "site:{host}"),
            Node::Language(code) => write!(out, "lang:{code}"),
            Node::And(parts) => join(out, parts, " ", |part| {
                matches!(part, Node::And(_) | Node::Or(_))
            }),
            Node::Or(parts) => join(out, parts, " OR ", |part| matches!(part, Node::Or(_))),
            Node::Not(inner) if matches!(**inner, Node::And(_) | Node::Or(_)) => {
                write!(out, "-({inner})")
            }
            Node::Not(inner) => write!(out, "-{inner}"),
        }
    }
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
