//! Sentences and what became of them, for Python: places in code points.

use std::ops::Range;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use super::text::{lossy, release};
use crate::changes::{self, Side};
use crate::text::{self, SENTENCES_VERSION};

/// Where a sentence stands, in code points.
type Span = (usize, usize);

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("SENTENCES_VERSION", SENTENCES_VERSION)?;
    module.add_function(wrap_pyfunction!(sentences, module)?)?;
    module.add_function(wrap_pyfunction!(sentence_hashes, module)?)?;
    module.add_function(wrap_pyfunction!(compare_sentences, module)?)?;
    module.add_class::<PyChanges>()
}

/// Ranges of bytes as code points; they are in order and apart.
fn spans(text: &str, ranges: impl Iterator<Item = Range<usize>>) -> Vec<Span> {
    let (mut bytes, mut points) = (0, 0);
    let mut point = |byte| {
        points += text[bytes..byte].chars().count();
        bytes = byte;
        points
    };
    ranges
        .map(|range| (point(range.start), point(range.end)))
        .collect()
}

/// Where each sentence stands, in order.
#[pyfunction]
#[pyo3(signature = (text, language = ""))]
fn sentences(py: Python<'_>, text: &Bound<'_, PyString>, language: &str) -> PyResult<Vec<Span>> {
    let text = lossy(text)?;
    Ok(release(py, text.len(), || {
        spans(&text, text::sentences(&text, language))
    }))
}

/// The hash of each sentence, in order, eight bytes each.
#[pyfunction]
#[pyo3(signature = (text, language = ""))]
fn sentence_hashes<'py>(
    py: Python<'py>,
    text: &Bound<'py, PyString>,
    language: &str,
) -> PyResult<Bound<'py, PyBytes>> {
    let text = lossy(text)?;
    let hashes = release(py, text.len(), || text::sentence_hashes(&text, language));
    packed(py, &hashes)
}

/// Numbers as bytes, eight for each.
pub(super) fn packed<'py>(py: Python<'py>, numbers: &[u64]) -> PyResult<Bound<'py, PyBytes>> {
    PyBytes::new_with(py, size_of_val(numbers), |bytes| {
        for (eight, number) in bytes.as_chunks_mut().0.iter_mut().zip(numbers) {
            *eight = number.to_le_bytes();
        }
        Ok(())
    })
}

/// What changed between two texts, sentence by sentence.
#[pyfunction]
#[pyo3(signature = (older, newer, language = ""))]
fn compare_sentences(
    py: Python<'_>,
    older: &Bound<'_, PyString>,
    newer: &Bound<'_, PyString>,
    language: &str,
) -> PyResult<PyChanges> {
    let (older, newer) = (lossy(older)?, lossy(newer)?);
    Ok(release(py, older.len() + newer.len(), || {
        let sides = Side::both(&older, &newer, language);
        let [before, after] = [(&older, 0), (&newer, 1)]
            .map(|(text, side)| spans(text, sides[side].ranges().iter().cloned()));
        let found = changes::compare(&sides[0], &sides[1]);
        let pairs = |pairs: Vec<(usize, usize)>| {
            pairs
                .into_iter()
                .map(|(from, to)| (before[from], after[to]))
                .collect()
        };
        PyChanges {
            kept: found.kept,
            moved: pairs(found.moved),
            changed: pairs(found.changed),
            removed: found
                .removed
                .into_iter()
                .map(|number| before[number])
                .collect(),
            added: found
                .added
                .into_iter()
                .map(|number| after[number])
                .collect(),
        }
    }))
}

/// What became of the sentences of two texts.
#[pyclass(name = "Changes", module = "trie_core", frozen, get_all)]
struct PyChanges {
    kept: usize,
    moved: Vec<(Span, Span)>,
    changed: Vec<(Span, Span)>,
    removed: Vec<Span>,
    added: Vec<Span>,
}
