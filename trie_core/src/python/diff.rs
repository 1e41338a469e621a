//! Differences of two texts and the history of sentences, for Python: places in code points.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use super::sentences::packed;
use super::text::{lossy, release};
use crate::diff::{self, Blind, Kind, Part, Since};

type Span = (usize, usize);
type Words = Vec<(Span, Span)>;

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(difference, module)?)?;
    module.add_function(wrap_pyfunction!(carried, module)?)?;
    module.add_function(wrap_pyfunction!(sentence_keys, module)?)?;
    module.add_class::<PyDifference>()?;
    module.add_class::<PyStep>()?;
    module.add_class::<PySince>()
}

/// The places of a text in code points, by those in bytes.
struct Points {
    /// How many code points begin before each `STEP`th byte; nothing where each byte is one.
    before: Vec<usize>,
}

const STEP: usize = 64;

impl Points {
    fn of(text: &str) -> Self {
        let mut before = Vec::new();
        if !text.is_ascii() {
            let mut points = 0;
            for bytes in text.as_bytes().chunks(STEP) {
                before.push(points);
                points += count(bytes);
            }
        }
        Self { before }
    }

    fn at(&self, text: &str, byte: usize) -> usize {
        if self.before.is_empty() {
            return byte;
        }
        let block = (byte / STEP).min(self.before.len() - 1);
        self.before[block] + count(&text.as_bytes()[block * STEP..byte])
    }

    fn span(&self, text: &str, range: &Range<usize>) -> Span {
        (self.at(text, range.start), self.at(text, range.end))
    }
}

/// How many code points begin in some bytes of UTF-8.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

/// The script that leads from one text to another.
#[pyfunction]
#[pyo3(signature = (older, newer, language = "", *, numbers = false, case = false, space = false))]
fn difference(
    py: Python<'_>,
    older: &Bound<'_, PyString>,
    newer: &Bound<'_, PyString>,
    language: &str,
    numbers: bool,
    case: bool,
    space: bool,
) -> PyResult<PyDifference> {
    let (older, newer) = (lossy(older)?, lossy(newer)?);
    let blind = Blind {
        numbers,
        case,
        space,
    };
    Ok(release(py, older.len() + newer.len(), || {
        let script = diff::diff(&older, &newer, language, blind);
        let points = [Points::of(&older), Points::of(&newer)];
        let part = |part: &Part| {
            (
                points[0].span(&older, &part.older),
                points[1].span(&newer, &part.newer),
            )
        };
        let steps = script
            .steps
            .into_iter()
            .map(|step| PyStep {
                kind: name(step.kind),
                older: (step.older.start, step.older.end),
                newer: (step.newer.start, step.newer.end),
                words: step.words.iter().map(part).collect(),
            })
            .collect();
        let spans = |side: usize, text: &str, ranges: &[Range<usize>]| {
            ranges
                .iter()
                .map(|range| points[side].span(text, range))
                .collect()
        };
        PyDifference {
            older: spans(0, &older, &script.older),
            newer: spans(1, &newer, &script.newer),
            steps,
        }
    }))
}

/// The number of each sentence by which those are the same that differ only in what is not looked at.
#[pyfunction]
#[pyo3(signature = (text, language = "", *, numbers = false, case = false, space = false))]
fn sentence_keys<'py>(
    py: Python<'py>,
    text: &Bound<'py, PyString>,
    language: &str,
    numbers: bool,
    case: bool,
    space: bool,
) -> PyResult<Bound<'py, PyBytes>> {
    let text = lossy(text)?;
    let blind = Blind {
        numbers,
        case,
        space,
    };
    let keys = release(py, text.len(), || diff::keys(&text, language, blind));
    packed(py, &keys)
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Kept => "kept",
        Kind::Changed => "changed",
        Kind::MovedAway => "moved-away",
        Kind::MovedHere => "moved-here",
        Kind::Removed => "removed",
        Kind::Added => "added",
    }
}

/// Which share of the words of one sentence stand in another one.
#[pyfunction]
fn carried(older: &Bound<'_, PyString>, newer: &Bound<'_, PyString>) -> PyResult<f64> {
    let (older, newer) = (lossy(older)?, lossy(newer)?);
    Ok(diff::carried(&older, &newer) as f64 / 1000.0)
}

/// The script that leads from one text to another.
#[pyclass(name = "Difference", module = "trie_core", frozen, get_all)]
struct PyDifference {
    older: Vec<Span>,
    newer: Vec<Span>,
    steps: Vec<PyStep>,
}

/// One step of a script.
#[pyclass(name = "Step", module = "trie_core", frozen, get_all)]
#[derive(Clone)]
struct PyStep {
    kind: &'static str,
    older: Span,
    newer: Span,
    words: Words,
}

/// Since when each sentence of a text stands.
#[pyclass(name = "Since", module = "trie_core", frozen)]
struct PySince {
    since: Mutex<Since>,
}

#[pymethods]
impl PySince {
    #[new]
    fn new(hashes: &[u8]) -> PyResult<Self> {
        Ok(Self {
            since: Mutex::new(Since::new(&numbers(hashes)?)),
        })
    }

    /// Reads the version before the one that was read last.
    fn older(&self, py: Python<'_>, hashes: &[u8]) -> PyResult<()> {
        let hashes = numbers(hashes)?;
        release(py, hashes.len(), || self.lock().older(&hashes));
        Ok(())
    }

    /// What was found, for each sentence of the text.
    fn found(&self) -> Vec<(u32, u32, Option<u32>)> {
        let found = self.lock().found();
        found
            .into_iter()
            .map(|one| (one.first, one.since, one.away))
            .collect()
    }
}

impl PySince {
    fn lock(&self) -> MutexGuard<'_, Since> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn numbers(hashes: &[u8]) -> PyResult<Vec<u64>> {
    let (eights, rest) = hashes.as_chunks();
    if !rest.is_empty() {
        return Err(PyValueError::new_err(format!(
            "expected eight bytes for each sentence, got {}",
            hashes.len()
        )));
    }
    Ok(eights
        .iter()
        .map(|eight| u64::from_le_bytes(*eight))
        .collect())
}
