//! Repair of a query with words that stand nowhere.
//!
//! A word is put right by the edits that people most likely made, by how often the right word stands, and by language:
//! the one asked for, or else the one of most pages that have the query's other words. A word that is only written in
//! another language is not what a query for pages in this one can mean.

use hashbrown::HashMap;

use super::eval::in_language;
use super::slips;
use crate::index::{Snapshot, View};
use crate::query::{Node, Query, parse};
use crate::text::{Scratch, for_each_word_at};

/// What it is worth that a word stands on more pages, for each e-fold: enough to choose between slips that are alike.
const OFTEN: f64 = 0.05;
/// What it costs that a word stands on no page in the language of the other words: as much as an accent.
const FOREIGN: f64 = 0.3;

/// A language, and whether all pages have to be in it.
struct Spoken {
    language: String,
    asked: bool,
}

/// A query put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// As it was typed, but for the words that were put right.
    pub text: String,
    /// Each of them is of at least four letters and one edit away: more likely a slip than another word.
    pub sure: bool,
}

/// Shorter words are one edit from too many others.
const SURE: usize = 4;

impl Snapshot {
    /// The query with words that stand nowhere in the index put right; a word that is there is never changed. Pages
    /// are asked for in the language given, or in that of the query. Nothing but plain words is changed: no fields,
    /// addresses and quotations, and no word into any of these.
    #[must_use]
    pub fn did_you_mean(&self, query: &Query, language: Option<&str>) -> Option<Meant> {
        let whole = |word: &&String| !word.ends_with(['*', '~']) && !word.ends_with("~2");
        let (known, unknown): (Vec<&String>, Vec<&String>) = query
            .words
            .iter()
            .filter(whole)
            .partition(|word| self.knows(word));
        if unknown.is_empty() {
            return None;
        }
        let spoken = language
            .or_else(|| asked(&query.root))
            .map(|language| Spoken {
                language: language.to_owned(),
                asked: true,
            })
            .or_else(|| self.spoken(&known));
        let mut found: HashMap<&str, Option<(String, bool)>> = HashMap::new();
        let mut meant = Meant {
            text: String::with_capacity(query.text.len()),
            sure: true,
        };
        let (mut done, mut scratch) = (0, Scratch::default());
        for place in query.places() {
            for_each_word_at(&query.text[place.clone()], &mut scratch, |word, range| {
                let Some(word) = unknown.iter().find(|unknown| unknown.as_str() == word) else {
                    return;
                };
                let better = found
                    .entry(word.as_str())
                    .or_insert_with(|| self.better(word, spoken.as_ref()));
                let start = place.start + range.start;
                if let Some((better, sure)) = better.as_ref().filter(|_| start >= done) {
                    meant.text.push_str(&query.text[done..start]);
                    meant.text.push_str(better);
                    meant.sure &= *sure;
                    done = place.start + range.end;
                }
            });
        }
        meant.text.push_str(&query.text[done..]);
        (done > 0 && is_like(&meant.text, query)).then_some(meant)
    }

    /// The word that was probably meant by one that stands nowhere.
    fn better(&self, word: &str, spoken: Option<&Spoken>) -> Option<(String, bool)> {
        let letters = word.chars().count();
        // What has no letter is a number, and a number that stands nowhere is not another one.
        if letters < 3 || !word.contains(char::is_alphabetic) {
            return None;
        }
        let reach = if letters < 4 { 1 } else { 2 };
        let near = self.similar(word, reach, usize::MAX).into_iter();
        near.filter_map(|(near, edits, pages)| {
            if !shares_half(word, &near) {
                return None;
            }
            let cost = slips::cost(word, &near);
            let (pages, foreign) = match spoken {
                Some(spoken) => match self.pages_in(&near, &spoken.language) {
                    0 if spoken.asked => return None,
                    0 => (pages, FOREIGN),
                    pages => (pages, 0.0),
                },
                None => (pages, 0.0),
            };
            let worth = cost + foreign - OFTEN * (pages as f64).ln_1p();
            Some((worth, near, edits))
        })
        .min_by(|left, right| {
            let by_worth = left.0.total_cmp(&right.0);
            by_worth.then_with(|| left.1.cmp(&right.1))
        })
        .map(|(_, near, edits)| (near, edits < 2 && letters >= SURE))
        // A blank that was left out is one edit.
        .or_else(|| Some((self.two_words(word, spoken)?, letters >= SURE)))
    }

