//! The tree that a query is parsed into, the same for the index, the snippets and the canonical spelling.

use crate::stem::RuleSet;
use std::sync::Arc;

/// Which part of a page a word must stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The page's title.
    Title,
    /// The main text.
    Main,
    /// Menus, footers, asides.
    Rest,
}

/// One node of a parsed query; its leaves are predicates over versions of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Every version that is not gone: the empty query, only ever the root.
    All,
    /// The normalised word, in the title only or in the searched fields.
    Word {
        /// The normalised word.
        word: String,
        /// `title:`.
        title: bool,
    },
    /// Any word that begins so.
    Prefix {
        /// The normalised beginning.
        prefix: String,
        /// `title:`.
        title: bool,
    },
    /// These words one after the other, in one field of one version; a single one is that exact word.
    Phrase {
        /// The normalised words, at least one.
        words: Vec<String>,
        /// `title:`.
        title: bool,
    },
    /// Any word within so many edits of this one.
    Similar {
        /// The normalised word.
        word: String,
        /// 1 or 2.
        edits: u32,
        /// `title:`.
        title: bool,
    },
    /// Any of these words of the index: what a search makes of a word that has other forms or is written in other ways
    /// too, and of a similar one. The parser makes none.
    Forms {
        /// What was asked for.
        asked: Box<Node>,
        /// The words, the nearest first.
        forms: Vec<Form>,
        /// `title:`.
        title: bool,
    },
    /// The page's site is this host or below it.
    Site(String),
    /// The version's language, by primary subtag.
    Language(String),
    /// The page has this tag.
    Tag(String),
    /// The page is one of these, ascending: what a search makes of a tag. The parser makes none.
    Pages(Arc<[u32]>),
    /// All of them, in one version.
    And(Vec<Node>),
    /// Any of them. None at all, which nothing satisfies, is the root of a text without words.
    Or(Vec<Node>),
    /// The rest of the page's versions.
    Not(Box<Node>),
}

/// A word that stands for the one asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The word.
    pub word: String,
    /// How many steps it is from the one asked for, be it an edit or that it has accents: 0 for that itself.
    pub far: u32,
    /// How it is related to the one asked for.
    pub relation: Relation,
    /// In versions of which languages it is one.
    pub rules: RuleSet,
}

/// How a word is related to the one it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// It is that word, in another spelling at most.
    Itself,
    /// It is another form of it.
    Form,
    /// It is a compound with it.
    Compound,
}

impl Node {
    /// All of `parts` in one node, without nesting; nothing if there are none.
    pub(super) fn all_of(parts: Vec<Node>) -> Option<Node> {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Node::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() > 1 {
            Some(Node::And(flat))
        } else {
            flat.pop()
        }
    }

