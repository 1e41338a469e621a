//! Expansion of a query's word to words of the index: itself, its other forms and the compounds with it in each
//! language, those that are written like it with accents, and for `wrod~` those within one or two edits.
//!
//! They are looked for once, before the search; what is searched then is a query of words that are there. A word that
//! has no other forms here and that nobody writes with an accent stays as it is, so that it costs a few looks into tables.
//!
//! A form is one in the versions of its language alone: Dutch *arts* is a doctor, and no form of *art*.

use std::cmp::Reverse;
use std::sync::{Arc, PoisonError};

use hashbrown::HashMap;

use super::{Answer, Request, Weights};
use crate::index::Snapshot;
use crate::query::{Form, Node, Query, Relation};
use crate::segment::{Runs, Segment, Term};
use crate::stem::{EVERY, PART, RuleSet, Rules, may_be_part};

/// The most words that stand for one; of more, the nearest and then the most frequent.
pub const MOST_FORMS: usize = 256;

/// What is left of a word's worth for each step that it is far from the one asked for: so little that pages with the
/// nearer ones stand first.
const FAR: f64 = 1.0 / 64.0;

/// Words that begin or end like the one asked for are looked through for compounds up to so many.
const MOST_COMPOUNDS: usize = 1024;

/// The words whose forms a generation remembers: most are asked for again and again.
const MOST_KNOWN: usize = 1024;

/// What stands for words, by word, whether with its forms and whether with compounds; nothing where it is no more.
pub(crate) type KnownForms = HashMap<(String, bool, bool), Option<Arc<[Form]>>>;

/// Leaves that were looked for, and what stands for them.
type Known = Vec<(Node, Option<Node>)>;

/// A word found in a segment.
struct Found {
    word: String,
    far: u32,
    relation: Relation,
    rules: RuleSet,
    /// How often it stands there.
    runs: usize,
}

impl Found {
    fn new(word: String, term: Option<Term>) -> Self {
        Self {
            word,
            far: 0,
            relation: Relation::Itself,
            rules: EVERY,
            runs: term.map_or(0, |term| term.body.len() + term.rest.len()),
        }
    }
}

impl Snapshot {
    /// The query with what its words stand for, if that is more than themselves.
    pub(super) fn expanded(&self, query: &Query, request: &Request) -> Option<Query> {
        let mut root = query.root.clone();
        let mut known = Known::new();
        if !self.expand_by(&mut root, request, &mut known) {
            return None;
        }
        let mut words = Vec::new();
        root.positive_words(&mut words);
        let mut query = Query {
            root,
            words,
            ..query.clone()
        };
        if !query.strict {
            if let Some(required) = &mut query.required {
                self.expand_by(required, request, &mut known);
            }
            for plain in &mut query.plain {
                self.expand_by(plain, request, &mut known);
            }
        }
        Some(query)
    }

    /// Puts what its words stand for into a tree; says whether any stands for more than itself.
    pub(super) fn expand(&self, node: &mut Node, request: &Request) -> bool {
        self.expand_by(node, request, &mut Known::new())
    }

    fn expand_by(&self, node: &mut Node, request: &Request, known: &mut Known) -> bool {
        match node {
            Node::And(nodes) | Node::Or(nodes) => {
                let mut any = false;
                for node in nodes {
                    any |= self.expand_by(node, request, known);
                }
                any
            }
            Node::Not(inner) => self.expand_by(inner, request, known),
            Node::Word { .. } | Node::Similar { .. } => {
                let seen = known.iter().find(|(leaf, _)| leaf == node);
                let expanded = if let Some((_, expanded)) = seen {
                    expanded.clone()
                } else {
                    let expanded = self.forms(node, request).map(|(forms, title)| Node::Forms {
                        asked: Box::new(node.clone()),
                        forms,
                        title,
                    });
                    known.push((node.clone(), expanded.clone()));
                    expanded
                };
                let Some(expanded) = expanded else {
                    return false;
                };
                *node = expanded;
                true
            }
            _ => false,
        }
    }

