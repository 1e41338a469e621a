//! A query against a generation: which pages, which of their versions, in which order.

mod any;
mod column;
mod common;
mod counts;
mod each;
mod effort;
mod eval;
mod fast;
mod forms;
mod gather;
mod languages;
mod loose;
mod meant;
mod rank;
mod select;
mod slips;
pub mod spans;
mod spoken;
mod spread;
mod suggest;
mod sums;
mod tags;
mod top;
mod visits;
mod why;
mod window;

use eval::Eval;
pub use eval::{in_language, on_site};
pub(crate) use forms::KnownForms;
pub use forms::MOST_FORMS;
use gather::Gather;
pub use meant::Meant;
pub use rank::{Statistics, WEIGHTS, Weights};
pub use select::Match;
pub use suggest::{Completion, Similar, Stretch};
pub use sums::Bins;
pub use tags::Tags;
use top::Matches;
pub use visits::Visits;
pub use why::{Part, Reach};

use std::borrow::Cow;
use std::sync::Arc;

use crate::index::Snapshot;
use crate::phrase::{WORK, Work};
use crate::query::{Node, Query};

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By rank.
    #[default]
    Best,
    /// Since the latest time first.
    Newest,
    /// Since the earliest time first.
    Oldest,
}

/// What is asked, besides the query.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Request {
    /// A version must have stood at some moment of it, both ends included.
    pub window: Option<(i64, i64)>,
    /// Any version may match.
    pub ever: bool,
    /// The versions as they stood then.
    pub at: Option<i64>,
    /// Only this site.
    pub site: Option<String>,
    /// Only this language.
    pub language: Option<String>,
    /// Only pages with this tag, as it is kept.
    pub tag: Option<String>,
    /// Which pages have which tags.
    pub tagged: Option<Arc<Tags>>,
    /// The order.
    pub order: Order,
    /// How many hits.
    pub limit: usize,
    /// How many to pass over.
    pub offset: usize,
    /// The time ages are counted from; the machine's when not given.
    pub now: Option<i64>,
    /// The ruler's bins, if it is asked for.
    pub ruler: Option<Bins>,
    /// Rows of the table of sites.
    pub sites: usize,
    /// Rows of the table of tags.
    pub tags: usize,
    /// Count the pages in each language.
    pub languages: bool,
    /// Only this page.
    pub page: Option<u32>,
    /// Count the pages that said so before.
    pub before: bool,
    /// How much may be looked at to find phrases in older versions; [`WORK`] when not given.
    pub work: Option<usize>,
    /// The numbers of the ranking formula.
    pub weights: Weights,
    /// How often people open each page.
    pub visits: Option<Arc<Visits>>,
    /// Where fewer pages than `limit` have all words, those that have some follow.
    pub loosen: bool,
    /// Words stand for their other forms too.
    pub forms: bool,
    /// Those of the query's words that say nothing about a page: by them alone none of the pages that follow is found.
    pub stopwords: Vec<String>,
}

impl Request {
    fn now(&self) -> i64 {
        self.now.unwrap_or_else(clock)
    }

    /// When a current version must have been read at the latest to be found in the window.
    fn deadline(&self) -> Option<i64> {
        self.window.map(window::deadline)
    }
}

/// One hit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The page.
    pub page: u32,
    /// The ordinal of the version.
    pub version: u32,
    /// When it was first read.
    pub first_read: i64,
    /// When it was last read.
    pub last_read: i64,
    /// When the next one was first read.
    pub until: Option<i64>,
    /// When the page began to satisfy the query without a break.
    pub since: i64,
    /// It differs from the version before in the rest alone.
    pub minor: bool,
    /// Its versions that are neither gone nor minor.
    pub versions: u32,
    /// The rank; 0 unless ordered by it.
    pub score: f64,
}

impl Answer {
    /// How often each positive word of the query stands in the hit at a place.
    #[must_use]
    pub fn counts_of(&self, at: usize) -> &[u32] {
        let words = self.counts.len() / self.hits.len().max(1);
        self.counts
            .get(at * words..(at + 1) * words)
            .unwrap_or_default()
    }

