//! `Answer` and `Hit` for Python.
//!
//! An answer keeps what the search found as it was found. Objects of Python are made of it when they are asked for:
//! most callers want a few fields of ten hits, and `rows` gives them just those.

use std::sync::Arc;

use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyList, PyMemoryView, PyString, PyTuple};

use crate::search::{Answer, Hit};

/// What an answer and its hits share.
struct Found {
    answer: Answer,
    /// What the counts belong to.
    words: Vec<String>,
    /// The query's own words, if those are others.
    asked: Option<Vec<String>>,
    names: PyOnceLock<Vec<Py<PyString>>>,
}

impl Found {
    /// The words as Python has them, made once for all hits.
    fn names(&self, py: Python<'_>) -> &[Py<PyString>] {
        let name = |word: &String| PyString::new(py, word).unbind();
        self.names
            .get_or_init(py, || self.words.iter().map(name).collect())
    }

    fn counts<'py>(&self, py: Python<'py>, at: usize) -> PyResult<Bound<'py, PyDict>> {
        let counts = PyDict::new(py);
        let counted = self.words.iter().zip(self.answer.counts_of(at));
        for (name, (word, &count)) in self.names(py).iter().zip(counted) {
            // Of the words that stand for others, a hit names those that it has.
            if count > 0 || self.asked.as_ref().is_none_or(|asked| asked.contains(word)) {
                counts.set_item(name, count)?;
            }
        }
        Ok(counts)
    }
}

/// One hit.
#[pyclass(name = "Hit", module = "trie_core", frozen)]
pub(super) struct PyHit {
    found: Arc<Found>,
    at: usize,
    words: PyOnceLock<Py<PyDict>>,
}

impl PyHit {
    fn hit(&self) -> &Hit {
        &self.found.answer.hits[self.at]
    }
}

#[pymethods]
impl PyHit {
    #[getter]
    fn page(&self) -> u32 {
        self.hit().page
    }

    #[getter]
    fn version(&self) -> u32 {
        self.hit().version
    }

    #[getter]
    fn first_read(&self) -> i64 {
        self.hit().first_read
    }

    #[getter]
    fn last_read(&self) -> i64 {
        self.hit().last_read
    }

    #[getter]
    fn until(&self) -> Option<i64> {
        self.hit().until
    }

    #[getter]
    fn since(&self) -> i64 {
        self.hit().since
    }

    #[getter]
    fn minor(&self) -> bool {
        self.hit().minor
    }

    #[getter]
    fn versions(&self) -> u32 {
        self.hit().versions
    }

    #[getter]
    fn score(&self) -> f64 {
        self.hit().score
    }

    #[getter]
    fn words<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyDict>> {
        let words = self
            .words
            .get_or_try_init(py, || self.found.counts(py, self.at).map(Bound::unbind))?;
        Ok(words.bind(py))
    }

    #[getter]
    fn missing(&self) -> &[String] {
        self.found.answer.missing_of(self.at)
    }

    fn __repr__(&self) -> String {
        let Hit { page, version, .. } = self.hit();
        format!("<Hit page {page} version {version}>")
    }
}

/// The answer to a query.
#[pyclass(name = "Answer", module = "trie_core", frozen)]
pub(super) struct PyAnswer {
    found: Arc<Found>,
    hits: PyOnceLock<Py<PyList>>,
    #[pyo3(get)]
    took_ns: u64,
}

#[pymethods]
impl PyAnswer {
    #[getter]
    fn total(&self) -> usize {
        self.found.answer.total
    }

    #[getter]
    fn most(&self) -> usize {
        self.found.answer.most
    }

    #[getter]
    fn at_least(&self) -> bool {
        self.found.answer.at_least
    }

    #[getter]
    fn before(&self) -> Option<usize> {
        self.found.answer.before
    }

    #[getter]
    fn first_seen(&self) -> Option<i64> {
        self.found.answer.first_seen
    }

    #[getter]
    fn hits<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyList>> {
        let hit = |at| {
            let hit = PyHit {
                found: Arc::clone(&self.found),
                at,
                words: PyOnceLock::new(),
            };
            Bound::new(py, hit)
        };
        let hits = self.hits.get_or_try_init(py, || {
            let hits: Vec<_> = (0..self.found.answer.hits.len())
                .map(hit)
                .collect::<PyResult<_>>()?;
            PyList::new(py, hits).map(Bound::unbind)
        })?;
        Ok(hits.bind(py))
    }

    #[getter]
    fn words(&self) -> &[String] {
        &self.found.words
    }

    #[getter]
    fn marks(&self) -> Option<&[String]> {
        self.found.answer.marks.as_deref()
    }