    /// What stands for a leaf, if that is more than itself, and whether it has to stand in the title.
    fn forms(&self, leaf: &Node, request: &Request) -> Option<(Vec<Form>, bool)> {
        match leaf {
            Node::Word { word, title } => {
                let joins = !request.stopwords.contains(word);
                let key = (word.clone(), request.forms, joins);
                let kept = self
                    .known_forms
                    .read()
                    .unwrap_or_else(PoisonError::into_inner);
                let forms = if let Some(forms) = kept.get(&key) {
                    forms.clone()
                } else {
                    drop(kept);
                    let forms = self.written_so(word, request.forms, joins);
                    let kept = self.known_forms.write();
                    let mut kept = kept.unwrap_or_else(PoisonError::into_inner);
                    if kept.len() >= MOST_KNOWN {
                        kept.clear();
                    }
                    kept.insert(key, forms.clone());
                    forms
                };
                Some((forms?.to_vec(), *title))
            }
            Node::Similar { word, edits, title } => {
                Some((nearest(self.near(word, *edits)), *title))
            }
            _ => None,
        }
    }

    /// The word with all that stands for it, if that is more than itself.
    fn written_so(&self, word: &str, forms: bool, joins: bool) -> Option<Arc<[Form]>> {
        let mut found = Vec::new();
        self.with_accents(word, &mut found);
        if forms {
            self.with_stem(word, joins, &mut found);
        }
        if found.is_empty() {
            return None;
        }
        for view in &self.views {
            let term = view.segment.find(word);
            found.extend(term.map(|term| Found::new(word.to_owned(), Some(term))));
        }
        found.push(Found::new(word.to_owned(), None));
        Some(nearest(found).into())
    }

    /// Whether the word is a form of words that stand in the index, and no slip of one.
    pub(super) fn has_forms(&self, word: &str) -> bool {
        let mut found = Vec::new();
        self.with_stem(word, false, &mut found);
        found.retain(|found| self.is_spoken(found));
        // *insurence* has the stem of *insurance* and is none of its forms.
        !found.is_empty() && !found.iter().any(|found| is_slip(word, &found.word))
    }

    /// Whether a form stands in a version of its language.
    fn is_spoken(&self, found: &Found) -> bool {
        self.views.iter().any(|view| {
            let segment = &view.segment;
            let term = segment.find(&found.word).unwrap_or_default();
            [term.body, term.rest].into_iter().any(|list| {
                let mut runs = Runs::default();
                list.runs(segment.bytes(), segment.versions(), &mut runs);
                let mut versions = runs
                    .first
                    .iter()
                    .zip(&runs.last)
                    .flat_map(|(&first, &last)| first..=last);
                versions.any(|version| segment.rule(version) & found.rules != 0)
            })
        })
    }

    /// Those of which the word is a plain spelling.
    fn with_accents(&self, word: &str, found: &mut Vec<Found>) {
        for view in &self.views {
            let segment = &view.segment;
            for ordinal in segment.accented(word) {
                found.extend(
                    segment
                        .table()
                        .word(segment.bytes(), ordinal)
                        .map(|word| Found {
                            far: 1,
                            ..Found::new(word, Some(segment.term(ordinal)))
                        }),
                );
            }
        }
    }

    /// The other forms of the word, and where it joins others the compounds with one of them.
    fn with_stem(&self, word: &str, joins: bool, found: &mut Vec<Found>) {
        let all = self
            .views
            .iter()
            .fold(0, |all, view| all | view.segment.rules());
        for rules in Rules::all().filter(|rules| rules.bit() & all != 0) {
            let Some(stem) = rules.stem(word) else {
                continue;
            };
            let from = found.len();
            for view in &self.views {
                let segment = &view.segment;
                if segment.rules() & rules.bit() == 0 {
                    continue;
                }
                segment.each_form(rules, &stem, |ordinal, plain| {
                    let form = segment.table().word(segment.bytes(), ordinal);
                    found.extend(form.filter(|form| form != word).map(|form| Found {
                        far: u32::from(plain),
                        relation: Relation::Form,
                        rules: rules.bit(),
                        ..Found::new(form, Some(segment.term(ordinal)))
                    }));
                });
            }
            if joins && !rules.joints().is_empty() {
                let near = found[from..].iter().filter(|found| found.far == 0);
                let mut parts: Vec<String> = near.map(|found| found.word.clone()).collect();
                parts.push(word.to_owned());
                parts.retain(|part| may_be_part(part));
                parts.sort_unstable();
                parts.dedup();
                // What begins like a longer one begins like the shorter one too.
                let mut first: Vec<&String> = Vec::new();
                for part in &parts {
                    if first
                        .last()
                        .is_none_or(|last| !part.starts_with(last.as_str()))
                    {
                        first.push(part);
                    }
                }
                for part in first {
                    self.beginning_with(part, rules, found);
                }
                for part in &parts {
                    self.ending_with(part, rules, found);
                }
            }
        }
    }

