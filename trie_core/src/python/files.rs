//! The files of an index for Python: which are published, and whether they are still what was published.

use std::path::PathBuf;

use pyo3::prelude::*;

use super::errors::raised;
use crate::index::{check, published};

/// Names and lengths of the segments.
#[pyfunction]
#[allow(clippy::needless_pass_by_value)] // PyO3 hands paths over by value
pub(super) fn published_files(py: Python<'_>, path: PathBuf) -> PyResult<Vec<(String, u64)>> {
    let manifest = py.detach(|| published(&path)).map_err(raised)?;
    let segments = manifest.segments.into_iter();
    Ok(segments.map(|named| (named.name, named.bytes)).collect())
}

/// Bytes read.
#[pyfunction]
#[pyo3(signature = (path, *, rate=None))]
#[allow(clippy::needless_pass_by_value)] // PyO3 hands paths over by value
pub(super) fn check_files(py: Python<'_>, path: PathBuf, rate: Option<u64>) -> PyResult<u64> {
    py.detach(|| check(&path, rate)).map_err(raised)
}
