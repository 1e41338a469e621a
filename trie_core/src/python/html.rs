//! Pages for Python: what the reader found, with addresses still to be made absolute against a base.

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::errors::TrieCoreError;
use crate::html::{self, Joined, Source};

/// What a page says.
#[pyclass(name = "Html", module = "trie_core", frozen, get_all)]
pub(super) struct PyHtml {
    title: String,
    main: String,
    rest: String,
    language: String,
    base: String,
    canonical: String,
    robots: String,
    refresh: String,
    drawn: bool,
    framed: bool,
    whole: usize,
    frames: Vec<String>,
    source: &'static str,
    data: Vec<String>,
    hrefs: Vec<String>,
}

#[pymethods]
impl PyHtml {
    /// The addresses, each with whether it has been made absolute.
    fn links(&self, py: Python<'_>, origin: &str, folder: &str) -> Vec<(String, bool)> {
        py.detach(|| html::join(&self.hrefs, origin, folder))
            .into_iter()
            .map(|joined| match joined {
                Joined::Absolute(url) => (url, true),
                Joined::Raw(href) => (href, false),
            })
            .collect()
    }

    /// Title, main text and rest as `MessagePack` strings, made without decoding them for Python.
    fn packed<'py>(&self, py: Python<'py>) -> PyResult<[Bound<'py, PyBytes>; 3]> {
        Ok([
            packed(py, &self.title)?,
            packed(py, &self.main)?,
            packed(py, &self.rest)?,
        ])
    }

    /// The first characters of the main text, or of the rest where there is none.
    fn sample(&self, most: usize) -> &str {
        let text = if self.main.is_empty() {
            &self.rest
        } else {
            &self.main
        };
        let end = text.char_indices().nth(most);
        &text[..end.map_or(text.len(), |(end, _)| end)]
    }

    /// Whether it says nothing beside its title and description.
    fn is_empty(&self) -> bool {
        self.source == NOWHERE
    }
}

const NOWHERE: &str = "nowhere";

fn named(source: Source) -> &'static str {
    match source {
        Source::Page => "page",
        Source::Unscripted => "noscript",
        Source::Nowhere => NOWHERE,
    }
}

/// A `MessagePack` string of the kind with a length of 32 bits.
fn packed<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyBytes>> {
    PyBytes::new_with(py, 5 + text.len(), |packed| {
        packed[0] = 0xdb;
        packed[1..5].copy_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
        packed[5..].copy_from_slice(text.as_bytes());
        Ok(())
    })
}

/// Reads a page in UTF-8; what is not counts as U+FFFD. With `xml` by the rules of XML.
#[pyfunction]
#[pyo3(signature = (page, xml = false))]
pub(super) fn read_html(py: Python<'_>, page: &[u8], xml: bool) -> PyResult<PyHtml> {
    read(py, page, |page| html::read(page, xml))
}

/// Reads a text in Markdown, in UTF-8.
#[pyfunction]
pub(super) fn read_markdown(py: Python<'_>, text: &[u8]) -> PyResult<PyHtml> {
    read(py, text, html::read_markdown)
}

fn read(
    py: Python<'_>,
    page: &[u8],
    by: impl Fn(&str) -> Result<html::Html, html::Refused> + Send + Sync,
) -> PyResult<PyHtml> {
    let read = py
        .detach(|| match str::from_utf8(page) {
            Ok(page) => by(page),
            Err(_) => by(&String::from_utf8_lossy(page)),
        })
        .map_err(|refused| TrieCoreError::new_err(refused.to_string()))?;
    Ok(PyHtml {
        title: read.title,
        main: read.main,
        rest: read.rest,
        language: read.head.language,
        base: read.head.base,
        canonical: read.head.canonical,
        robots: read.head.robots,
        refresh: read.head.refresh,
        drawn: read.head.drawn,
        framed: read.head.framed,
        whole: read.whole,
        frames: read.frames,
        source: named(read.source),
        data: read.data,
        hrefs: read.hrefs,
    })
}

/// Whether bytes are UTF-8 throughout; no text is made of them.
#[pyfunction]
pub(super) fn is_utf8(body: &[u8]) -> bool {
    str::from_utf8(body).is_ok()
}