    /// The compounds that begin with a part, and go on with a word of the index.
    fn beginning_with(&self, part: &str, rules: Rules, found: &mut Vec<Found>) {
        for view in &self.views {
            let segment = &view.segment;
            if segment.rules() & rules.bit() == 0 {
                continue;
            }
            let mut left = MOST_COMPOUNDS;
            let (table, bytes) = (segment.table(), segment.bytes());
            table.visit(bytes, part, |word, ordinal| {
                let rest = &word[part.len()..];
                let joined = |joint: &&str| {
                    rest.strip_prefix(*joint)
                        .is_some_and(|rest| self.is_part(rest))
                };
                if rest.len() >= PART && rules.joints().iter().any(joined) {
                    found.push(Found {
                        relation: Relation::Compound,
                        rules: rules.bit(),
                        ..Found::new(word.to_owned(), Some(segment.term(ordinal)))
                    });
                }
                left -= 1;
                left > 0
            });
        }
    }

    /// The compounds that end with a part, and begin with a word of the index.
    fn ending_with(&self, part: &str, rules: Rules, found: &mut Vec<Found>) {
        for view in &self.views {
            let segment = &view.segment;
            if segment.rules() & rules.bit() == 0 {
                continue;
            }
            segment.each_ending(part, MOST_COMPOUNDS, |ordinal, word| {
                let rest = &word[..word.len() - part.len()];
                let joined = |joint: &&str| {
                    rest.strip_suffix(*joint)
                        .is_some_and(|rest| self.is_part(rest))
                };
                if rest.len() >= PART && rules.joints().iter().any(joined) {
                    found.push(Found {
                        relation: Relation::Compound,
                        rules: rules.bit(),
                        ..Found::new(word.to_owned(), Some(segment.term(ordinal)))
                    });
                }
            });
        }
    }

    /// Whether this is a word of the index that may be a part of a compound.
    fn is_part(&self, word: &str) -> bool {
        may_be_part(word) && self.contains(word)
    }

    /// The words within so many edits.
    fn near(&self, word: &str, edits: u32) -> Vec<Found> {
        let mut found = Vec::new();
        for view in &self.views {
            let near = view.segment.near(word, edits).into_iter();
            found.extend(near.map(|near| Found {
                far: near.distance,
                ..Found::new(near.word, Some(view.segment.term(near.ordinal)))
            }));
        }
        found
    }
}

/// Whether two words differ by one letter, or two neighbours that are swapped, before their last ones. Forms differ at
/// their ends.
fn is_slip(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|word| word.chars().collect::<Vec<char>>());
    let differ = |at: &usize| one[*at] != other[*at];
    one.len() == other.len()
        && match (0..one.len()).filter(differ).collect::<Vec<usize>>()[..] {
            [at] => at + 1 < one.len(),
            [at, next] => at + 1 == next && one[at] == other[next] && one[next] == other[at],
            _ => false,
        }
}

/// The nearest words first, then the most frequent, each once. How far they are is counted from the nearest that is
/// there: where nobody writes a word as it was asked for, the accented one is worth as much as any word.
fn nearest(mut found: Vec<Found>) -> Vec<Form> {
    found.sort_by(|left, right| left.word.cmp(&right.word));
    let mut forms: Vec<(u32, Relation, Reverse<usize>, Form)> = Vec::new();
    for found in found {
        match forms.last_mut() {
            Some((far, relation, runs, form)) if form.word == found.word => {
                // In one language it may be a form, in all of them the same word with accents.
                (*far, *relation) = (found.far, found.relation).min((*far, *relation));
                runs.0 += found.runs;
                form.rules |= found.rules;
            }
            _ => forms.push((
                found.far,
                found.relation,
                Reverse(found.runs),
                Form {
                    word: found.word,
                    far: 0,
                    relation: found.relation,
                    rules: found.rules,
                },
            )),
        }
    }
    forms.sort_by_key(|&(far, relation, runs, _)| (far, relation, runs));
    forms.truncate(MOST_FORMS);
    let there = forms.iter().find(|(_, _, runs, _)| runs.0 > 0);
    let base = there.map_or(0, |&(far, ..)| far);
    let form = |(far, relation, _, form): (u32, Relation, _, Form)| Form {
        far: far.saturating_sub(base),
        relation,
        ..form
    };
    forms.into_iter().map(form).collect()
}