    #[getter]
    fn ruler(&self) -> &[(i64, usize)] {
        &self.found.answer.ruler
    }

    #[getter]
    fn curve<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let pages = self
            .found
            .answer
            .ruler
            .iter()
            .map(|&(_, pages)| pages as u64);
        let bytes: Vec<u8> = pages.flat_map(u64::to_ne_bytes).collect();
        PyMemoryView::from(&PyBytes::new(py, &bytes))?.call_method1("cast", ("Q",))
    }

    #[getter]
    fn sites(&self) -> &[(String, usize)] {
        &self.found.answer.sites
    }

    #[getter]
    fn tags(&self) -> &[(String, usize)] {
        &self.found.answer.tags
    }

    #[getter]
    fn languages(&self) -> &[(String, usize)] {
        &self.found.answer.languages
    }

    #[pyo3(signature = (*fields))]
    fn rows<'py>(
        &self,
        py: Python<'py>,
        fields: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyList>> {
        let fields: Vec<Field> = fields
            .iter()
            .map(|name| Field::named(&name))
            .collect::<PyResult<_>>()?;
        let answer = &self.found.answer;
        let rows = PyList::empty(py);
        let mut cells = Vec::with_capacity(fields.len() + self.found.words.len());
        for (at, hit) in answer.hits.iter().enumerate() {
            for field in &fields {
                field.put(py, hit, (answer, at), &mut cells)?;
            }
            rows.append(PyTuple::new(py, cells.drain(..))?)?;
        }
        Ok(rows)
    }

    #[getter]
    fn span(&self) -> Option<(i64, i64, usize)> {
        let ruler = &self.found.answer.ruler;
        Some((ruler.first()?.0, ruler.last()?.0, ruler.len()))
    }

    fn __len__(&self) -> usize {
        self.found.answer.hits.len()
    }

    fn __repr__(&self) -> String {
        let Answer { hits, total, .. } = &self.found.answer;
        format!("<Answer of {} hits, {total} pages in all>", hits.len())
    }
}

impl PyAnswer {
    pub(super) fn new(mut answer: Answer, words: &[String], took_ns: u64) -> Self {
        let (words, asked) = match answer.words.take() {
            Some(found) => (found, Some(words.to_vec())),
            None => (words.to_vec(), None),
        };
        Self {
            found: Arc::new(Found {
                answer,
                words,
                asked,
                names: PyOnceLock::new(),
            }),
            hits: PyOnceLock::new(),
            took_ns,
        }
    }
}

/// What can be asked of every hit at once.
#[derive(Clone, Copy)]
enum Field {
    Page,
    Version,
    FirstRead,
    LastRead,
    Until,
    Since,
    Minor,
    Versions,
    Score,
    Missing,
    Counts,
}

impl Field {
    fn named(name: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(match name.cast::<PyString>()?.to_str()? {
            "page" => Self::Page,
            "version" => Self::Version,
            "first_read" => Self::FirstRead,
            "last_read" => Self::LastRead,
            "until" => Self::Until,
            "since" => Self::Since,
            "minor" => Self::Minor,
            "versions" => Self::Versions,
            "score" => Self::Score,
            "missing" => Self::Missing,
            "counts" => Self::Counts,
            other => {
                let what = format!("a hit has no field {other:?}");
                return Err(PyAttributeError::new_err(what));
            }
        })
    }

    /// Appends what a hit has of this.
    fn put<'py>(
        self,
        py: Python<'py>,
        hit: &Hit,
        (answer, at): (&Answer, usize),
        cells: &mut Vec<Bound<'py, PyAny>>,
    ) -> PyResult<()> {
        cells.push(match self {
            Self::Page => hit.page.into_pyobject(py)?.into_any(),
            Self::Version => hit.version.into_pyobject(py)?.into_any(),
            Self::FirstRead => hit.first_read.into_pyobject(py)?.into_any(),
            Self::LastRead => hit.last_read.into_pyobject(py)?.into_any(),
            Self::Until => hit.until.into_pyobject(py)?,
            Self::Since => hit.since.into_pyobject(py)?.into_any(),
            Self::Minor => hit.minor.into_pyobject(py)?.to_owned().into_any(),
            Self::Versions => hit.versions.into_pyobject(py)?.into_any(),
            Self::Score => hit.score.into_pyobject(py)?.into_any(),
            Self::Missing => answer.missing_of(at).into_pyobject(py)?.into_any(),
            Self::Counts => {
                for count in answer.counts_of(at) {
                    cells.push(count.into_pyobject(py)?.into_any());
                }
                return Ok(());
            }
        });
        Ok(())
    }
}
