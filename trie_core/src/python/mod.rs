//! The Python module: thin shells around the crate's types.

mod errors;
mod index;
mod text;

use pyo3::prelude::*;

#[pymodule]
fn trie_core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    errors::register(module)?;
    text::register(module)?;
    index::register(module)
}
