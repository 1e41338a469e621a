//! `Text`, `Card` and `Strip` for Python: what pages of results are written from.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use super::answer::{PyAnswer, PyHit, Signs};
use super::text::PyQuery;
use crate::markup::{Card, Piece, Shelf, Source, Strip};
use crate::text::is_seen;

/// A text from which passages are cut again and again.
#[pyclass(name = "Text", module = "trie_core", frozen)]
pub(super) struct PyText(pub(super) Arc<Source>);

#[pymethods]
impl PyText {
    #[new]
    fn new(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text).into_owned().into_boxed_str();
        Self(Arc::new(Source::new(text)))
    }

    fn __str__(&self) -> &str {
        self.0.text()
    }

    fn __bool__(&self) -> bool {
        is_seen(self.0.text())
    }

    #[getter]
    fn nbytes(&self) -> usize {
        self.0.size()
    }
}

/// A version of a page as searches show it.
#[pyclass(name = "Card", module = "trie_core", frozen)]
pub(super) struct PyCard(pub(super) Arc<Card>);

#[pymethods]
impl PyCard {
    #[new]
    #[allow(clippy::needless_pass_by_value)] // PyO3 hands sequences over by value
    fn new(
        text: &Bound<'_, PyText>,
        hit: &Bound<'_, PyHit>,
        pieces: Vec<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let pieces = pieces.iter().map(piece).collect::<PyResult<_>>()?;
        let text = Arc::clone(&text.get().0);
        Ok(Self(Arc::new(Card::new(text, hit.get().hit(), pieces))))
    }

    #[getter]
    fn nbytes(&self) -> usize {
        self.0.size()
    }
}

fn piece(piece: &Bound<'_, PyAny>) -> PyResult<Piece> {
    if let Ok(bytes) = piece.cast::<PyBytes>() {
        return Ok(Piece::Plain(bytes.as_bytes().to_vec()));
    }
    match piece.cast::<PyString>()?.to_str()? {
        "passage" => Ok(Piece::Passage),
        "counts" => Ok(Piece::Counts),
        "missing" => Ok(Piece::Missing),
        other => {
            let what =
                format!("a piece is bytes, \"passage\", \"counts\" or \"missing\", got {other:?}");
            Err(PyTypeError::new_err(what))
        }
    }
}

/// Cards that are known to be true as things stand.
#[pyclass(name = "Shelf", module = "trie_core", frozen)]
pub(super) struct PyShelf(Mutex<Shelf>);

#[pymethods]
impl PyShelf {
    #[new]
    fn new(most_bytes: usize) -> Self {
        Self(Mutex::new(Shelf::new(most_bytes)))
    }

    #[allow(clippy::needless_pass_by_value)] // PyO3 hands sequences over by value
    fn put(&self, card: &Bound<'_, PyCard>, look: u32, state: Vec<u64>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.put(&card.get().0, look, &state);
    }

    #[pyo3(signature = (
        answer, query, look, state, *, separator = ",", width = 240, between = "", missing = ""
    ))]
    #[allow(clippy::needless_pass_by_value)] // PyO3 hands sequences over by value
    #[expect(clippy::too_many_arguments, reason = "keyword arguments in Python")]
    fn write<'py>(
        &self,
        py: Python<'py>,
        answer: &Bound<'_, PyAnswer>,
        query: &Bound<'_, PyQuery>,
        look: u32,
        state: Vec<u64>,
        separator: &str,
        width: usize,
        between: &str,
        missing: &str,
    ) -> Option<Bound<'py, PyBytes>> {
        let found = &answer.get().found;
        let cards = {
            let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            held.cards(&found.answer, look, &state)?
        };
        let cards: Vec<(usize, &Card)> = cards.iter().map(|card| &**card).enumerate().collect();
        let signs = Signs {
            separator,
            between,
            missing,
        };
        Some(answer.get().written(py, cards, query, signs, width))
    }
}

/// What is the same in every ruler of the same bins.
#[pyclass(name = "Strip", module = "trie_core", frozen)]
pub(super) struct PyStrip(Strip);

#[pymethods]
impl PyStrip {
    #[new]
    #[pyo3(signature = (*, links, inside, outside, first, boxes, begins, ends, separator))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments in Python")]
    fn new(
        links: Vec<Vec<u8>>,
        inside: Vec<Vec<u8>>,
        outside: Vec<Vec<u8>>,
        first: Vec<Vec<u8>>,
        boxes: Vec<Vec<u8>>,
        begins: Vec<Vec<u8>>,
        ends: Vec<Vec<u8>>,
        separator: String,
    ) -> PyResult<Self> {
        let strip = Strip {
            links,
            bars: [inside, outside, first],
            boxes,
            rows: [begins, ends],
            separator,
        };
        match strip.bins() {
            Some(_) => Ok(Self(strip)),
            None => Err(PyValueError::new_err(
                "a ruler has a link, three bars and two days for every bin, and some heights",
            )),
        }
    }

    #[pyo3(signature = (pages, link, *, inside = None, first = None))]
    #[allow(clippy::needless_pass_by_value)] // PyO3 hands sequences over by value
    fn bars<'py>(
        &self,
        py: Python<'py>,
        pages: Pages<'_>,
        link: &[u8],
        inside: Option<(usize, usize)>,
        first: Option<usize>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let pages = pages.numbers();
        let Range { start, end } = 0..self.checked(&pages)?;
        let (start, end) = inside.unwrap_or((start, end));
        let mut out = Vec::with_capacity(pages.len() * (ROUGHLY + link.len()));
        self.0
            .write_bars(&pages, &(start..end), first, link, &mut out);
        Ok(PyBytes::new(py, &out))
    }

    #[allow(clippy::needless_pass_by_value)] // PyO3 hands sequences over by value
    fn rows<'py>(&self, py: Python<'py>, pages: Pages<'_>) -> PyResult<Bound<'py, PyBytes>> {
        let pages = pages.numbers();
        self.checked(&pages)?;
        let mut out = Vec::new();
        self.0.write_rows(&pages, &mut out);
        Ok(PyBytes::new(py, &out))
    }
}

/// How many pages there were in each bin: those of an answer's ruler, or by themselves.
#[derive(FromPyObject)]
enum Pages<'py> {
    Answer(Bound<'py, PyAnswer>),
    Numbers(Vec<u64>),
}

impl Pages<'_> {
    fn numbers(self) -> Vec<u64> {
        match self {
            Self::Numbers(numbers) => numbers,
            Self::Answer(answer) => {
                let ruler = answer.get().found.answer.ruler.iter();
                ruler.map(|&(_, pages)| pages as u64).collect()
            }
        }
    }
}

/// Bytes of a bar beside its link.
const ROUGHLY: usize = 320;

impl PyStrip {
    /// How many bins there are, if there are as many numbers.
    fn checked(&self, pages: &[u64]) -> PyResult<usize> {
        let bins = self.0.links.len();
        if pages.len() == bins {
            return Ok(bins);
        }
        let what = format!("{bins} bins, but {} numbers of pages", pages.len());
        Err(PyValueError::new_err(what))
    }
}
