//! Choice of segments to merge: tiers of four, so that each version is rewritten a few times only.

/// Segments that one tier may hold.
const FAN: usize = 4;
/// Segments below this size are one tier, whatever their size.
const SMALL: usize = 64 << 10;

const fn tier(bytes: usize) -> u32 {
    let mut tier = 0;
    let mut top = SMALL;
    while bytes > top {
        tier += 1;
        top *= FAN;
    }
    tier
}

/// How many of the newest segments should become one, given all sizes, oldest first.
pub(super) fn due(sizes: &[usize]) -> usize {
    let mut due = 0;
    // What a merge gives may fill the next tier; merging that at once saves writing it twice.
    let mut newest = sizes.last().copied().unwrap_or(0);
    loop {
        let level = tier(newest);
        let older = &sizes[..sizes.len() - due.max(usize::from(!sizes.is_empty()))];
        let count = older
            .iter()
            .rev()
            .take_while(|&&size| tier(size) <= level)
            .count();
        if count + 1 < FAN {
            return due;
        }
        newest += older[older.len() - count..].iter().sum::<usize>();
        due = due.max(1) + count;
    }
}

#[cfg(test)]
mod tests {
    use super::due;

    #[test]
    fn three_segments_of_a_tier_stay() {
        assert_eq!(due(&[1000, 1000, 1000]), 0);
        assert_eq!(due(&[1_000_000, 1000, 1000, 1000]), 0);
    }

    #[test]
    fn the_fourth_merges_its_tier() {
        assert_eq!(due(&[1000; 4]), 4);
        assert_eq!(due(&[1_000_000, 1000, 1000, 1000, 1000]), 4);
    }

    #[test]
    fn few_segments_after_many_commits() {
        let mut sizes = Vec::new();
        for size in std::iter::repeat_n(3000, 10_000) {
            sizes.push(size);
            let due = due(&sizes);
            let sum = sizes.split_off(sizes.len() - due).iter().sum();
            if due > 0 {
                sizes.push(sum);
            }
        }
        assert!(sizes.len() <= 16, "{} segments", sizes.len());
    }
}
