//! Errors of this crate, in kinds a caller can tell apart.

use std::fmt;

/// Short for a result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong.
#[derive(Debug)]
pub enum Error {
    /// A damaged or foreign file: which and what.
    Corrupt(String),
    /// A file made by another version of the format or the tokeniser.
    Version(String),
    /// Another writer holds the index.
    Locked(String),
    /// Arguments that cannot be meant.
    Input(String),
    /// The operating system said no.
    Io(String, std::io::Error),
}

impl Error {
    /// The same error, saying which file it speaks of.
    #[must_use]
    pub fn of(self, path: &std::path::Path) -> Self {
        let name = path.display();
        match self {
            Self::Corrupt(what) => Self::Corrupt(format!("{name}: {what}")),
            Self::Version(what) => Self::Version(format!("{name}: {what}")),
            other => other,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Corrupt(what) | Self::Version(what) | Self::Locked(what) | Self::Input(what) => {
                out.write_str(what)
            }
            Self::Io(what, error) => write!(out, "{what}: {error}"),
        }
    }
}

impl std::error::Error for Error {}
