//! x
/// A piece.
pub type Part = (String, bool);
/// x
#[must_use]
pub fn snippet(_t: &str, _w: &[&str], _width: usize) -> Vec<Part> { vec![] }
