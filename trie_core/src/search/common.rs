//! Intersection of lists of versions, by whichever way their lengths make the shortest.

/// Keeps the numbers that are in `other` too; both ascending, all below `below`.
pub(super) fn keep_common(numbers: &mut Vec<u32>, other: &[u32], below: u32, marks: &mut Vec<u8>) {
    if numbers.len() * 16 < other.len() {
        let mut rest = other;
        numbers.retain(|&number| {
            let mut step = 1;
            while step < rest.len() && rest[step] < number {
                step *= 2;
            }
            let from = step / 2;
            let until = (step + 1).min(rest.len());
            rest = &rest[from + rest[from..until].partition_point(|&other| other < number)..];
            rest.first() == Some(&number)
        });
    } else if (numbers.len() + other.len()) * 8 > below as usize {
        // Long lists: marking one and asking for the other branches on nothing.
        if marks.len() < below as usize {
            marks.resize(below as usize, 0);
        }
        for &number in other {
            marks[number as usize] = 1;
        }
        let mut kept = 0;
        for at in 0..numbers.len() {
            let number = numbers[at];
            numbers[kept] = number;
            kept += usize::from(marks[number as usize]);
        }
        numbers.truncate(kept);
        // Left as they were found: all zero.
        for &number in other {
            marks[number as usize] = 0;
        }
    } else {
        let (mut left, mut right, mut kept) = (0, 0, 0);
        while left < numbers.len() && right < other.len() {
            let (one, two) = (numbers[left], other[right]);
            numbers[kept] = one;
            kept += usize::from(one == two);
            left += usize::from(one <= two);
            right += usize::from(two <= one);
        }
        numbers.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::keep_common;

    #[test]
    fn every_way_of_intersecting_agrees() {
        let every = |step: u32, below: u32| (0..below).step_by(step as usize).collect::<Vec<u32>>();
        for (one, two, below) in [
            (2, 3, 1000),
            (300, 2, 1000),
            (200, 300, 100_000),
            (1, 1, 10),
            (7, 500, 1000),
        ] {
            let (mut numbers, other) = (every(one, below), every(two, below));
            let expected: Vec<u32> = numbers
                .iter()
                .copied()
                .filter(|number| other.contains(number))
                .collect();
            keep_common(&mut numbers, &other, below, &mut vec![0; 5]);
            assert_eq!(numbers, expected);
        }
    }
}
