//! The Python module: thin shells around the crate's types.

mod answer;
mod asked;
mod diff;
mod errors;
mod files;
mod html;
mod index;
mod rank;
mod segment;
mod sentences;
mod source;
mod text;
mod writer;

use pyo3::prelude::*;

// What threads share is frozen, behind a lock or made once, so no interpreter lock is needed.
#[pymodule(gil_used = false)]
fn trie_core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    errors::register(module)?;
    text::register(module)?;
    sentences::register(module)?;
    diff::register(module)?;
    module.add_function(wrap_pyfunction!(html::read_html, module)?)?;
    module.add_function(wrap_pyfunction!(html::read_markdown, module)?)?;
    module.add_function(wrap_pyfunction!(html::is_utf8, module)?)?;
    module.add_class::<html::PyHtml>()?;
    module.add_class::<segment::PySegment>()?;
    module.add_class::<writer::PyVersion>()?;
    module.add_class::<writer::PyWriter>()?;
    module.add_function(wrap_pyfunction!(files::published_files, module)?)?;
    module.add_function(wrap_pyfunction!(files::check_files, module)?)?;
    module.add_class::<index::PyIndex>()?;
    module.add_class::<rank::PyWeights>()?;
    module.add_class::<rank::PyVisits>()?;
    module.add_class::<rank::PyTags>()?;
    module.add_class::<source::PyText>()?;
    module.add_class::<answer::PyAnswer>()?;
    module.add_class::<answer::PyHit>()
}
