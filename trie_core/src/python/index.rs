//! `Index` for Python.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::answer::PyAnswer;
use super::asked::{Asked, PyBins, check_distance, request, stop_words, timed, with_query};
use super::errors::raised;
use super::rank::{PyVisits, PyWeights};
use super::segment::{each_word, known};
use super::text::lossy;
use crate::index::Snapshot;
use crate::query::Query;
use crate::search::{Reach, Request};

/// A read-only snapshot of one generation.
#[pyclass(name = "Index", module = "trie_core", frozen)]
pub(super) struct PyIndex {
    snapshot: Arc<Snapshot>,
    /// Words stand for their other forms too.
    forms: bool,
}

impl PyIndex {
    /// A generation, of whose words each stands for its other forms too.
    pub(super) const fn new(snapshot: Arc<Snapshot>) -> Self {
        Self {
            snapshot,
            forms: true,
        }
    }
}

#[pymethods]
impl PyIndex {
    #[staticmethod]
    #[pyo3(signature = (path, *, forms = true))]
    #[allow(clippy::needless_pass_by_value)] // PyO3 hands paths over by value
    fn open(py: Python<'_>, path: PathBuf, forms: bool) -> PyResult<Self> {
        let snapshot = py.detach(|| Snapshot::open(&path)).map_err(raised)?;
        Ok(Self {
            snapshot: Arc::new(snapshot),
            forms,
        })
    }

    #[getter]
    fn generation(&self) -> u64 {
        self.snapshot.generation
    }

    #[getter]
    fn cursor(&self) -> Option<i64> {
        self.snapshot.cursor
    }

    #[getter]
    fn pages(&self) -> usize {
        self.snapshot.pages.len()
    }

    #[getter]
    fn versions(&self) -> usize {
        self.snapshot.count_versions()
    }

    #[getter]
    fn earliest(&self) -> Option<i64> {
        self.snapshot.earliest()
    }

    #[getter]
    fn words(&self, py: Python<'_>) -> usize {
        py.detach(|| self.snapshot.count_words())
    }

    #[getter]
    fn nbytes(&self) -> usize {
        self.snapshot
            .views
            .iter()
            .map(|view| view.segment.bytes().len())
            .sum()
    }

    #[getter]
    fn segments(&self) -> usize {
        self.snapshot.views.len()
    }

