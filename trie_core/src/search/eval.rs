//! A query's tree over the versions of one segment.

use super::spans::{Spans, Union, and, and_runs, minus, or};
use crate::index::{Snapshot, View};
use crate::phrase::{self, Fields, Work};
use crate::query::{Form, Node};
use crate::segment::{Counts, List, Runs, Term};
use crate::stem::RuleSet;

/// Evaluates a tree: the versions of a segment that satisfy it, superseded ones included.
#[derive(Debug, Clone, Copy)]
pub struct Eval<'a> {
    /// The generation.
    pub snapshot: &'a Snapshot,
    /// Its segment.
    pub view: &'a View,
    /// Look at the rest of the pages too.
    pub rest: bool,
    /// What may still be done to find phrases in older versions.
    pub work: &'a Work,
}

impl Eval<'_> {
    /// The versions that satisfy `node`; where the work does not suffice, only those that surely do, or (not `sure`)
    /// also those that may.
    #[must_use]
    pub fn spans(&self, node: &Node, sure: bool) -> Spans {
        match node {
            Node::All => self.all(),
            Node::Word { word, title } => match self.view.segment.find(word) {
                Some(term) => self.term(term, *title),
                None => Vec::new(),
            },
            Node::Prefix { prefix, title } => self.prefix(prefix, *title),
            Node::Forms { forms, title, .. } => self.forms(forms, *title),
            // A search puts the words it found, or the pages that have the tag, in its place.
            Node::Similar { .. } | Node::Tag(_) => Vec::new(),
            Node::Phrase { words, title } => self.phrase(words, *title, sure),
            Node::Site(host) => self.site(host),
            Node::Language(language) => self.language(language),
            Node::Pages(pages) => self.pages(pages),
            Node::And(nodes) => self.every(nodes, sure),
            Node::Or(nodes) => self.any(nodes, sure),
            Node::Not(node) => minus(&self.all(), &self.spans(node, !sure)),
        }
    }

    /// The versions that satisfy any of them: all words at once.
    fn any(&self, nodes: &[Node], sure: bool) -> Spans {
        let (words, others): (Vec<&Node>, Vec<&Node>) = nodes
            .iter()
            .partition(|node| matches!(node, Node::Word { title: false, .. }));
        let words = words.into_iter().filter_map(|node| match node {
            Node::Word { word, .. } => self.view.segment.find(word),
            _ => None,
        });
        let words = self.terms(words, false);
        others
            .into_iter()
            .fold(words, |spans, node| or(&spans, &self.spans(node, sure)))
    }

    /// Every version that is not gone.
    fn all(&self) -> Spans {
        let segment = &self.view.segment;
        let Some(last) = segment.versions().checked_sub(1) else {
            return Vec::new();
        };
        if segment.none_gone() {
            return vec![(0, last)];
        }
        stretches((0..=last).map(|version| !segment.gone(version)))
    }

    fn every(&self, nodes: &[Node], sure: bool) -> Spans {
        let (nots, rest): (Vec<&Node>, Vec<&Node>) =
            nodes.iter().partition(|node| matches!(node, Node::Not(_)));
        let plain = |node: &&Node| matches!(node, Node::Word { title: false, .. }) && !self.rest;
        let (words, rest): (Vec<&Node>, Vec<&Node>) = rest.into_iter().partition(plain);
        let mut found = (!words.is_empty()).then(|| self.words(&words));
        for node in rest {
            if found.as_ref().is_some_and(Vec::is_empty) {
                return Vec::new();
            }
            let spans = self.spans(node, sure);
            found = Some(match found {
                Some(found) => and(&found, &spans),
                None => spans,
            });
        }
        let mut found = found.unwrap_or_else(|| self.all());
        for node in nots {
            if let Node::Not(inner) = node {
                found = minus(&found, &self.spans(inner, !sure));
            }
        }
        found
    }

    /// Versions with all the words in title or main text: the rarest word first, of the others only what is near.
    fn words(&self, words: &[&Node]) -> Spans {
        let segment = &self.view.segment;
        let list = |node: &&Node| match node {
            Node::Word { word, .. } => Some(segment.find(word)?.body),
            _ => None,
        };
        let Some(mut lists) = words.iter().map(list).collect::<Option<Vec<List>>>() else {
            return Vec::new();
        };
        lists.sort_unstable_by_key(List::len);
        let mut found = self.list(lists[0], false);
        let mut runs = Runs::default();
        for list in &lists[1..] {
            runs.first.clear();
            runs.last.clear();
            list.runs_near(segment.bytes(), segment.versions(), &found, &mut runs);
            found = and_runs(&found, &runs.first, &runs.last);
        }
        found
    }

    fn term(&self, term: Term, title: bool) -> Spans {
        let body = self.list(term.body, title);
        if self.rest && !title && !term.rest.is_empty() {
            return or(&body, &self.list(term.rest, false));
        }
        body
    }

    fn phrase(&self, words: &[String], title: bool, sure: bool) -> Spans {
        let segment = &self.view.segment;
        let mut ordinals = Vec::with_capacity(words.len());
        let mut spans: Option<Spans> = None;
        for word in words {
            let Some(ordinal) = segment.table().ordinal(segment.bytes(), word) else {
                return Vec::new();
            };
            // Where every page has one version, places alone say it all.
            if words.len() == 1 || !segment.one_each() {
                let found = self.term(segment.term(ordinal), title);
                spans = Some(spans.map_or_else(|| found.clone(), |spans| and(&spans, &found)));
            }
            ordinals.push(ordinal);
        }
        let spans = spans.unwrap_or_default();
        if words.len() == 1 {
            return spans;
        }
        let fields = match (title, self.rest) {
            (true, _) => Fields::Title,
            (false, true) => Fields::All,
            (false, false) => Fields::Body,
        };
        phrase::find(segment, &ordinals, fields, &spans, (self.work, sure))
    }

    fn list(&self, list: List, title: bool) -> Spans {
        let segment = &self.view.segment;
        let mut runs = Runs::default();
        list.runs(segment.bytes(), segment.versions(), &mut runs);
        let places = runs.first.iter().copied().zip(runs.last.iter().copied());
        if !title {
            return places.collect();
        }
        let mut counts = Counts::default();
        list.counts(segment.bytes(), runs.first.len(), &mut counts);
        places
            .zip(&counts.title)
            .filter(|(_, count)| **count > 0)
            .map(|(place, _)| place)
            .collect()
    }

    fn prefix(&self, prefix: &str, title: bool) -> Spans {
        let segment = &self.view.segment;
        let range = segment.table().range(segment.bytes(), prefix);
        let accented = segment.accented_beginnings(prefix);
        if range.is_empty() && accented.is_empty() {
            return Vec::new();
        }
        let accented = accented.into_iter().map(|ordinal| segment.term(ordinal));
        self.terms(segment.terms(range).chain(accented), title)
    }

    /// The versions that have any of the words, each in the languages of which it is one.
    fn forms(&self, forms: &[Form], title: bool) -> Spans {
        let segment = &self.view.segment;
        let mut forms: Vec<&Form> = forms.iter().collect();
        forms.sort_by_key(|form| form.rules);
        let mut all = Spans::new();
        for group in forms.chunk_by(|left, right| left.rules == right.rules) {
            let terms = group.iter().filter_map(|form| segment.find(&form.word));
            let spans = self.terms(terms, title);
            let rules = group[0].rules;
            let spans = if segment.rules() & !rules == 0 {
                spans
            } else {
                self.ruled(&spans, rules)
            };
            all = or(&all, &spans);
        }
        all
    }

    /// Those versions of the stretches whose languages go by one of the rules.
    fn ruled(&self, spans: &[(u32, u32)], rules: RuleSet) -> Spans {
        let mut out = Spans::new();
        for version in spans.iter().flat_map(|&(first, last)| first..=last) {
            if self.view.segment.rule(version) & rules != 0 {
                match out.last_mut() {
                    Some(span) if span.1 + 1 == version => span.1 = version,
                    _ => out.push((version, version)),
                }
            }
        }
        out
    }

    /// The versions that have any of the words.
    fn terms(&self, terms: impl Iterator<Item = Term>, title: bool) -> Spans {
        let segment = &self.view.segment;
        // Few runs are sorted, many marked on the line.
        let few = segment.versions() as usize / 16;
        let mut spans: Spans = Vec::new();
        let mut union: Option<Union> = None;
        let (mut runs, mut counts) = (Runs::default(), Counts::default());
        for term in terms {
            for list in [Some(term.body), (self.rest && !title).then_some(term.rest)]
                .into_iter()
                .flatten()
            {
                runs.first.clear();
                runs.last.clear();
                list.runs(segment.bytes(), segment.versions(), &mut runs);
                if title {
                    list.counts(segment.bytes(), runs.first.len(), &mut counts);
                }
                for (at, (&first, &last)) in runs.first.iter().zip(&runs.last).enumerate() {
                    if !title || counts.title.get(at).is_some_and(|&count| count > 0) {
                        match &mut union {
                            Some(union) => union.add(first, last),
                            None => spans.push((first, last)),
                        }
                    }
                }
                if union.is_none() && spans.len() > few {
                    let mut marked = Union::new(segment.versions());
                    for (first, last) in spans.drain(..) {
                        marked.add(first, last);
                    }
                    union = Some(marked);
                }
            }
        }
        if let Some(union) = union {
            return union.spans();
        }
        spans.sort_unstable();
        spans.dedup_by(|next, span| {
            let joins = next.0 <= span.1.saturating_add(1);
            if joins {
                span.1 = span.1.max(next.1);
            }
            joins
        });
        spans
    }

    fn site(&self, host: &str) -> Spans {
        let segment = &self.view.segment;
        // A page may have moved since this segment was written: where it stands now is what counts.
        let fits: Vec<bool> = self
            .snapshot
            .sites
            .iter()
            .map(|site| on_site(site, host))
            .collect();
        let mut found: Spans = Vec::new();
        for entry in 0..segment.entries() {
            let (range, slot) = (segment.range(entry), self.view.slot(entry));
            let site = slot.and_then(|slot| fits.get(self.snapshot.slot_sites[slot] as usize));
            if !range.is_empty() && site == Some(&true) {
                found.push((range.start, range.end - 1));
            }
        }
        if segment.none_gone() {
            found
        } else {
            and(&found, &self.all())
        }
    }

    /// The versions of some pages, ascending.
    fn pages(&self, pages: &[u32]) -> Spans {
        let segment = &self.view.segment;
        let mut found: Spans = Vec::new();
        if pages.is_empty() {
            return found;
        }
        for entry in 0..segment.entries() {
            let range = segment.range(entry);
            let page = self.view.slot(entry).map(|slot| self.snapshot.pages[slot]);
            if !range.is_empty() && page.is_some_and(|page| pages.binary_search(&page).is_ok()) {
                found.push((range.start, range.end - 1));
            }
        }
        if segment.none_gone() {
            found
        } else {
            and(&found, &self.all())
        }
    }

    fn language(&self, wanted: &str) -> Spans {
        let segment = &self.view.segment;
        let fits: Vec<bool> = segment
            .languages()
            .iter()
            .map(|language| in_language(language, wanted))
            .collect();
        stretches((0..segment.versions()).map(|version| {
            fits.get(segment.language(version) as usize)
                .copied()
                .unwrap_or(false)
                && !segment.gone(version)
        }))
    }
}

/// Whether a host is this site or below it.
#[must_use]
pub fn on_site(host: &str, site: &str) -> bool {
    host.len().checked_sub(site.len()).is_some_and(|cut| {
        host.is_char_boundary(cut)
            && host[cut..].eq_ignore_ascii_case(site)
            && (cut == 0 || (!site.is_empty() && host.as_bytes()[cut - 1] == b'.'))
    })
}

/// Whether a language tag has this primary subtag. Norwegian is written in two ways, each with a code of its own: `no`
/// asks for both.
#[must_use]
pub fn in_language(tag: &str, wanted: &str) -> bool {
    let primary = |tag: &str| {
        tag.split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let (tag, wanted) = (primary(tag), primary(wanted));
    tag == wanted || (wanted == "no" && matches!(tag.as_str(), "nb" | "nn"))
}

fn stretches(marks: impl Iterator<Item = bool>) -> Spans {
    let mut out: Spans = Vec::new();
    for (version, marked) in (0_u32..).zip(marks) {
        match out.last_mut() {
            Some(last) if marked && last.1 + 1 == version => last.1 = version,
            _ if marked => out.push((version, version)),
            _ => {}
        }
    }
    out
}
