//! `Segment` for Python.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::OnceLock;

use pyo3::exceptions::{PyIndexError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBytes, PyList, PyString, PyTuple};

use super::errors::raised;
use super::text::lossy;
use crate::error::{Error, Result};
use crate::segment::{List, Rows, Segment, Store, from_texts, merge, save};
use crate::table::Doors;

/// Rows taken between two looks at whether somebody pressed Ctrl-C.
const ROWS: usize = 1 << 16;

/// Rows asked for together, so that the processor waits for the memory of all of them at once.
const TOGETHER: usize = 64;

/// Field, page, first and last ordinal, count.
type RunRow = (&'static str, u32, u32, u32, u32);

/// One immutable segment.
#[pyclass(name = "Segment", module = "trie_core", frozen)]
pub(super) struct PySegment {
    segment: Segment,
    /// Made when a first word is looked up.
    doors: OnceLock<Doors>,
}

/// A text that stays where Python has it; a copy when something in it had to be replaced.
enum Text {
    Python(PyBackedStr),
    Mended(String),
}

impl Text {
    fn of(string: Bound<'_, PyString>) -> PyResult<Self> {
        if let Cow::Owned(mended) = lossy(&string)? {
            return Ok(Self::Mended(mended));
        }
        string.try_into().map(Self::Python)
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        match self {
            Self::Python(text) => text,
            Self::Mended(text) => text,
        }
    }
}

fn made(py: Python<'_>, make: impl FnOnce() -> Result<Vec<u8>> + Send) -> PyResult<PySegment> {
    let segment = py.detach(|| make().and_then(|bytes| Segment::new(Store::Owned(bytes))));
    segment.map(PySegment::new).map_err(raised)
}

/// The string's characters; none when it holds what is no Unicode text, which no segment can hold either.
#[inline]
pub(super) fn known<'a>(word: &'a Bound<'_, PyString>) -> PyResult<Option<&'a str>> {
    match word.to_str() {
        Ok(word) => Ok(Some(word)),
        Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(word.py()) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Words from which on letting the GIL go costs less than holding it.
const MANY: usize = 16;

/// What `look` says of each word; of what is no Unicode text, what it says by default.
pub(super) fn each_word<T: Default + Send>(
    py: Python<'_>,
    words: &Bound<'_, PyAny>,
    look: impl Fn(&str) -> T + Send + Sync,
) -> PyResult<Vec<T>> {
    let mut strings: Vec<Bound<'_, PyString>> = Vec::new();
    if let Ok(words) = words.cast::<PyList>() {
        strings.reserve(words.len());
        for word in words {
            strings.push(word.cast_into()?);
        }
    } else {
        for word in words.try_iter()? {
            strings.push(word?.cast_into()?);
        }
    }
    let words: Vec<Option<&str>> = strings.iter().map(known).collect::<PyResult<_>>()?;
    let look = || {
        let found = words.iter().map(|word| word.map_or_else(T::default, &look));
        found.collect()
    };
    Ok(if words.len() < MANY {
        look()
    } else {
        py.detach(look)
    })
}

fn row(rows: &mut Rows, tuple: &Bound<'_, PyTuple>, word: &str) -> PyResult<()> {
    let page = tuple.get_borrowed_item(1)?.extract()?;
    let (time, count) = (tuple.get_borrowed_item(2)?, tuple.get_borrowed_item(3)?);
    rows.push(word, page, time.extract()?, count.extract()?)
        .map_err(raised)
}

#[pymethods]
impl PySegment {
    #[staticmethod]
    fn from_rows(py: Python<'_>, rows: &Bound<'_, PyAny>) -> PyResult<Self> {
        let mut taken = Rows::default();
        let (mut items, mut seen) = (rows.try_iter()?, 0);
        let (mut some, mut words) = (Vec::new(), Vec::new());
        loop {
            for item in items.by_ref().take(TOGETHER) {
                some.push(item?.cast_into::<PyTuple>()?);
            }
            if some.is_empty() {
                break;
            }
            // Taking a word asks for its memory, which lies anywhere.
            for tuple in &some {
                words.push(tuple.get_item(0)?);
            }
            let texts = words.iter().map(|word| word.cast::<PyString>()?.to_str());
            let texts = texts.collect::<PyResult<Vec<&str>>>()?;
            for (tuple, word) in some.iter().zip(texts) {
                row(&mut taken, tuple, word)?;
            }
            some.clear();
            words.clear();
            seen += TOGETHER;
            if seen.is_multiple_of(ROWS) {
                py.check_signals()?;
            }
        }
        made(py, || taken.finish())
    }

    #[staticmethod]
    fn from_texts(py: Python<'_>, texts: &Bound<'_, PyAny>) -> PyResult<Self> {
        let mut taken: Vec<(u32, i64, Text)> = Vec::new();
        for item in texts.try_iter()? {
            let (page, time, text): (u32, i64, Bound<'_, PyString>) = item?.extract()?;
            taken.push((page, time, Text::of(text)?));
        }
        made(py, || from_texts(&mut taken))
    }

    #[staticmethod]
    #[allow(clippy::needless_pass_by_value)] // PyO3 hands paths over by value
    fn open(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        py.detach(|| Segment::open(&path))
            .map(Self::new)
            .map_err(raised)
    }

    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &Bound<'_, PyBytes>) -> PyResult<Self> {
        let bytes = data.as_bytes().to_vec();
        made(py, || Ok(bytes))
    }

    #[staticmethod]
    #[allow(clippy::needless_pass_by_value)] // PyO3 hands sequences over by value
    fn merge(py: Python<'_>, segments: Vec<Bound<'_, Self>>) -> PyResult<Self> {
        let parts: Vec<&Segment> = segments
            .iter()
            .map(|segment| &segment.get().segment)
            .collect();
        made(py, || merge(&parts, false))
    }

    #[allow(clippy::needless_pass_by_value)] // PyO3 hands paths over by value
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| save(&path, self.segment.bytes()))
            .map_err(raised)
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.segment.bytes())
    }

    fn verify(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.segment.verify()).map_err(raised)
    }

    fn __len__(&self) -> usize {
        self.segment.table().len()
    }

    fn __contains__(&self, word: &Bound<'_, PyString>) -> PyResult<bool> {
        let (doors, segment) = (self.doors(), &self.segment);
        let word = known(word)?;
        Ok(word.is_some_and(|word| {
            segment
                .table()
                .contains_behind(doors, segment.bytes(), word)
        }))
    }

    #[pyo3(signature = (word, /))]
    fn ordinal(&self, word: &Bound<'_, PyString>) -> PyResult<Option<u32>> {
        let (doors, segment) = (self.doors(), &self.segment);
        let word = known(word)?;
        Ok(word.and_then(|word| segment.table().ordinal_behind(doors, segment.bytes(), word)))
    }

    fn contains(&self, py: Python<'_>, words: &Bound<'_, PyAny>) -> PyResult<Vec<bool>> {
        let (doors, segment) = (self.doors(), &self.segment);
        let (table, bytes) = (segment.table(), segment.bytes());
        each_word(py, words, |word| table.contains_behind(doors, bytes, word))
    }

    fn ordinals(&self, py: Python<'_>, words: &Bound<'_, PyAny>) -> PyResult<Vec<Option<u32>>> {
        let (doors, segment) = (self.doors(), &self.segment);
        let (table, bytes) = (segment.table(), segment.bytes());
        each_word(py, words, |word| table.ordinal_behind(doors, bytes, word))
    }

    fn word(&self, ordinal: u32) -> PyResult<String> {
        self.segment
            .table()
            .word(self.segment.bytes(), ordinal)
            .ok_or_else(|| {
                PyIndexError::new_err(format!(
                    "ordinals are below {}, got {ordinal}",
                    self.segment.table().len()
                ))
            })
    }

    #[pyo3(signature = (prefix, limit = 10))]
    fn complete(&self, prefix: &Bound<'_, PyString>, limit: usize) -> PyResult<Vec<String>> {
        let mut found = Vec::new();
        let Some(prefix) = known(prefix)? else {
            return Ok(found);
        };
        if limit > 0 {
            self.segment
                .table()
                .visit(self.segment.bytes(), prefix, |word, _| {
                    found.push(word.to_owned());
                    found.len() < limit
                });
        }
        Ok(found)
    }

    #[pyo3(signature = (word, distance = 2, limit = 10))]
    fn similar(
        &self,
        py: Python<'_>,
        word: &Bound<'_, PyString>,
        distance: u32,
        limit: usize,
    ) -> PyResult<Vec<(String, u32)>> {
        let Some(word) = known(word)? else {
            return Ok(Vec::new());
        };
        super::asked::check_distance(distance)?;
        let found = py.detach(|| {
            let mut found = self.segment.near(word, distance);
            found.sort_by_key(|near| near.distance);
            found.truncate(limit);
            found
        });
        let pairs = found.into_iter().map(|near| (near.word, near.distance));
        Ok(pairs.collect())
    }

    fn runs(&self, word: &Bound<'_, PyString>) -> PyResult<Vec<RunRow>> {
        let term = known(word)?
            .and_then(|word| self.segment.find(word))
            .unwrap_or_default();
        let mut found = Vec::new();
        for (field, list) in [
            ("title", term.body),
            ("main", term.body),
            ("rest", term.rest),
        ] {
            found.extend(self.stretches(field, list));
        }
        Ok(found)
    }

    #[getter]
    fn nbytes(&self) -> usize {
        self.segment.bytes().len()
    }

    fn __repr__(&self) -> String {
        let segment = &self.segment;
        format!(
            "<Segment of {} words, {} pages, {} versions, {} bytes>",
            segment.table().len(),
            segment.entries(),
            segment.versions(),
            segment.bytes().len()
        )
    }
}

