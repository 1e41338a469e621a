//! Looking up one version in a word's list, without reading the blocks before it.

use super::{BLOCK, Block, List, Run, load32};

/// What a look into a list leaves for the next: the block read last.
#[derive(Default)]
pub struct Look {
    number: Option<usize>,
    block: Block,
}

impl Look {
    /// Before looking into another list.
    pub fn forget(&mut self) {
        self.number = None;
    }
}

impl List {
    /// The run that contains a version, found without reading the blocks before it.
    #[must_use]
    pub fn at(&self, bytes: &[u8], versions: u32, version: u32) -> Option<Run> {
        self.at_by(bytes, versions, version, &mut Look::default())
    }

    /// Like [`List::at`], one of several looks into the same list.
    #[must_use]
    pub fn at_by(&self, bytes: &[u8], versions: u32, version: u32, look: &mut Look) -> Option<Run> {
        if self.len == 1 {
            let (run, _) = self.one(bytes);
            return (run.first..=run.last).contains(&version).then_some(run);
        }
        if let Some(bits) = self.bits() {
            let (main, title) = bits
                .contains(bytes, version)
                .then(|| self.count(bytes, bits.rank(bytes, version)))?;
            return Some(Run {
                first: version,
                last: version,
                main,
                title,
            });
        }
        let (mut low, mut high) = (0, self.blocks());
        if high > 1 {
            while low < high {
                let middle = usize::midpoint(low, high);
                if load32(bytes, self.at + middle * 8) < version {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
        }
        if low >= self.blocks() {
            return None;
        }
        let Look { number, block } = look;
        if *number != Some(low) {
            *number = None;
            if !self.block_runs(bytes, low, versions, block) {
                return None;
            }
            *number = Some(low);
        }
        let index = block.last[..block.len].partition_point(|&last| last < version);
        let (first, last) = (*block.first.get(index)?, *block.last.get(index)?);
        if index >= block.len || first > version {
            return None;
        }
        let (main, title) = self.count(bytes, low * BLOCK + index);
        Some(Run {
            first,
            last,
            main,
            title,
        })
    }
}
