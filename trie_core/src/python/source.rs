//! `Text` for Python: what passages are cut from.

use pyo3::prelude::*;

use crate::text::{Source, is_seen};

/// A text from which passages are cut again and again.
#[pyclass(name = "Text", module = "trie_core", frozen)]
pub(super) struct PyText(pub(super) Source);

#[pymethods]
impl PyText {
    #[new]
    fn new(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text).into_owned().into_boxed_str();
        Self(Source::new(text))
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
