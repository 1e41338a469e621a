//! Text as it is kept: single blanks, no marks that only typesetters see, white space at the ends set aside.

use std::borrow::Cow;

use memchr::memchr;

/// What stands between a text and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// They are one word.
    #[default]
    None,
    /// They are two words.
    Space,
    /// They stand on two lines.
    Break,
}

/// What was made of a piece of text.
pub(super) struct Run {
    /// White space before it; all there was if it has no characters.
    pub lead: Gap,
    /// White space behind it.
    pub trail: Gap,
    /// Characters as they stood in the page.
    pub weight: u32,
    /// Characters kept.
    pub chars: u32,
}

const PLAIN: u8 = 0;
const BLANK: u8 = 1;
const DROPPED: u8 = 2;
const TWO: u8 = 3;
const THREE: u8 = 4;
const REFERENCE: u8 = 5;

static CLASSES: [u8; 256] = {
    let mut classes = [PLAIN; 256];
    let mut byte = 0;
    while byte < 32 {
        classes[byte] = DROPPED;
        byte += 1;
    }
    let (mut at, blanks) = (0, b" \t\n\r\x0c");
    while at < blanks.len() {
        classes[blanks[at] as usize] = BLANK;
        at += 1;
    }
    // Lead bytes of no-break space, soft hyphen and pilcrow, and of the two that are no characters.
    classes[0xc2] = TWO;
    classes[0xef] = THREE;
    classes[b'&' as usize] = REFERENCE;
    classes
};

/// Appends the clean text to `out`. With `lines` line ends are breaks; `markup` resolves references.
pub(super) fn clean(raw: &str, lines: bool, markup: bool, out: &mut String) -> Run {
    let start = out.len();
    if let Some(ends) = write(raw, lines, false, markup, out) {
        return run(raw, ends, &out[start..]);
    }
    out.truncate(start);
    let flat: Cow<'_, str> = if memchr(b'\t', raw.as_bytes()).is_some() {
        raw.replace('\t', " ").into()
    } else {
        raw.into()
    };
    let text = htmlize::unescape(flat);
    // A tab that somebody wrote as a reference is meant.
    let tabs = matches!(text, Cow::Owned(_));
    let ends = write(&text, lines, tabs, false, out).unwrap_or_default();
    run(&text, ends, &out[start..])
}

fn run(text: &str, (lead, trail): (Gap, Gap), kept: &str) -> Run {
    let (weight, chars) = if kept.is_empty() {
        (0, 0)
    } else if text.is_ascii() {
        (bounded(text.len()), bounded(kept.len()))
    } else {
        (characters(text), characters(kept))
    };
    Run {
        lead,
        trail,
        weight,
        chars,
    }
}

/// What stands before and behind the text that was written; nothing if there are `references` to resolve.
fn write(
    text: &str,
    lines: bool,
    tabs: bool,
    references: bool,
    out: &mut String,
) -> Option<(Gap, Gap)> {
    let bytes = text.as_bytes();
    let start = out.len();
    let (mut lead, mut gap) = (Gap::None, Gap::None);
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        match CLASSES[usize::from(bytes[at])] {
            PLAIN => at = plain_until(bytes, at),
            BLANK => {
                let breaks = lines && bytes[at] == b'\n' || tabs && bytes[at] == b'\t';
                gap = gap.max(if breaks { Gap::Break } else { Gap::Space });
                at += 1;
                continue;
            }
            DROPPED => {
                at += 1;
                continue;
            }
            REFERENCE => {
                if references {
                    return None;
                }
                at += 1;
            }
            TWO => {
                at += 2;
                match bytes[from + 1] {
                    0xa0 => {
                        gap = gap.max(Gap::Space);
                        continue;
                    }
                    0xad | 0xb6 => continue,
                    _ => {}
                }
            }
            _ => {
                at += 3;
                if bytes[from + 1] == 0xbf && bytes[from + 2] >= 0xbe {
                    continue;
                }
            }
        }
        if out.len() == start {
            lead = gap;
        } else {
            match gap {
                Gap::None => {}
                Gap::Space => out.push(' '),
                Gap::Break => out.push('\n'),
            }
        }
        gap = Gap::None;
        out.push_str(&text[from..at]);
    }
    Some(if out.len() == start {
        (gap, gap)
    } else {
        (lead, gap)
    })
}

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = ONES << 7;
const BLANKS: u64 = ONES * b' ' as u64;

