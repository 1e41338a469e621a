//! Which segments to merge: tiers of four, so that each version is rewritten a few times only.

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
    let highest = sizes.iter().map(|&size| tier(size)).max().unwrap_or(0);
    let mut due = 0;
    for level in 0..=highest {
        let count = sizes
            .iter()
            .rev()
            .take_while(|&&size| tier(size) <= level)
            .count();
        if count >= FAN && count > due {
            due = count;
            // What comes out may fill the next tier; merging it now saves writing it twice.
            let sum: usize = sizes[sizes.len() - count..].iter().sum();
            if tier(sum) <= level {
                break;
            }
        }
    }
    due
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
        for _ in 0..10_000 {
            sizes.push(3000);
            let due = due(&sizes);
            let sum = sizes.split_off(sizes.len() - due).iter().sum();
            if due > 0 {
                sizes.push(sum);
            }
        }
        assert!(sizes.len() <= 16, "{} segments", sizes.len());
    }
}
