//! The manifest: the one file whose replacement publishes a generation.

use std::fmt::Write;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use crate::error::{Error, Result};

const NAME: &str = "manifest";
const HEAD: &str = "hud-index 1";

/// A segment as the manifest knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its file in the index directory.
    pub name: String,
    /// The file's length.
    pub bytes: u64,
    /// The checksum at the file's end.
    pub sum: u64,
}

/// What makes up a generation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Raised with every publication.
    pub generation: u64,
    /// The caller's own bookmark.
    pub cursor: Option<i64>,
    /// Oldest first.
    pub segments: Vec<Named>,
}

impl Manifest {
    /// Reads a directory's manifest; a directory without one is generation 0.
    ///
    /// # Errors
    /// [`Error::Corrupt`] or [`Error::Version`] for what is no manifest of ours, [`Error::Io`].
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(NAME);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(Error::Io(
                    format!("{} cannot be read", path.display()),
                    error,
                ));
            }
        };
        Self::parse(&String::from_utf8_lossy(&text)).map_err(|error| error.of(&path))
    }

    fn parse(text: &str) -> Result<Self> {
        let bad = |what: &str| Error::Corrupt(format!("the manifest {what}; rebuild the index"));
        let body = text.rfind("sum ").ok_or_else(|| bad("has no checksum"))?;
        let (body, sum) = text.split_at(body);
        if sum.trim_end() != format!("sum {:016x}", xxh3_64(body.as_bytes())) {
            return Err(bad("does not match its checksum"));
        }
        let mut lines = body.lines();
        if lines.next() != Some(HEAD) {
            return Err(Error::Version(
                "a manifest of another version; rebuild the index".into(),
            ));
        }
        let mut manifest = Self::default();
        for line in lines {
            let fields: Vec<&str> = line.split(' ').collect();
            match fields[..] {
                ["generation", number] => {
                    manifest.generation = number
                        .parse()
                        .map_err(|_| bad("has a generation that is no number"))?;
                }
                ["cursor", number] => {
                    manifest.cursor = Some(
                        number
                            .parse()
                            .map_err(|_| bad("has a cursor that is no number"))?,
                    );
                }
                ["segment", name, bytes, sum] if !name.contains('/') => {
                    manifest.segments.push(Named {
                        name: name.to_owned(),
                        bytes: bytes
                            .parse()
                            .map_err(|_| bad("has a length that is no number"))?,
                        sum: u64::from_str_radix(sum, 16)
                            .map_err(|_| bad("has a checksum that is no number"))?,
                    });
                }
                _ => return Err(bad("has a line that means nothing")),
            }
        }
        Ok(manifest)
    }

    fn text(&self) -> String {
        let mut out = format!("{HEAD}\ngeneration {}\n", self.generation);
        if let Some(cursor) = self.cursor {
            let _ = writeln!(out, "cursor {cursor}");
        }
        for Named { name, bytes, sum } in &self.segments {
            let _ = writeln!(out, "segment {name} {bytes} {sum:016x}");
        }
        let sum = xxh3_64(out.as_bytes());
        let _ = writeln!(out, "sum {sum:016x}");
        out
    }

    /// Publishes this manifest.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn publish(&self, folder: &Path) -> Result<()> {
        crate::segment::save(&folder.join(NAME), self.text().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Manifest {
        let named = Named {
            name: "a.seg".into(),
            bytes: 7,
            sum: 255,
        };
        Manifest {
            generation: 3,
            cursor: Some(-4),
            segments: vec![named],
        }
    }

    #[test]
    fn a_manifest_comes_back_whole() {
        assert_eq!(Manifest::parse(&sample().text()).unwrap(), sample());
    }

    #[test]
    fn a_damaged_manifest_is_refused() {
        let text = sample().text();
        for at in 0..text.len() - 1 {
            assert!(Manifest::parse(&text[..at]).is_err(), "cut at {at}");
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            assert!(
                Manifest::parse(&String::from_utf8_lossy(&bytes)).is_err(),
                "flipped at {at}"
            );
        }
    }
}