    /// Whether the word stands in the index, anywhere and at any time, be it with accents or in another form.
    fn knows(&self, word: &str) -> bool {
        self.views.iter().any(|view| {
            let segment = &view.segment;
            let there = segment.table().contains(segment.bytes(), word);
            there || segment.accented(word).next().is_some()
        }) || self.has_forms(word)
    }

    /// Two words that were written as one, of all such the ones that are not rare. A number stays whole: its halves
    /// say something else.
    fn two_words(&self, word: &str, spoken: Option<&Spoken>) -> Option<String> {
        let pages = |word| match spoken.filter(|spoken| spoken.asked) {
            Some(spoken) => self.pages_in(word, &spoken.language),
            None => self.pages_with(word),
        };
        let splits = word.char_indices().skip(1).filter_map(|(at, _)| {
            let (left, right) = word.split_at(at);
            if left.ends_with(char::is_numeric) && right.starts_with(char::is_numeric) {
                return None;
            }
            let rarer = pages(left).min(pages(right));
            (rarer > 0).then_some((rarer, left, right))
        });
        let (_, left, right) = splits.max_by_key(|split| split.0)?;
        Some(format!("{left} {right}"))
    }

    /// The pages in a language whose current version has the word in title or main text.
    fn pages_in(&self, word: &str, language: &str) -> usize {
        let views = self.views.iter();
        let pages = views.map(|view| {
            let languages = view.segment.languages().iter();
            let fits: Vec<bool> = languages.map(|tag| in_language(tag, language)).collect();
            let mut pages = 0;
            view.each_spoken(word, |language| {
                pages += usize::from(fits.get(language) == Some(&true));
            });
            pages
        });
        pages.sum()
    }

    /// The language of most pages that have the words, if it is known of most.
    fn spoken(&self, words: &[&String]) -> Option<Spoken> {
        let mut all = 0;
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for view in &self.views {
            let languages = view.segment.languages();
            let mut here = vec![0; languages.len()];
            for word in words {
                view.each_spoken(word, |language| {
                    all += 1;
                    if let Some(count) = here.get_mut(language) {
                        *count += 1;
                    }
                });
            }
            for (tag, count) in languages
                .iter()
                .zip(here)
                .filter(|(tag, _)| !tag.is_empty())
            {
                match counts.iter_mut().find(|(known, _)| in_language(known, tag)) {
                    Some(known) => known.1 += count,
                    None => counts.push((tag, count)),
                }
            }
        }
        let (language, count) = counts.into_iter().max_by_key(|&(_, count)| count)?;
        (count * 2 > all).then(|| Spoken {
            language: language.to_owned(),
            asked: false,
        })
    }
}

impl View {
    /// Hands the number of the language of each current version with the word to `take`.
    fn each_spoken(&self, word: &str, mut take: impl FnMut(usize)) {
        let segment = &self.segment;
        if let Some(term) = segment.find(word) {
            let current = self.each_current(&term.body, false);
            current.for_each(|version| take(segment.language(version) as usize));
        }
    }
}

/// The language that all pages have to be in.
fn asked(root: &Node) -> Option<&str> {
    match root {
        Node::Language(language) => Some(language),
        Node::And(nodes) => nodes.iter().find_map(asked),
        _ => None,
    }
}

/// Whether the text asks for other words and nothing else than the query does: no word of it has become an operator or field.
fn is_like(text: &str, query: &Query) -> bool {
    parse(text, false).is_ok_and(|other| beside_words(&other) == beside_words(query))
}

/// All that a query says beside its words.
fn beside_words(query: &Query) -> impl PartialEq {
    let kinds: Vec<&str> = query.notes.iter().map(|note| note.kind).collect();
    let whole = [&query.after, &query.before, &query.at, &query.url];
    (kinds, whole, query.in_all, fields(&query.root))
}

/// The sites, languages, tags and words of titles in a query.
fn fields(node: &Node) -> Vec<&Node> {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().flat_map(fields).collect(),
        Node::Not(node) => fields(node),
        Node::Site(_) | Node::Language(_) | Node::Tag(_) | Node::Phrase { .. } => vec![node],
        Node::Word { title, .. } | Node::Prefix { title, .. } | Node::Similar { title, .. }
            if *title =>
        {
            vec![node]
        }
        _ => Vec::new(),
    }
}

/// Whether two words have half of the letters of the longer one in common.
fn shares_half(one: &str, other: &str) -> bool {
    let mut left: Vec<char> = other.chars().collect();
    let longer = one.chars().count().max(left.len());
    let shared = one.chars().filter(|letter| {
        let at = left.iter().position(|other| other == letter);
        at.map(|at| left.swap_remove(at)).is_some()
    });
    shared.count() * 2 >= longer
}