/// The top bits of the bytes that are zero; right up to the first, and that is all that is asked.
fn zeros(bytes: u64) -> u64 {
    bytes.wrapping_sub(ONES) & !bytes & TOPS
}

/// The end of what can be copied as it is: plain characters, with single blanks between them.
///
/// Eight bytes at a time while there are as many. The first byte is plain.
fn plain_until(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = bytes[at..].first_chunk::<8>() {
        let eight = u64::from_le_bytes(*eight);
        let blank = zeros(eight ^ BLANKS);
        let other = eight.wrapping_sub(BLANKS) & !eight & TOPS
            | zeros(eight ^ (ONES * 0xc2))
            | zeros(eight ^ (ONES * 0xef))
            | zeros(eight ^ (ONES * u64::from(b'&')))
            | blank & (blank >> 8);
        if other == 0 {
            // A blank at the end may be the first of several: it is looked at again.
            at += if blank >> 63 == 1 { 7 } else { 8 };
            continue;
        }
        at += other.trailing_zeros() as usize / 8;
        return if bytes[at - 1] == b' ' { at - 1 } else { at };
    }
    let plain = |at: usize| {
        bytes
            .get(at)
            .is_some_and(|&byte| CLASSES[usize::from(byte)] == PLAIN)
    };
    loop {
        while plain(at) {
            at += 1;
        }
        if bytes.get(at) == Some(&b' ') && plain(at + 1) {
            at += 2;
        } else {
            return at;
        }
    }
}

/// A size in 32 bits.
pub(super) fn bounded(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

/// How many characters a text has, as far as they can be counted in 32 bits.
pub(super) fn characters(text: &str) -> u32 {
    bounded(text.chars().count())
}

/// Text as one line of at most `most` characters, for titles.
pub(super) fn line(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut room = most;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            if room <= 1 {
                break;
            }
            line.push(' ');
            room -= 1;
        }
        let end = word
            .char_indices()
            .nth(room)
            .map_or(word.len(), |(end, _)| end);
        line.push_str(&word[..end]);
        room -= word[..end].chars().count();
        if room == 0 {
            break;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(raw: &str, lines: bool) -> (Gap, String, Gap) {
        let mut out = String::new();
        let run = clean(raw, lines, true, &mut out);
        (run.lead, out, run.trail)
    }

    #[test]
    fn white_space_is_single_and_set_aside_at_the_ends() {
        let (lead, text, trail) = cleaned(" \n one\n  two\u{a0} three\t", false);
        assert_eq!(
            (lead, text.as_str(), trail),
            (Gap::Space, "one two three", Gap::Space)
        );
    }

    #[test]
    fn blanks_are_single_wherever_they_stand() {
        for front in 0..20 {
            for blanks in [
                "", " ", "  ", " \n", "\u{a0}", " !", "  !", " & ", "\u{ad} ",
            ] {
                let words = format!("{}{blanks}{}", "x".repeat(front), "y".repeat(20));
                let mut slow = String::new();
                for c in words.chars().filter(|&c| c != '\u{ad}') {
                    let blank = c == '\u{a0}' || c == '\n' || c == ' ';
                    if !blank {
                        slow.push(c);
                    } else if !slow.is_empty() && !slow.ends_with(' ') {
                        slow.push(' ');
                    }
                }
                assert_eq!(cleaned(&words, false).1, slow, "{words:?}");
            }
        }
    }

    #[test]
    fn lines_and_written_tabs_are_breaks() {
        assert_eq!(cleaned("a\n  b", true).1, "a\nb");
        assert_eq!(cleaned("a\t&#9;b", false).1, "a\nb");
        assert_eq!(cleaned("a\tb", false).1, "a b");
    }

    #[test]
    fn what_nobody_reads_is_dropped() {
        assert_eq!(
            cleaned("co\u{ad}op\u{b6}\u{1}\u{ffff}é\u{feff}", false).1,
            "coopé\u{feff}"
        );
    }

    #[test]
    fn titles_are_one_bounded_line() {
        assert_eq!(line(" a \n b ", 10), "a b");
        assert_eq!(line("ééé ééé", 4), "ééé");
        assert_eq!(line("ééé ééé", 5), "ééé é");
    }
}
