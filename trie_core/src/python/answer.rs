//! `Answer` and `Hit` for Python.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString};

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
    names: Arc<[Py<PyString>]>,
    counts: Vec<u32>,
    words: PyOnceLock<Py<PyDict>>,
}

#[pymethods]
impl PyHit {
    #[getter]
    fn words(&self, py: Python<'_>) -> PyResult<Py<PyDict>> {
        // Made when first asked for: most of a page of hits is never asked.
        let dict = self.words.get_or_try_init(py, || {
            let dict = PyDict::new(py);
            for (name, count) in self.names.iter().zip(&self.counts) {
                dict.set_item(name.bind(py), count)?;
            }
            Ok::<_, PyErr>(dict.unbind())
        })?;
        Ok(dict.clone_ref(py))
    }

    fn __repr__(&self) -> String {
        format!("<Hit page {} version {}>", self.page, self.version)
    }
}

impl PyHit {
    fn new(hit: Hit, names: Arc<[Py<PyString>]>) -> Self {
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
        Self {
            page,
            version,
            first_read,
            last_read,
            until,
            since,
            versions,
            score,
            names,
            counts,
            words: PyOnceLock::new(),
        }
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
    hits: Vec<Py<PyHit>>,
    #[pyo3(get)]
    ruler: Vec<(i64, usize)>,
    #[pyo3(get)]
    sites: Vec<(String, usize)>,
    #[pyo3(get)]
    took_ns: u64,
}

#[pymethods]
impl PyAnswer {
    fn __repr__(&self) -> String {
        format!(
            "<Answer of {} hits, {} pages in all>",
            self.hits.len(),
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
        let names: Arc<[Py<PyString>]> = words
            .iter()
            .map(|word| PyString::new(py, word).unbind())
            .collect();
        let hits = answer
            .hits
            .into_iter()
            .map(|hit| Py::new(py, PyHit::new(hit, Arc::clone(&names))));
        let hits = hits.collect::<PyResult<_>>()?;
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
