//! Versions with all words, in a segment where every page has one version, so that a run is a version.

use super::common::keep_common;
use super::window;
use crate::index::View;
use crate::segment::List;
use crate::stem::{EVERY, RuleSet};

/// Buffers that one search hands to the next on its thread.
#[derive(Default)]
pub(super) struct Each {
    versions: Vec<u32>,
    other: Vec<u32>,
    marks: Vec<u8>,
    bits: Vec<u64>,
    some: Vec<u64>,
}

/// Versions, in the form they were found in.
pub(super) enum Found<'a> {
    /// One bit for each version.
    Bits(&'a [u64]),
    /// Ascending.
    Numbers(&'a [u32]),
}

impl Found<'_> {
    /// How many.
    pub fn count(&self) -> usize {
        match self {
            Found::Bits(bits) => bits.iter().map(|bits| bits.count_ones() as usize).sum(),
            Found::Numbers(versions) => versions.len(),
        }
    }

    /// Hands each version to `take`, ascending.
    pub fn for_each(&self, mut take: impl FnMut(u32)) {
        match self {
            Found::Bits(bits) => {
                for (group, &bits) in (0..).zip(*bits) {
                    let mut bits = bits;
                    while bits != 0 {
                        take(group * 64 + bits.trailing_zeros());
                        bits &= bits - 1;
                    }
                }
            }
            Found::Numbers(versions) => versions.iter().copied().for_each(take),
        }
    }
}

impl Each {
    /// The current versions that are in any of the lists, of each those in some languages, and with a deadline only
    /// those read by then. Lists of the same languages stand together.
    pub fn any(&mut self, view: &View, lists: &[(List, RuleSet)], deadline: Option<i64>) -> &[u64] {
        let segment = &view.segment;
        let (bytes, below) = (segment.bytes(), segment.versions());
        let Self {
            versions,
            bits,
            some,
            ..
        } = self;
        bits.clear();
        bits.resize(view.current().len(), 0);
        for alike in lists.chunk_by(|left, right| left.1 == right.1) {
            let rules = alike[0].1;
            let into = if rules == EVERY {
                &mut *bits
            } else {
                some.clear();
                some.resize(bits.len(), 0);
                &mut *some
            };
            for (list, _) in alike {
                if list.is_dense() {
                    list.join(bytes, into);
                    continue;
                }
                versions.clear();
                list.ends(bytes, below, versions);
                for &version in &*versions {
                    into[version as usize / 64] |= 1 << (version % 64);
                }
            }
            if rules != EVERY {
                segment.keep_ruled(rules, some);
                for (bits, some) in bits.iter_mut().zip(&*some) {
                    *bits |= some;
                }
            }
        }
        for (bits, current) in bits.iter_mut().zip(view.current()) {
            *bits &= current;
        }
        if let Some(deadline) = window::needed(segment, deadline) {
            window::keep(segment, deadline, bits);
        }
        bits
    }

    /// The versions that are in all the lists, of which the first is the shortest; with `current`, only those that
    /// are their pages' current ones, and with a deadline only those read by then.
    pub fn common(
        &mut self,
        view: &View,
        lists: &[List],
        current: bool,
        deadline: Option<i64>,
    ) -> Found<'_> {
        let segment = &view.segment;
        let (bytes, below) = (segment.bytes(), segment.versions());
        let Self {
            versions,
            other,
            marks,
            bits,
            ..
        } = self;
        let deadline = window::needed(segment, deadline);
        if lists[0].is_dense() {
            bits.clear();
            if current {
                bits.extend_from_slice(view.current());
            } else {
                bits.resize(view.current().len(), u64::MAX);
            }
            if let Some(deadline) = deadline {
                window::narrow(segment, deadline, bits);
            }
            for list in lists {
                list.keep(bytes, bits);
            }
            if let Some(deadline) = deadline {
                window::keep(segment, deadline, bits);
            }
            return Found::Bits(bits);
        }
        versions.clear();
        lists[0].ends(bytes, below, versions);
        if current {
            versions.retain(|&version| view.is_current(version));
        }
        for list in &lists[1..] {
            if list.is_dense() {
                list.retain(bytes, versions);
            } else {
                other.clear();
                list.ends(bytes, below, other);
                keep_common(versions, other, below, marks);
            }
        }
        if let Some(deadline) = deadline {
            window::keep_numbers(segment, deadline, versions);
        }
        Found::Numbers(versions)
    }
}
