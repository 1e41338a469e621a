//! Searches as Python asks for them: queries that are strings or parsed, keyword arguments, stop words.

use std::cell::RefCell;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::Instant;

use hashbrown::DefaultHashBuilder;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::errors::raised;
use super::rank::{PyTags, PyVisits, PyWeights};
use super::text::{PyQuery, parse};
use crate::error::Error;
use crate::index::Snapshot;
use crate::query::{Node, Query};
use crate::search::{Answer, Bins, Order, Request, WEIGHTS};

/// Greatest edit distance the table is walked for.
const FARTHEST: u32 = 2;

pub(super) fn check_distance(distance: u32) -> PyResult<()> {
    if distance > FARTHEST {
        let what = format!("an edit distance is 0, 1 or {FARTHEST}, got {distance}");
        return Err(raised(Error::Input(what)));
    }
    Ok(())
}

/// Queries that a thread parsed last: people turn pages, and several parts of a page ask the same.
#[derive(Default)]
struct Parsed {
    hasher: DefaultHashBuilder,
    slots: [Option<Arc<Query>>; PARSED],
}

/// How many are kept, and of which length at most.
const PARSED: usize = 16;
const LONGEST: usize = 200;

thread_local! {
    static LAST: RefCell<Parsed> = RefCell::default();
}

impl Parsed {
    /// Where a text is kept.
    fn slot(&mut self, text: &str) -> &mut Option<Arc<Query>> {
        let hash = self.hasher.hash_one(text);
        &mut self.slots[hash as usize % PARSED]
    }
}

/// The query that a string means.
fn parsed(string: &Bound<'_, PyString>) -> PyResult<Arc<Query>> {
    let text = string.to_str().unwrap_or_default();
    if text.is_empty() || text.len() > LONGEST {
        return Ok(Arc::new(parse(string, false)?.0));
    }
    let kept = LAST.with_borrow_mut(|last| last.slot(text).clone());
    if let Some(kept) = kept.filter(|kept| kept.text == text) {
        return Ok(kept);
    }
    let query = Arc::new(parse(string, false)?.0);
    LAST.with_borrow_mut(|last| *last.slot(text) = Some(Arc::clone(&query)));
    Ok(query)
}

/// Hands a query to `run`, parsing it first when it is a string.
pub(super) fn with_query<T>(
    query: &Bound<'_, PyAny>,
    run: impl FnOnce(&Query) -> PyResult<T>,
) -> PyResult<T> {
    if let Ok(query) = query.cast::<PyQuery>() {
        return run(&query.get().0);
    }
    match query.cast::<PyString>() {
        Ok(text) => run(&*parsed(text)?),
        Err(_) => Err(no_query()),
    }
}

/// One of several queries, as it stays where Python has it or was parsed.
pub(super) enum Asked<'py> {
    Query(Bound<'py, PyQuery>),
    Text(Arc<Query>),
}

impl<'py> Asked<'py> {
    pub(super) fn of(query: &Bound<'py, PyAny>) -> PyResult<Self> {
        if let Ok(query) = query.cast::<PyQuery>() {
            return Ok(Self::Query(query.clone()));
        }
        match query.cast::<PyString>() {
            Ok(text) => parsed(text).map(Self::Text),
            Err(_) => Err(no_query()),
        }
    }

    pub(super) fn query(&self) -> &Query {
        match self {
            Self::Query(query) => &query.get().0,
            Self::Text(query) => query,
        }
    }
}

fn no_query() -> PyErr {
    PyTypeError::new_err("a query is a Query or a string")
}

/// The answer, and how many nanoseconds it took.
pub(super) fn timed(snapshot: &Snapshot, query: &Query, request: &Request) -> (Answer, u64) {
    let start = Instant::now();
    let answer = snapshot.search(query, request);
    let took = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
    (answer, took)
}

/// A ruler as it is asked for: how many bins, or where they begin.
#[derive(FromPyObject)]
pub(super) enum PyBins {
    Equal(usize),
    At(Vec<i64>),
}

impl PyBins {
    fn bins(self) -> PyResult<Option<Bins>> {
        match self {
            Self::Equal(0) => Ok(None),
            Self::Equal(bins) => Ok(Some(Bins::Equal(bins))),
            Self::At(edges) if edges.is_empty() => Ok(None),
            Self::At(edges) => Bins::at(edges).map(Some).map_err(raised),
        }
    }
}

/// What the keyword arguments of a search ask.
#[expect(
    clippy::too_many_arguments,
    clippy::fn_params_excessive_bools,
    reason = "keyword arguments in Python"
)]
pub(super) fn request(
    window: Option<(i64, i64)>,
    ever: bool,
    at: Option<i64>,
    site: Option<String>,
    language: Option<String>,
    tag: Option<String>,
    tagged: Option<&Bound<'_, PyTags>>,
    order: &str,
    limit: usize,
    offset: usize,
    now: Option<i64>,
    ruler: PyBins,
    sites: usize,
    tags: usize,
    languages: bool,
    page: Option<u32>,
    before: bool,
    weights: Option<&Bound<'_, PyWeights>>,
    visits: Option<&Bound<'_, PyVisits>>,
    work: Option<usize>,
    loosen: bool,
    forms: bool,
) -> PyResult<Request> {
    let order = match order {
        "best" => Order::Best,
        "newest" => Order::Newest,
        "oldest" => Order::Oldest,
        other => {
            let what = format!("an order is best, newest or oldest, got {other:?}");
            return Err(raised(Error::Input(what)));
        }
    };
    Ok(Request {
        window,
        ever,
        at,
        site,
        language,
        tag,
        tagged: tagged.map(|tags| Arc::clone(&tags.get().0)),
        order,
        limit,
        offset,
        now,
        ruler: ruler.bins()?,
        sites,
        tags,
        languages,
        page,
        before,
        work,
        weights: weights.map_or(WEIGHTS, |weights| weights.get().0),
        visits: visits.map(|visits| Arc::clone(&visits.get().0)),
        loosen,
        forms,
        stopwords: Vec::new(),
    })
}

/// Those of the words that may be missing which are stop words. The collection is asked for each: it may be long, and
/// most searches are over before it would have been read.
pub(super) fn stop_words<'a>(
    loosen: bool,
    queries: impl IntoIterator<Item = &'a Query>,
    stopwords: Option<&Bound<'_, PyAny>>,
) -> PyResult<Vec<String>> {
    let mut found = Vec::new();
    let Some(stopwords) = stopwords.filter(|_| loosen) else {
        return Ok(found);
    };
    if stopwords.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(
            "stop words are a collection of strings",
        ));
    }
    for query in queries.into_iter().filter(|query| !query.strict) {
        for plain in &query.plain {
            if let Node::Word { word, .. } | Node::Prefix { prefix: word, .. } = plain
                && stopwords.contains(word)?
            {
                found.push(word.clone());
            }
        }
    }
    Ok(found)
}
