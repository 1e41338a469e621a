//! Words, snippets and queries for Python.
//!
//! Python strings may hold halves of surrogate pairs, which are no Unicode text: pages are read with
//! U+FFFD in their place, a query is refused.

use std::borrow::Cow;

use pyo3::exceptions::PyUnicodeEncodeError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};
use xxhash_rust::xxh3::Xxh3;

use super::errors;
use super::source::PyText;
use crate::query::{self, Part};
use crate::text::{self, Marker, Scratch};

/// Bytes of text from which on letting the GIL go costs less than holding it.
const LONG: usize = 1024;

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("TOKENIZER_VERSION", text::TOKENIZER_VERSION)?;
    module.add("SEGMENT_FORMAT", crate::segment::format::FORMAT)?;
    module.add(
        "QUERY_MESSAGES",
        PyDict::from_sequence(
            &query::messages()
                .collect::<Vec<_>>()
                .into_pyobject(module.py())?,
        )?,
    )?;
    module.add(
        "QUERY_NOTES",
        PyDict::from_sequence(
            &query::notes()
                .collect::<Vec<_>>()
                .into_pyobject(module.py())?,
        )?,
    )?;
    module.add_function(wrap_pyfunction!(words, module)?)?;
    module.add_function(wrap_pyfunction!(count, module)?)?;
    module.add_function(wrap_pyfunction!(counts, module)?)?;
    module.add_function(wrap_pyfunction!(snippet, module)?)?;
    module.add_function(wrap_pyfunction!(snippets, module)?)?;
    module.add_function(wrap_pyfunction!(fingerprint, module)?)?;
    module.add_function(wrap_pyfunction!(parse, module)?)?;
    module.add_function(wrap_pyfunction!(language_code, module)?)?;
    module.add_function(wrap_pyfunction!(site_name, module)?)?;
    module.add_function(wrap_pyfunction!(tag_name, module)?)?;
    module.add_class::<PyNote>()?;
    module.add_class::<PyQuery>()
}

/// The string's characters, with U+FFFD for what is none, and where the first such one stands.
fn replaced(string: &Bound<'_, PyString>) -> PyResult<(String, usize)> {
    let encoded = string.call_method1("encode", ("utf-32-le", "surrogatepass"))?;
    let units: &[u8] = encoded.extract()?;
    let mut position = None;
    let whole = units.chunks_exact(4).enumerate().map(|(at, unit)| {
        let code = unit
            .iter()
            .rev()
            .fold(0_u32, |code, &byte| code << 8 | u32::from(byte));
        char::from_u32(code).unwrap_or_else(|| {
            position.get_or_insert(at);
            char::REPLACEMENT_CHARACTER
        })
    });
    let whole = whole.collect();
    Ok((whole, position.unwrap_or(0)))
}

/// The text of a page, whatever the string holds.
pub(super) fn lossy<'a>(string: &'a Bound<'_, PyString>) -> PyResult<Cow<'a, str>> {
    match string.to_str() {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(string.py()) => {
            Ok(Cow::Owned(replaced(string)?.0))
        }
        Err(error) => Err(error),
    }
}

pub(super) fn release<T: Send>(py: Python<'_>, bytes: usize, work: impl FnOnce() -> T + Send) -> T {
    if bytes < LONG {
        work()
    } else {
        py.detach(work)
    }
}

fn as_dict(py: Python<'_>, counted: Vec<(String, u32)>) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    for (word, count) in counted {
        dict.set_item(word, count)?;
    }
    Ok(dict)
}

/// The normalised words in order of appearance.
#[pyfunction]
fn words(py: Python<'_>, text: &Bound<'_, PyString>) -> PyResult<Vec<String>> {
    let text = lossy(text)?;
    Ok(release(py, text.len(), || text::words(&text)))
}

/// Each distinct word with how often it stands in the text, in order of first appearance.
#[pyfunction]
fn count<'py>(py: Python<'py>, text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyDict>> {
    let text = lossy(text)?;
    as_dict(
        py,
        release(py, text.len(), || {
            text::count(&text, &mut Scratch::default())
        }),
    )
}

enum Page {
    Borrowed(PyBackedStr),
    Replaced(String),
}

/// `count` for many texts at once.
#[pyfunction]
fn counts<'py>(
    py: Python<'py>,
    texts: Vec<Bound<'py, PyString>>,
) -> PyResult<Vec<Bound<'py, PyDict>>> {
    let mut pages = Vec::with_capacity(texts.len());
    for string in texts {
        pages.push(match lossy(&string)? {
            Cow::Owned(text) => Page::Replaced(text),
            Cow::Borrowed(_) => Page::Borrowed(PyBackedStr::try_from(string)?),
        });
    }
    let counted: Vec<_> = py.detach(|| {
        let mut scratch = Scratch::default();
        let mut one = |text: &str| text::count(text, &mut scratch);
        pages
            .iter()
            .map(|page| match page {
                Page::Borrowed(text) => one(text),
                Page::Replaced(text) => one(text),
            })
            .collect()
    });
    counted.into_iter().map(|page| as_dict(py, page)).collect()
}

#[allow(clippy::needless_pass_by_value)] // PyO3 hands sequences over by value
/// The best piece of about `width` characters around the words; parts in order, True = marked.
#[pyfunction]
#[pyo3(signature = (text, words, *, width = 240))]
fn snippet(
    py: Python<'_>,
    text: &Bound<'_, PyString>,
    words: Vec<Bound<'_, PyString>>,
    width: usize,
) -> PyResult<Vec<(String, bool)>> {
    let text = lossy(text)?;
    let words = words
        .iter()
        .map(|word| Ok(lossy(word)?.into_owned()))
        .collect::<PyResult<Vec<_>>>()?;
    let parts = release(py, text.len(), || text::snippet(&text, &words, width));
    Ok(parts
        .into_iter()
        .map(|part| (part.text, part.marked))
        .collect())
}

