//! The exceptions of the module, one family under [`TrieCoreError`], which is a `ValueError`.
//!
//! They stand together so that whoever wraps another part of the crate finds them in one place.

use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

create_exception!(
    trie_core,
    TrieCoreError,
    PyValueError,
    "Whatever trie_core refuses."
);
create_exception!(
    trie_core,
    QuerySyntax,
    TrieCoreError,
    "A query that contradicts itself: str() says what to do; .position, .code and .part say where and which."
);
create_exception!(
    trie_core,
    Corrupt,
    TrieCoreError,
    "A damaged or foreign file; says which and what."
);
create_exception!(
    trie_core,
    VersionMismatch,
    TrieCoreError,
    "A file made by another format version."
);
create_exception!(
    trie_core,
    Locked,
    TrieCoreError,
    "Another writer holds the index."
);

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("TrieCoreError", py.get_type::<TrieCoreError>())?;
    module.add("QuerySyntax", py.get_type::<QuerySyntax>())?;
    module.add("Corrupt", py.get_type::<Corrupt>())?;
    module.add("VersionMismatch", py.get_type::<VersionMismatch>())?;
    module.add("Locked", py.get_type::<Locked>())
}

/// The exception for a query, with its attributes.
pub(super) fn query_syntax(py: Python<'_>, error: &crate::query::QuerySyntax) -> PyErr {
    let exception = QuerySyntax::new_err(error.message);
    let value = exception.value(py);
    let filled = value
        .setattr("position", error.position)
        .and_then(|()| value.setattr("code", error.code))
        .and_then(|()| value.setattr("part", &error.part));
    filled.err().unwrap_or(exception)
}

/// The exception for what went wrong inside the crate.
#[allow(clippy::needless_pass_by_value)] // map_err hands the error over
pub(super) fn raised(error: crate::error::Error) -> PyErr {
    use crate::error::Error;
    match &error {
        Error::Corrupt(what) => Corrupt::new_err(what.clone()),
        Error::Version(what) => VersionMismatch::new_err(what.clone()),
        Error::Locked(what) => Locked::new_err(what.clone()),
        Error::Input(what) => TrieCoreError::new_err(what.clone()),
        Error::Io(_, cause) => {
            let kind = std::io::Error::new(cause.kind(), error.to_string());
            kind.into()
        }
    }
}