    /// Any of `parts` in one node, without nesting; nothing if there are none.
    pub(super) fn any_of(parts: Vec<Node>) -> Option<Node> {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Node::Or(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() > 1 {
            Some(Node::Or(flat))
        } else {
            flat.pop()
        }
    }

    /// The opposite of this node.
    pub(super) fn negated(self) -> Node {
        if let Node::Not(inner) = self {
            *inner
        } else {
            Node::Not(Box::new(self))
        }
    }

    /// The word that is asked for, of one that is asked for in one way or other.
    pub(crate) fn asked_word(&self) -> Option<&str> {
        match self {
            Node::Word { word, .. } | Node::Similar { word, .. } => Some(word),
            Node::Prefix { prefix, .. } => Some(prefix),
            Node::Forms { asked, .. } => asked.asked_word(),
            _ => None,
        }
    }

    fn positive_marks(&self, marks: &mut Vec<String>) {
        let mark = match self {
            Node::Word { word, .. } => word.clone(),
            Node::Prefix { prefix, .. } => format!("{prefix}*"),
            Node::Phrase { words, .. } => words.join(" "),
            Node::Similar { word, edits, .. } => similar(word, *edits),
            Node::And(parts) | Node::Or(parts) => {
                return parts.iter().for_each(|part| part.positive_marks(marks));
            }
            Node::Forms { asked, forms, .. } => {
                let Node::Word { word, .. } = &**asked else {
                    return asked.positive_marks(marks);
                };
                let others = forms.iter().filter(|form| form.word != *word);
                let others = others.map(|form| form.word.as_str());
                let all: Vec<&str> = std::iter::once(word.as_str()).chain(others).collect();
                all.join("|")
            }
            Node::All
            | Node::Site(_)
            | Node::Language(_)
            | Node::Tag(_)
            | Node::Pages(_)
            | Node::Not(_) => {
                return;
            }
        };
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }

    /// Adds the words that a match contains, once each and in order; prefixes with `*`, similar ones with `~`.
    pub(crate) fn positive_words(&self, words: &mut Vec<String>) {
        let word = match self {
            Node::Word { word, .. } => word.clone(),
            Node::Prefix { prefix, .. } => format!("{prefix}*"),
            Node::Similar { word, edits, .. } => similar(word, *edits),
            Node::Phrase { words: parts, .. } => {
                for part in parts {
                    if !words.contains(part) {
                        words.push(part.clone());
                    }
                }
                return;
            }
            Node::Forms { forms, .. } => {
                for form in forms {
                    if !words.contains(&form.word) {
                        words.push(form.word.clone());
                    }
                }
                return;
            }
            Node::And(parts) | Node::Or(parts) => {
                return parts.iter().for_each(|part| part.positive_words(words));
            }
            Node::All
            | Node::Site(_)
            | Node::Language(_)
            | Node::Tag(_)
            | Node::Pages(_)
            | Node::Not(_) => return,
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
}

/// A word with what says that similar ones are meant too.
pub(super) fn similar(word: &str, edits: u32) -> String {
    if edits == 1 {
        format!("{word}~")
    } else {
        format!("{word}~{edits}")
    }
}

impl Query {
    /// What to mark in a piece of text: the positive words, prefixes with `*`, and phrases with blanks between their
    /// words. Of a query whose words were looked for, those that stand for one are one, with `|` between them.
    #[must_use]
    pub fn marks(&self) -> Vec<String> {
        let mut marks = Vec::new();
        self.root.positive_marks(&mut marks);
        marks
    }
}

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// As it was typed.
    pub text: String,
    /// The tree: all that a page must satisfy that has everything.
    pub root: Node,
    /// What holds for every result, also when the plain words are loosened: phrases, `+word`, `-word`, `title:`,
    /// `site:`, `lang:`, `tag:`. The whole tree where operators or brackets say what belongs together.
    pub required: Option<Node>,
    /// The plain words, beginnings and similar words in the order typed, once each and stop words included. Each is a
    /// `Word`, `Prefix` or `Similar` without `title`. The root is `required` and all of them.
    pub plain: Vec<Node>,
    /// All words are needed: AND, OR, NOT or brackets were used, or there are not two plain words to choose from.
    pub strict: bool,
    /// Positive words, prefixes with `*` at the end, similar ones with `~` or `~2`.
    pub words: Vec<String>,
    /// `after:` as an ISO day or time; a month or year is its first day.
    pub after: Option<String>,
    /// `before:` as an ISO day or time; a month or year is its last day.
    pub before: Option<String>,
    /// `at:` as an ISO day or time; a month or year is its last day.
    pub at: Option<String>,
    /// `in:all`.
    pub in_all: bool,
    /// `url:`, as it was written: only the page of this address. The index knows no addresses, so whoever searches looks
    /// it up; it is no part of the tree.
    pub url: Option<String>,
    /// The address that the query is and nothing beside it, as it was pasted. The tree has its words.
    pub address: Option<String>,
    /// What was read otherwise than it was typed.
    pub notes: Vec<Note>,
}

/// Something that was read otherwise than it was typed. Never an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Which kind it is, the same for ever: `open-quote`, `too-many-words`…; a query has one note of a kind.
    pub kind: &'static str,
    /// How it was read, as a whole English sentence that never varies for one kind.
    pub message: &'static str,
    /// Where in the query, in code points from its beginning.
    pub position: usize,
    /// The beginning of what stands there.
    pub text: String,
}
