//! Texts from which passages are cut again and again.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Marker, Part, Sketch};

/// A text; the second time a passage is cut from it, a sketch of it is made.
#[derive(Debug)]
pub struct Source {
    text: Box<str>,
    used: AtomicBool,
    sketch: OnceLock<Option<Sketch>>,
}

impl Source {
    /// That of a text.
    #[must_use]
    pub fn new(text: Box<str>) -> Self {
        Self {
            text,
            used: AtomicBool::new(false),
            sketch: OnceLock::new(),
        }
    }

    /// The text itself.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The best piece around the words of `marker`.
    #[must_use]
    pub fn passage(&self, marker: &Marker) -> Vec<Part> {
        // Making a sketch takes as long as looking through the text ten times, and most texts are hardly looked at.
        let sketch = if self.used.swap(true, Ordering::Relaxed) {
            self.sketch.get_or_init(|| Sketch::new(&self.text)).as_ref()
        } else {
            None
        };
        marker.snippet_by(&self.text, sketch)
    }

    /// Bytes of memory, with the sketch that may be made.
    #[must_use]
    pub fn size(&self) -> usize {
        size_of::<Self>() + self.text.len() + Sketch::size(self.text.len())
    }
}