    #[pyo3(signature = (
        query, *, window = None, ever = false, at = None, site = None, language = None, order = "best",
        limit = 10, offset = 0, now = None, ruler = PyBins::Equal(0), sites = 0,
        languages = false, page = None, before = false, weights = None, visits = None,
        work = None, loosen = true, stopwords = None
    ))]
    #[expect(
        clippy::too_many_arguments,
        clippy::fn_params_excessive_bools,
        reason = "keyword arguments in Python"
    )]
    fn search(
        &self,
        py: Python<'_>,
        query: &Bound<'_, PyAny>,
        window: Option<(i64, i64)>,
        ever: bool,
        at: Option<i64>,
        site: Option<String>,
        language: Option<String>,
        order: &str,
        limit: usize,
        offset: usize,
        now: Option<i64>,
        ruler: PyBins,
        sites: usize,
        languages: bool,
        page: Option<u32>,
        before: bool,
        weights: Option<&Bound<'_, PyWeights>>,
        visits: Option<&Bound<'_, PyVisits>>,
        work: Option<usize>,
        loosen: bool,
        stopwords: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyAnswer> {
        let mut request = request(
            window, ever, at, site, language, order, limit, offset, now, ruler, sites, languages,
            page, before, weights, visits, work, loosen, self.forms,
        )?;
        with_query(query, |query| {
            request.stopwords = stop_words(loosen, [query], stopwords)?;
            let (answer, took) = py.detach(|| timed(&self.snapshot, query, &request));
            Ok(PyAnswer::new(answer, &query.words, took))
        })
    }

    #[pyo3(signature = (
        queries, *, window = None, ever = false, at = None, site = None, language = None, order = "best",
        limit = 10, offset = 0, now = None, ruler = PyBins::Equal(0), sites = 0,
        languages = false, page = None, before = false, weights = None, visits = None,
        work = None, loosen = true, stopwords = None
    ))]
    #[expect(
        clippy::too_many_arguments,
        clippy::fn_params_excessive_bools,
        reason = "keyword arguments in Python"
    )]
    fn search_many(
        &self,
        py: Python<'_>,
        queries: &Bound<'_, PyAny>,
        window: Option<(i64, i64)>,
        ever: bool,
        at: Option<i64>,
        site: Option<String>,
        language: Option<String>,
        order: &str,
        limit: usize,
        offset: usize,
        now: Option<i64>,
        ruler: PyBins,
        sites: usize,
        languages: bool,
        page: Option<u32>,
        before: bool,
        weights: Option<&Bound<'_, PyWeights>>,
        visits: Option<&Bound<'_, PyVisits>>,
        work: Option<usize>,
        loosen: bool,
        stopwords: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Vec<PyAnswer>> {
        let mut request = request(
            window, ever, at, site, language, order, limit, offset, now, ruler, sites, languages,
            page, before, weights, visits, work, loosen, self.forms,
        )?;
        let queries: Vec<Asked> = queries
            .try_iter()?
            .map(|query| Asked::of(&query?))
            .collect::<PyResult<_>>()?;
        let queries: Vec<&Query> = queries.iter().map(Asked::query).collect();
        request.stopwords = stop_words(loosen, queries.iter().copied(), stopwords)?;
        let answers = py.detach(|| {
            let answers = queries
                .iter()
                .map(|query| timed(&self.snapshot, query, &request));
            answers.collect::<Vec<_>>()
        });
        let answers = answers.into_iter().zip(&queries);
        Ok(answers
            .map(|((answer, took), query)| PyAnswer::new(answer, &query.words, took))
            .collect())
    }

    fn is_light(&self, query: &Bound<'_, PyAny>, most: usize) -> PyResult<bool> {
        with_query(query, |query| {
            Ok(self.snapshot.is_light(query, most, self.forms))
        })
    }

    fn __contains__(&self, word: &Bound<'_, PyString>) -> PyResult<bool> {
        let word = known(word)?;
        Ok(word.is_some_and(|word| self.snapshot.contains(word)))
    }

    fn contains(&self, py: Python<'_>, words: &Bound<'_, PyAny>) -> PyResult<Vec<bool>> {
        each_word(py, words, |word| self.snapshot.contains(word))
    }

    #[pyo3(signature = (
        query, *, window = None, ever = false, at = None, site = None, language = None,
        page = None, work = None
    ))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments in Python")]
    fn why_none(
        &self,
        py: Python<'_>,
        query: &Bound<'_, PyAny>,
        window: Option<(i64, i64)>,
        ever: bool,
        at: Option<i64>,
        site: Option<String>,
        language: Option<String>,
        page: Option<u32>,
        work: Option<usize>,
    ) -> PyResult<Vec<(String, usize, usize, usize)>> {
        let request = Request {
            window,
            ever,
            at,
            site,
            language,
            page,
            work,
            forms: self.forms,
            ..Request::default()
        };
        with_query(query, |query| {
            let parts = py.detach(|| self.snapshot.why_none(query, &request));
            let row = |part: Reach| (part.text, part.pages, part.everywhere, part.ever);
            Ok(parts.into_iter().map(row).collect())
        })
    }

    #[pyo3(signature = (query, *, language = None))]
    fn did_you_mean(
        &self,
        py: Python<'_>,
        query: &Bound<'_, PyAny>,
        language: Option<&str>,
    ) -> PyResult<Option<String>> {
        with_query(query, |query| {
            let meant = py.detach(|| self.snapshot.did_you_mean(query, language));
            Ok(meant.map(|meant| meant.text))
        })
    }

    #[pyo3(signature = (query, *, language = None))]
    fn meant(
        &self,
        py: Python<'_>,
        query: &Bound<'_, PyAny>,
        language: Option<&str>,
    ) -> PyResult<Option<(String, bool)>> {
        with_query(query, |query| {
            let meant = py.detach(|| self.snapshot.did_you_mean(query, language));
            Ok(meant.map(|meant| (meant.text, meant.sure)))
        })
    }

    #[pyo3(signature = (prefix, limit = 10))]
    fn complete(
        &self,
        py: Python<'_>,
        prefix: &Bound<'_, PyString>,
        limit: usize,
    ) -> PyResult<Vec<(String, usize)>> {
        let prefix = lossy(prefix)?;
        Ok(py.detach(|| self.snapshot.complete(&prefix, limit)))
    }

    #[pyo3(signature = (word, distance = 2, limit = 10))]
    fn similar(
        &self,
        py: Python<'_>,
        word: &Bound<'_, PyString>,
        distance: u32,
        limit: usize,
    ) -> PyResult<Vec<(String, u32, usize)>> {
        check_distance(distance)?;
        let word = lossy(word)?;
        Ok(py.detach(|| self.snapshot.similar(&word, distance, limit)))
    }

    #[pyo3(signature = (word, *, all = false))]
    #[expect(clippy::type_complexity, reason = "the rows of a table")]
    fn history(
        &self,
        py: Python<'_>,
        word: &Bound<'_, PyString>,
        all: bool,
    ) -> PyResult<Vec<(u32, u32, u32, i64, Option<i64>, u32)>> {
        let word = lossy(word)?;
        let stretches = py.detach(|| self.snapshot.history(&word, all));
        let rows = stretches
            .into_iter()
            .map(|s| (s.page, s.first, s.last, s.first_read, s.until, s.count));
        Ok(rows.collect())
    }

    fn timeline(&self, page: u32) -> Vec<(i64, i64, Option<i64>, bool, bool)> {
        self.snapshot.timeline(page)
    }

    fn language(&self, page: u32) -> Option<String> {
        self.snapshot.language(page)
    }

    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("generation", self.snapshot.generation)?;
        dict.set_item("segments", self.segments())?;
        dict.set_item("pages", self.pages())?;
        dict.set_item("versions", self.versions())?;
        dict.set_item("words", self.words(py))?;
        dict.set_item("bytes", self.nbytes())?;
        Ok(dict)
    }

    fn verify(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.snapshot.verify()).map_err(raised)
    }

    fn __repr__(&self) -> String {
        let (pages, segments) = (self.pages(), self.segments());
        format!(
            "<Index generation {} of {pages} pages in {segments} segments>",
            self.snapshot.generation
        )
    }
}
