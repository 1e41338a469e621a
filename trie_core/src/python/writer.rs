//! `Version` and `Writer` for Python.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::errors::raised;
use super::index::PyIndex;
use super::text::lossy;
use crate::error::{Error, Result};
use crate::index::{Version, Writer};

/// A version as it is put.
#[pyclass(name = "Version", module = "trie_core", frozen)]
pub(super) struct PyVersion(Version);

#[pymethods]
impl PyVersion {
    #[new]
    #[pyo3(signature = (*, first_read, last_read, title, main, rest, language = "", gone = false, minor = false))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments in Python")]
    fn new(
        first_read: i64,
        last_read: i64,
        title: &Bound<'_, PyString>,
        main: &Bound<'_, PyString>,
        rest: &Bound<'_, PyString>,
        language: &str,
        gone: bool,
        minor: bool,
    ) -> PyResult<Self> {
        let [title, main, rest] =
            [lossy(title)?, lossy(main)?, lossy(rest)?].map(std::borrow::Cow::into_owned);
        Ok(Self(Version {
            first_read,
            last_read,
            title,
            main,
            rest,
            language: language.to_owned(),
            gone,
            minor,
        }))
    }

    #[getter]
    fn first_read(&self) -> i64 {
        self.0.first_read
    }

    #[getter]
    fn last_read(&self) -> i64 {
        self.0.last_read
    }

    #[getter]
    fn title(&self) -> &str {
        &self.0.title
    }

    #[getter]
    fn main(&self) -> &str {
        &self.0.main
    }

    #[getter]
    fn rest(&self) -> &str {
        &self.0.rest
    }

    #[getter]
    fn language(&self) -> &str {
        &self.0.language
    }

    #[getter]
    fn gone(&self) -> bool {
        self.0.gone
    }

    #[getter]
    fn minor(&self) -> bool {
        self.0.minor
    }
}

/// The one writer of an index directory.
#[pyclass(name = "Writer", module = "trie_core", frozen)]
pub(super) struct PyWriter(Mutex<Option<Writer>>);

impl PyWriter {
    /// Runs on the writer with the GIL let go, so that waiting for another thread's turn cannot hang both.
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        run: impl FnOnce(&mut Writer) -> Result<T> + Send,
    ) -> PyResult<T> {
        py.detach(|| {
            let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let closed = || Error::Input("this writer is closed; open another one".into());
            run(guard.as_mut().ok_or_else(closed)?)
        })
        .map_err(raised)
    }
}

#[pymethods]
impl PyWriter {
    #[new]
    #[pyo3(signature = (path, *, wait = 0.0))]
    #[allow(clippy::needless_pass_by_value)] // PyO3 hands paths over by value
    fn new(py: Python<'_>, path: PathBuf, wait: f64) -> PyResult<Self> {
        let wait = Duration::try_from_secs_f64(wait.max(0.0)).unwrap_or(Duration::MAX);
        let writer = py.detach(|| Writer::open(&path, wait)).map_err(raised)?;
        Ok(Self(Mutex::new(Some(writer))))
    }

    #[pyo3(signature = (page, start, versions, *, site))]
    #[allow(clippy::needless_pass_by_value)] // PyO3 hands sequences over by value
    fn put(
        &self,
        py: Python<'_>,
        page: u32,
        start: u32,
        versions: Vec<Bound<'_, PyVersion>>,
        site: &str,
    ) -> PyResult<()> {
        let versions: Vec<&Version> = versions.iter().map(|version| &version.get().0).collect();
        self.with(py, |writer| writer.put(page, start, &versions, site))
    }

    fn touch(&self, py: Python<'_>, page: u32, ordinal: u32, last_read: i64) -> PyResult<()> {
        self.with(py, |writer| writer.touch(page, ordinal, last_read))
    }

    fn delete(&self, py: Python<'_>, page: u32) -> PyResult<()> {
        self.with(py, |writer| {
            writer.delete(page);
            Ok(())
        })
    }

    #[pyo3(signature = (cursor = None))]
    fn commit(&self, py: Python<'_>, cursor: Option<i64>) -> PyResult<u64> {
        self.with(py, |writer| writer.commit(cursor))
    }

    fn reader(&self, py: Python<'_>) -> PyResult<PyIndex> {
        self.with(py, Writer::reader).map(PyIndex::new)
    }

    #[getter]
    fn cursor(&self, py: Python<'_>) -> PyResult<Option<i64>> {
        self.with(py, |writer| Ok(writer.cursor()))
    }

    #[getter]
    fn generation(&self, py: Python<'_>) -> PyResult<u64> {
        self.with(py, |writer| Ok(writer.generation()))
    }

    #[getter]
    fn pending(&self, py: Python<'_>) -> PyResult<usize> {
        self.with(py, |writer| Ok(writer.pending()))
    }

    #[pyo3(signature = (*, all = false))]
    fn merge(&self, py: Python<'_>, all: bool) -> PyResult<()> {
        self.with(py, |writer| writer.merge(all))
    }

    fn rollback(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, |writer| {
            writer.rollback();
            Ok(())
        })
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_args))]
    fn __exit__(&self, py: Python<'_>, _args: &Bound<'_, PyAny>) {
        self.close(py);
    }
}
