//! `Answer` and `Hit` for Python.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use crate::search::{Answer, Hit};

/// One hit.
#[pyclass(name = "Hit", module = "trie_core", frozen)]
pub(super) struct PyHit {
    #[pyo3(get)]
    page: u32,
    #[pyo3(get)]
    version: u32,
    #[pyo3(get)]
    first_read: i64,
    #[pyo3(get)]
    last_read: i64,
    #[pyo3(get)]
    until: Option<i64>,
    #[pyo3(get)]
    since: i64,
    #[pyo3(get)]
    versions: u32,
    #[pyo3(get)]
    score: f64,
    // Objects that are there already are read without a call into this module.
    #[pyo3(get)]
    words: Py<PyDict>,
}

#[pymethods]
impl PyHit {
    fn __repr__(&self) -> String {
        format!("<Hit page {} version {}>", self.page, self.version)
    }
}

impl PyHit {
    fn new(hit: Hit, names: &[(Bound<'_, PyString>, bool)], py: Python<'_>) -> PyResult<Self> {
        let Hit {
            page,
            version,
            first_read,
            last_read,
            until,
            since,
            versions,
            score,
            counts,
        } = hit;
        let words = PyDict::new(py);
        for ((name, always), count) in names.iter().zip(counts) {
            if *always || count > 0 {
                words.set_item(name, count)?;
            }
        }
        Ok(Self {
            page,
            version,
            first_read,
            last_read,
            until,
            since,
            versions,
            score,
            words: words.unbind(),
        })
    }
}

/// The answer to a query.
#[pyclass(name = "Answer", module = "trie_core", frozen)]
pub(super) struct PyAnswer {
    #[pyo3(get)]
    total: usize,
    #[pyo3(get)]
    before: Option<usize>,
    #[pyo3(get)]
    first_seen: Option<i64>,
    #[pyo3(get)]
    hits: Py<PyList>,
    #[pyo3(get)]
    ruler: Vec<(i64, usize)>,
    #[pyo3(get)]
    sites: Vec<(String, usize)>,
    #[pyo3(get)]
    took_ns: u64,
}

#[pymethods]
impl PyAnswer {
    fn __repr__(&self, py: Python<'_>) -> String {
        format!(
            "<Answer of {} hits, {} pages in all>",
            self.hits.bind(py).len(),
            self.total
        )
    }
}

impl PyAnswer {
    pub(super) fn new(
        py: Python<'_>,
        answer: Answer,
        words: &[String],
        took_ns: u64,
    ) -> PyResult<Self> {
        // Of the words that stand for others, a hit names those that it has.
        let found = answer.words.as_deref().unwrap_or(words);
        let names: Vec<_> = found
            .iter()
            .map(|word| (PyString::new(py, word), words.contains(word)))
            .collect();
        let hits = PyList::empty(py);
        for hit in answer.hits {
            hits.append(Bound::new(py, PyHit::new(hit, &names, py)?)?)?;
        }
        let hits = hits.unbind();
        let Answer {
            total,
            before,
            first_seen,
            ruler,
            sites,
            ..
        } = answer;
        Ok(Self {
            total,
            before,
            first_seen,
            hits,
            ruler,
            sites,
            took_ns,
        })
    }
}