#[allow(clippy::needless_pass_by_value)] // PyO3 hands sequences over by value
/// `snippet` for many texts at once.
#[pyfunction]
#[pyo3(signature = (texts, words, *, width = 240))]
fn snippets(
    py: Python<'_>,
    texts: Vec<Bound<'_, PyText>>,
    words: Vec<Bound<'_, PyString>>,
    width: usize,
) -> PyResult<Vec<Vec<(String, bool)>>> {
    let words = words
        .iter()
        .map(|word| Ok(lossy(word)?.into_owned()))
        .collect::<PyResult<Vec<_>>>()?;
    let texts: Vec<&PyText> = texts.iter().map(Bound::get).collect();
    Ok(py.detach(|| {
        let marker = Marker::new(&words, width);
        let one = |text: &&PyText| {
            let parts = text.0.passage(&marker).into_iter();
            parts.map(|part| (part.text, part.marked)).collect()
        };
        texts.iter().map(one).collect()
    }))
}

/// Tells bytes from others, and where one part ends.
#[pyfunction]
#[pyo3(signature = (*parts))]
fn fingerprint(parts: &Bound<'_, PyTuple>) -> PyResult<String> {
    let mut digest = Xxh3::new();
    for part in parts {
        let part: &[u8] = part.cast::<PyBytes>()?.as_bytes();
        digest.update(part);
        digest.update(&part.len().to_le_bytes());
    }
    Ok(format!("{:032x}", digest.digest128()))
}

/// Parses a query; with `typing`, one that somebody is still writing.
#[pyfunction]
#[pyo3(signature = (text, *, typing = false))]
pub(super) fn parse(text: &Bound<'_, PyString>, typing: bool) -> PyResult<PyQuery> {
    let py = text.py();
    let parsed = match text.to_str() {
        Ok(text) => query::parse(text, typing),
        Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(py) => {
            Err(query::broken_text(replaced(text)?.1))
        }
        Err(error) => return Err(error),
    };
    parsed
        .map(PyQuery)
        .map_err(|error| errors::query_syntax(py, &error))
}

/// The code of a language that is written as behind `lang:`.
#[pyfunction]
pub(super) fn language_code(written: &Bound<'_, PyString>) -> Option<String> {
    query::language(written.to_str().ok()?)
}

/// The host of a site that is written as behind `site:`.
#[pyfunction]
pub(super) fn site_name(written: &Bound<'_, PyString>) -> Option<String> {
    query::site(written.to_str().ok()?)
}

/// A tag as it is kept, of one that is written as behind `tag:`.
#[pyfunction]
pub(super) fn tag_name(written: &Bound<'_, PyString>) -> Option<String> {
    query::tag(written.to_str().ok()?)
}

/// A parsed query.
#[pyclass(name = "Query", module = "trie_core", frozen, eq)]
#[derive(PartialEq)]
pub(super) struct PyQuery(pub crate::query::Query);

#[pymethods]
impl PyQuery {
    #[getter]
    fn text(&self) -> &str {
        &self.0.text
    }

    #[getter]
    fn words(&self) -> Vec<String> {
        self.0.words.clone()
    }

    #[getter]
    fn marks(&self) -> Vec<String> {
        self.0.marks()
    }

    #[getter]
    fn after(&self) -> Option<&str> {
        self.0.after.as_deref()
    }

    #[getter]
    fn before(&self) -> Option<&str> {
        self.0.before.as_deref()
    }

    #[getter]
    fn at(&self) -> Option<&str> {
        self.0.at.as_deref()
    }

    #[getter]
    fn in_all(&self) -> bool {
        self.0.in_all
    }

    #[getter]
    fn strict(&self) -> bool {
        self.0.strict
    }

    #[getter]
    fn plain(&self) -> Vec<String> {
        self.0.plain.iter().map(ToString::to_string).collect()
    }

    #[getter]
    fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
    }

    #[getter]
    fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    #[getter]
    fn sites(&self) -> Vec<String> {
        self.0.sites().map(str::to_owned).collect()
    }

    #[getter]
    fn languages(&self) -> Vec<String> {
        self.0.languages().map(str::to_owned).collect()
    }

    #[getter]
    fn tags(&self) -> Vec<String> {
        self.0.tags().map(str::to_owned).collect()
    }

    #[getter]
    fn loosened(&self) -> Option<String> {
        self.0.loosened()
    }

    #[getter]
    fn timeless(&self) -> String {
        self.0.without(Part::Time)
    }

    #[getter]
    fn anywhere(&self) -> String {
        self.0.without(Part::Place)
    }

    #[getter]
    fn notes(&self) -> Vec<PyNote> {
        self.0.notes.iter().cloned().map(PyNote).collect()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("Query({:?})", self.0.to_string())
    }
}

/// What was read otherwise than it was typed.
#[pyclass(name = "Note", module = "trie_core", frozen, eq)]
#[derive(PartialEq)]
pub(super) struct PyNote(crate::query::Note);

#[pymethods]
impl PyNote {
    #[getter]
    fn kind(&self) -> &'static str {
        self.0.kind
    }

    #[getter]
    fn message(&self) -> &'static str {
        self.0.message
    }

    #[getter]
    fn position(&self) -> usize {
        self.0.position
    }

    #[getter]
    fn text(&self) -> &str {
        &self.0.text
    }

    fn __repr__(&self) -> String {
        let crate::query::Note {
            kind,
            position,
            text,
            ..
        } = &self.0;
        format!("Note({kind:?}, {position}, {text:?})")
    }
}