    /// The plain words that the hit at a place lacks, as the query spells them; none, if it satisfies the whole query.
    #[must_use]
    pub fn missing_of(&self, at: usize) -> &[String] {
        self.missing.get(at).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The answer.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Pages that satisfy the whole query.
    pub total: usize,
    /// Pages that have only some of its words, if they follow.
    pub most: usize,
    /// Not all older versions were looked at for a phrase: pages, bins and sites are at least so many.
    pub at_least: bool,
    /// Pages of which an earlier version matches, but not the current one.
    pub before: Option<usize>,
    /// When any version that ever matched was first read.
    pub first_seen: Option<i64>,
    /// What the counts of the hits belong to, when it is more than the words of the query.
    pub words: Option<Vec<String>>,
    /// What to mark in the texts of the hits, when it is more than the query's own marks.
    pub marks: Option<Vec<String>>,
    /// The hits asked for: those with all words, then those with some.
    pub hits: Vec<Hit>,
    /// See [`Answer::missing_of`]; not as long as the hits, if none lacks any.
    pub missing: Vec<Vec<String>>,
    /// How often each positive word of the query stands in each hit, hit after hit.
    pub counts: Vec<u32>,
    /// Bins: their beginning and the pages that matched in them.
    pub ruler: Vec<(i64, usize)>,
    /// Sites and their matching pages.
    pub sites: Vec<(String, usize)>,
    /// Tags and their matching pages.
    pub tags: Vec<(String, usize)>,
    /// Languages and their matching pages.
    pub languages: Vec<(String, usize)>,
}

impl Snapshot {
    /// Answers a query.
    #[must_use]
    pub fn search(&self, query: &Query, request: &Request) -> Answer {
        let query = tags::resolved(query, request);
        let Some(expanded) = self.expanded(&query, request) else {
            return self.with_some(&query, request, self.answer(&query, request));
        };
        let answer = self.answer(&expanded, request);
        let mut answer = self.with_some(&expanded, request, answer);
        answer.marks = Some(forms::marks(&expanded, &answer));
        answer.words = Some(expanded.words);
        answer
    }

    /// The pages that satisfy the whole query.
    fn with_all(&self, query: &Query, request: &Request) -> Answer {
        let expanded = self.expanded(query, request);
        self.answer(expanded.as_ref().unwrap_or(query), request)
    }

    /// The pages that satisfy the whole of a query whose words were looked for.
    fn answer(&self, query: &Query, request: &Request) -> Answer {
        let quick = self.search_fast(query, request);
        if let Some(answer) = quick.or_else(|| self.search_any(query, request)) {
            return answer;
        }
        let root = narrowed(&query.root, request);
        let work = Work::new(request.work.unwrap_or(WORK));
        let mut gather = Gather::new(self, request, query.in_all);
        let mut words = Vec::new();
        let plain = fast::plain(&root, &mut words) && !words.is_empty() && !query.in_all;
        // The newest segments first: older versions are what is left out when the work does not suffice for all.
        for (number, view) in self.views.iter().enumerate().rev() {
            if plain && view.segment.one_each() {
                gather.versions(number, fast::versions_with(view, &words));
                continue;
            }
            let eval = Eval {
                snapshot: self,
                view,
                rest: query.in_all,
                work: &work,
            };
            gather.spans(number, &eval.spans(&root, true));
        }
        gather.join();
        let (mut answer, matches) = gather.answer();
        answer.at_least = work.was_short();
        let matches = self.first(query, request, matches);
        answer.counts = self.counts(query, &matches);
        answer.hits = matches
            .iter()
            .filter_map(|found| self.hit(found, query.in_all))
            .collect();
        answer
    }

    /// The matches asked for, in order.
    fn first(&self, query: &Query, request: &Request, matches: Matches) -> Vec<Match> {
        if request.order == Order::Best {
            return self.rank(query, request, &matches.columns);
        }
        top::top(matches.found, request.order, request.limit, request.offset)
    }

    /// A match as it is told of. Who does not look at the rest of the pages finds versions by title and main text, which
    /// a minor one has in common with its major one: that one is the hit, with the life of both.
    pub(super) fn hit(&self, found: &Match, rest: bool) -> Option<Hit> {
        let Match {
            slot,
            ordinal,
            since,
            score,
            ..
        } = *found;
        let (first, last) = self.alike(slot, ordinal, rest);
        let first_read = self.first_read(slot, first)?;
        Some(Hit {
            page: self.pages[slot],
            version: first,
            first_read,
            last_read: self.last_read(slot, last)?,
            until: self.until(slot, last),
            // Where not all was looked at for a phrase, the minor one may be all that was found.
            since: since.min(first_read),
            minor: self.minor(slot, first),
            versions: self.alive(slot),
            score,
        })
    }
}

/// The tree with the site, language and tag of the request.
fn narrowed<'a>(root: &'a Node, request: &Request) -> Cow<'a, Node> {
    if request.site.is_none() && request.language.is_none() && request.tag.is_none() {
        return Cow::Borrowed(root);
    }
    let mut nodes = vec![root.clone()];
    nodes.extend(request.site.clone().map(Node::Site));
    nodes.extend(request.language.clone().map(Node::Language));
    nodes.extend(request.tag.as_deref().map(|tag| request.pages_with(tag)));
    Cow::Owned(Node::And(nodes))
}

/// The machine's time in microseconds.
fn clock() -> i64 {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(now.as_micros()).unwrap_or(i64::MAX)
}