/// A word of a segment that a leaf stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighed {
    /// How many steps it is from the one asked for.
    pub far: u32,
    /// What it is worth, of a word that is so far.
    pub worth: f64,
    /// In versions of which languages.
    pub rules: RuleSet,
    /// Where it stands.
    pub term: Term,
}

/// A segment's words that a leaf stands for, the nearest first.
pub(super) fn terms_of(segment: &Segment, leaf: &Node, weights: &Weights) -> Vec<Weighed> {
    let whole = |term| Weighed {
        far: 0,
        worth: 1.0,
        rules: EVERY,
        term,
    };
    match leaf {
        Node::Forms { forms, .. } => {
            let term = |form: &Form| {
                Some(Weighed {
                    far: form.far,
                    worth: weights.relation(form.relation),
                    rules: form.rules,
                    term: segment.find(&form.word)?,
                })
            };
            forms.iter().filter_map(term).collect()
        }
        Node::Prefix { prefix, .. } => {
            let range = segment.table().range(segment.bytes(), prefix);
            let accented = segment.accented_beginnings(prefix).into_iter();
            let accented = accented.map(|ordinal| segment.term(ordinal));
            segment.terms(range).chain(accented).map(whole).collect()
        }
        _ => Vec::new(),
    }
}

/// The words to mark in the texts of the hits: of those that stand for one word, the ones that some hit has.
pub(super) fn marks(query: &Query, answer: &Answer) -> Vec<String> {
    let many = query.words.len();
    let mut seen = vec![false; many];
    for counts in answer.counts.chunks(many.max(1)) {
        for (seen, &count) in seen.iter_mut().zip(counts) {
            *seen |= count > 0;
        }
    }
    let has = |word: &str| {
        let at = query.words.iter().position(|known| known == word);
        at.is_some_and(|at| seen[at])
    };
    let mut query = query.clone();
    keep_forms(&mut query.root, &has);
    query.marks()
}

fn keep_forms(node: &mut Node, has: &impl Fn(&str) -> bool) {
    match node {
        Node::Forms { forms, .. } => forms.retain(|form| has(&form.word)),
        Node::And(nodes) | Node::Or(nodes) => {
            for node in nodes {
                keep_forms(node, has);
            }
        }
        _ => {}
    }
}

/// For each word counted the languages in whose versions it counts: none where it does in all.
pub(super) fn ruled(root: &Node, words: &[String]) -> Vec<RuleSet> {
    let mut rules = Vec::new();
    rule(root, words, &mut rules);
    rules
}

fn rule(node: &Node, words: &[String], rules: &mut Vec<RuleSet>) {
    let mut add = |word: &str, more: RuleSet| {
        if let Some(at) = words.iter().position(|known| known == word) {
            rules.resize(words.len().max(rules.len()), 0);
            rules[at] |= more;
        }
    };
    match node {
        Node::Word { word, .. } => add(word, EVERY),
        Node::Phrase { words, .. } => {
            for word in words {
                add(word, EVERY);
            }
        }
        Node::Prefix { prefix, .. } => add(&format!("{prefix}*"), EVERY),
        Node::Forms { forms, .. } => {
            for form in forms {
                add(&form.word, form.rules);
            }
        }
        Node::And(nodes) | Node::Or(nodes) => {
            for node in nodes {
                rule(node, words, rules);
            }
        }
        _ => {}
    }
}

/// For each match how far the words of a leaf that it has are from the one asked for; nothing when all are that one.
#[derive(Default)]
pub(super) struct Distances(Vec<u32>);

impl Distances {
    /// Begins with the next leaf.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Notes the matches that have words which are so far.
    pub fn reach(&mut self, far: u32, weighed: &[f64]) {
        self.0.resize(weighed.len(), u32::MAX);
        for (reached, weight) in self.0.iter_mut().zip(weighed) {
            if *weight > 0.0 {
                *reached = far.min(*reached);
            }
        }
    }

    /// What is left of the leaf's worth in a match.
    pub fn left(&self, at: usize) -> f64 {
        match self.0.get(at) {
            None | Some(0) => 1.0,
            Some(&far) => FAR.powi(far.min(2).cast_signed()),
        }
    }
}
