//! The ruler of time: bars of when the pages that match were there, each a link, and the same numbers as a table.

use std::ops::Range;

use super::number;

/// What is the same in every ruler of the same bins; all lists but `boxes` have an item for each bin.
#[derive(Debug, Clone, Default)]
pub struct Strip {
    /// The rest of a bin's link, behind what all begin with, up to the number of pages.
    pub links: Vec<Vec<u8>>,
    /// The beginning of a bar, behind the number: inside the window, outside of it, and where the words first stood.
    pub bars: [Vec<Vec<u8>>; 3],
    /// The end of a bar, by its height, from the least to the greatest.
    pub boxes: Vec<Vec<u8>>,
    /// The beginning of a row whose first bin it is, and the rest of it by its last bin, up to the number.
    pub rows: [Vec<Vec<u8>>; 2],
    /// What stands between every three digits.
    pub separator: String,
}

impl Strip {
    /// How many bins there are, if all lists agree on it.
    #[must_use]
    pub fn bins(&self) -> Option<usize> {
        let bins = self.links.len();
        let mut lists = self.bars.iter().chain(&self.rows);
        (lists.all(|list| list.len() == bins) && !self.boxes.is_empty()).then_some(bins)
    }

    /// Appends the bars of these numbers of pages; `inside` are the bins inside the window, `first` the one in which
    /// the words first stood, and `link` is what every link begins with.
    pub fn write_bars(
        &self,
        pages: &[u64],
        inside: &Range<usize>,
        first: Option<usize>,
        link: &[u8],
        out: &mut Vec<u8>,
    ) {
        let most = pages.iter().copied().max().unwrap_or(0).max(1);
        let step = (self.boxes.len() - 1) as f64 / most as f64;
        for (bin, &pages) in pages.iter().enumerate().filter(|(_, pages)| **pages > 0) {
            let kind = match first {
                Some(first) if first == bin => 2,
                _ => usize::from(!inside.contains(&bin)),
            };
            #[expect(clippy::cast_sign_loss, reason = "not below zero")]
            let height = (pages as f64 * step).round_ties_even() as usize;
            out.extend_from_slice(b"<a href=\"");
            out.extend_from_slice(link);
            out.extend_from_slice(&self.links[bin]);
            number(pages, &self.separator, out);
            out.extend_from_slice(&self.bars[kind][bin]);
            out.extend_from_slice(&self.boxes[height.min(self.boxes.len() - 1)]);
        }
    }

    /// Appends the same numbers as rows of a table; neighbours with the same number are one row.
    pub fn write_rows(&self, pages: &[u64], out: &mut Vec<u8>) {
        let [firsts, lasts] = &self.rows;
        let mut start = 0;
        for same in pages.chunk_by(PartialEq::eq) {
            let after = start + same.len();
            if same[0] > 0 {
                out.extend_from_slice(&firsts[start]);
                out.extend_from_slice(&lasts[after - 1]);
                number(same[0], &self.separator, out);
                out.push(b'\n');
            }
            start = after;
        }
    }
}