impl PySegment {
    fn new(segment: Segment) -> Self {
        let doors = OnceLock::new();
        Self { segment, doors }
    }

    #[inline]
    fn doors(&self) -> &Doors {
        let doors = || self.segment.table().doors(self.segment.bytes());
        self.doors.get_or_init(doors)
    }

    /// A list's runs with the count of one field; those that only the other field's count parts are one again.
    fn stretches(&self, field: &'static str, list: List) -> Vec<RunRow> {
        let segment = &self.segment;
        let mut found: Vec<RunRow> = Vec::new();
        for run in list.all(segment.bytes(), segment.versions()) {
            let count = if field == "title" {
                run.title
            } else {
                run.main
            };
            if count == 0 {
                continue;
            }
            let entry = segment.entry_of(run.first);
            let base = segment
                .start(entry)
                .wrapping_sub(segment.range(entry).start);
            let [from, to] = [run.first, run.last].map(|version| version.wrapping_add(base));
            let page = segment.page(entry);
            match found.last_mut() {
                Some(before)
                    if before.1 == page
                        && before.3.wrapping_add(1) == from
                        && before.4 == count =>
                {
                    before.3 = to;
                }
                _ => found.push((field, page, from, to, count)),
            }
        }
        found
    }
}

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        raised(error)
    }
}
