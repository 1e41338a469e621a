//! Folding of a draft: newer parts of a page's history supersede older ones.

use hashbrown::{HashMap, HashSet};

use super::draft::{Draft, Meta, Part, Touch};
use crate::error::{Error, Result};

/// One page of the segment: its history after newer parts have superseded older ones.
pub(super) struct Entry {
    pub page: u32,
    pub start: u32,
    pub site: u32,
    pub versions: u32,
}

/// What is left of a draft's parts.
pub(super) struct Folded {
    pub entries: Vec<Entry>,
    /// For each version of the draft its place in the segment, or `u32::MAX`.
    pub places: Vec<u32>,
    pub versions: Vec<Meta>,
    pub touches: Vec<Touch>,
}

impl Folded {
    pub fn of(draft: &Draft, whole: bool) -> Result<Self> {
        if draft.versions.len() >= 1 << 31 {
            return Err(Error::Input(
                "more than 2,147,483,647 versions in one segment; commit more often".into(),
            ));
        }
        let mut order: Vec<usize> = (0..draft.parts.len()).collect();
        order.sort_by_key(|&part| draft.parts[part].page);
        let mut entries = Vec::new();
        let mut versions = Vec::with_capacity(draft.versions.len());
        let mut places = vec![u32::MAX; draft.versions.len()];
        // Part, and which of its versions count.
        let mut chain: Vec<(usize, u32, u32)> = Vec::new();
        for (place, &part) in order.iter().enumerate() {
            let Part {
                page,
                start,
                site,
                from,
                to,
            } = draft.parts[part];
            supersede(&mut chain, draft, part)?;
            chain.push((part, from, to));
            if order
                .get(place + 1)
                .is_some_and(|&next| draft.parts[next].page == page)
            {
                continue;
            }
            let first = draft.parts[chain[0].0].start;
            let _ = start;
            let before = versions.len();
            for &(_, from, to) in &chain {
                for version in from..to {
                    places[version as usize] = versions.len() as u32;
                    versions.push(draft.versions[version as usize]);
                }
            }
            let count = (versions.len() - before) as u32;
            if first.checked_add(count).is_none() {
                return Err(Error::Input(format!(
                    "page {page} has more versions than can be numbered"
                )));
            }
            if !(whole && count == 0) {
                entries.push(Entry {
                    page,
                    start: first,
                    site,
                    versions: count,
                });
            }
            chain.clear();
        }
        let touches = touch(draft, &entries, &places, &mut versions, whole);
        Ok(Self {
            entries,
            places,
            versions,
            touches,
        })
    }
}

/// Cuts off what a newer part says anew.
fn supersede(chain: &mut Vec<(usize, u32, u32)>, draft: &Draft, newer: usize) -> Result<()> {
    let start = draft.parts[newer].start;
    let Some(&(oldest, ..)) = chain.first() else {
        return Ok(());
    };
    let first = draft.parts[oldest].start;
    if start <= first {
        chain.clear();
        return Ok(());
    }
    let mut left = start - first;
    for link in chain.iter_mut() {
        let keep = left.min(link.2 - link.1);
        link.2 = link.1 + keep;
        left -= keep;
    }
    if left > 0 {
        let page = draft.parts[newer].page;
        return Err(Error::Corrupt(format!(
            "page {page}: a history goes on at version {start}, {left} are missing"
        )));
    }
    Ok(())
}

/// Applies the touches that speak of the draft's own versions and keeps those of older segments.
fn touch(
    draft: &Draft,
    entries: &[Entry],
    places: &[u32],
    versions: &mut [Meta],
    whole: bool,
) -> Vec<Touch> {
    if draft.touches.is_empty() {
        return Vec::new();
    }
    let mut offset = 0;
    let starts: HashMap<u32, (u32, u32, u32)> = entries
        .iter()
        .map(|entry| {
            let at = offset;
            offset += entry.versions;
            (entry.page, (entry.start, entry.versions, at))
        })
        .collect();
    // Which part put a version that is still there.
    let mut owner = vec![usize::MAX; versions.len()];
    for (number, part) in draft.parts.iter().enumerate() {
        for version in part.from..part.to {
            if let Some(owner) = owner.get_mut(places[version as usize] as usize) {
                *owner = number;
            }
        }
    }
    let deleted: HashSet<u32> = draft.parts.iter().map(|part| part.page).collect();
    let mut older: HashMap<(u32, u32), i64> = HashMap::new();
    for &(
        Touch {
            page,
            ordinal,
            last_read,
        },
        parts,
    ) in &draft.touches
    {
        match starts.get(&page) {
            Some(&(start, count, at)) if ordinal >= start => {
                if ordinal - start < count {
                    let version = (at + ordinal - start) as usize;
                    if owner[version] < parts {
                        versions[version].last_read = versions[version].last_read.max(last_read);
                    }
                }
            }
            None if whole || deleted.contains(&page) => {}
            _ if whole => {}
            _ => {
                let read = older.entry((page, ordinal)).or_insert(last_read);
                *read = last_read.max(*read);
            }
        }
    }
    let mut touches: Vec<Touch> = older
        .into_iter()
        .map(|((page, ordinal), last_read)| Touch {
            page,
            ordinal,
            last_read,
        })
        .collect();
    touches.sort_unstable_by_key(|touch| (touch.page, touch.ordinal));
    touches
}
