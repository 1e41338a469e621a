//! The languages of the matching pages, counted by their primary subtag.

use crate::index::Snapshot;
use crate::segment::Segment;

/// How many matching versions there are in each language of each segment.
#[derive(Debug)]
pub(super) struct Languages {
    counts: Vec<Vec<usize>>,
}

impl Languages {
    /// Nothing counted yet.
    pub fn new(snapshot: &Snapshot) -> Self {
        let views = snapshot.views.iter();
        let names = views.map(|view| view.segment.languages().len());
        Self {
            counts: names.map(|names| vec![0; names]).collect(),
        }
    }

    /// Counts a version of the segment with this number.
    #[inline]
    pub fn add(&mut self, number: usize, segment: &Segment, version: u32) {
        if let Some(count) = self.counts[number].get_mut(segment.language(version) as usize) {
            *count += 1;
        }
    }

    /// Each language with its pages, most first; what declares none is left out.
    pub fn sums(&self, snapshot: &Snapshot) -> Vec<(String, usize)> {
        let mut sums: Vec<(String, usize)> = Vec::new();
        for (view, counts) in snapshot.views.iter().zip(&self.counts) {
            for (tag, &count) in view.segment.languages().iter().zip(counts) {
                let primary = tag.split(['-', '_']).next().unwrap_or_default();
                if count == 0 || primary.is_empty() {
                    continue;
                }
                let primary = primary.to_ascii_lowercase();
                match sums.iter_mut().find(|(language, _)| *language == primary) {
                    Some((_, sum)) => *sum += count,
                    None => sums.push((primary, count)),
                }
            }
        }
        sums.sort_unstable_by(|left, right| {
            right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0))
        });
        sums
    }
}
