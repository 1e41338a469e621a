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
    classes
};

/// Appends the clean text to `out`. With `lines` line ends are breaks; `markup` resolves references.
pub(super) fn clean(raw: &str, lines: bool, markup: bool, out: &mut String) -> Run {
    let text = if markup && memchr(b'&', raw.as_bytes()).is_some() {
        let flat: Cow<'_, str> = if memchr(b'\t', raw.as_bytes()).is_some() {
            raw.replace('\t', " ").into()
        } else {
            raw.into()
        };
        Cow::Owned(htmlize::unescape(flat).into_owned())
    } else {
        Cow::Borrowed(raw)
    };
    // A tab that somebody wrote as a reference is meant.
    let tabs = matches!(text, Cow::Owned(_));
    let start = out.len();
    let (lead, trail) = write(&text, lines, tabs, out);
    Run {
        lead,
        trail,
        weight: characters(&text),
        chars: characters(&out[start..]),
    }
}

fn write(text: &str, lines: bool, tabs: bool, out: &mut String) -> (Gap, Gap) {
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
    if out.len() == start {
        (gap, gap)
    } else {
        (lead, gap)
    }
}

/// The end of what can be copied as it is: plain characters, with single blanks between them.
fn plain_until(bytes: &[u8], mut at: usize) -> usize {
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

/// How many characters a text has, as far as they can be counted in 32 bits.
pub(super) fn characters(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
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
