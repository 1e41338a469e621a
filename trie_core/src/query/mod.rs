//! The query language: text into a tree.

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
    /// Every version that is not gone (the empty query).
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
    /// The page's site is this host or below it.
    Site(String),
    /// The version's language, by primary subtag.
    Language(String),
    /// All of them, in one version.
    And(Vec<Node>),
    /// Any of them.
    Or(Vec<Node>),
    /// The rest of the page's versions.
    Not(Box<Node>),
}

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// As it was typed.
    pub text: String,
    /// The tree.
    pub root: Node,
    /// Positive words, prefixes with `*` at the end.
    pub words: Vec<String>,
    /// `after:` as an ISO day.
    pub after: Option<String>,
    /// `before:` as an ISO day.
    pub before: Option<String>,
    /// `at:` as an ISO day.
    pub at: Option<String>,
    /// `in:all`.
    pub in_all: bool,
}
