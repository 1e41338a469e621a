//! x
#[cfg(feature="python")]
#[pyo3::pymodule]
fn trie_core(m: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> { use pyo3::prelude::*; m.add("TOKENIZER_VERSION", 1) }
