//! Width of a text when it is shown: a run of white space is one character, a direction mark none.

use std::ops::Range;

use super::spot::high_from;

/// Bytes counted at once, so that their number fits a byte.
const STEP: usize = 128;

/// The most bytes of a character.
pub(super) const LONGEST: usize = 4;

/// Whether the character is shown as a blank.
#[inline]
pub(super) fn is_blank(c: char) -> bool {
    if c.is_ascii() {
        return is_blank_byte(c as u8);
    }
    c.is_whitespace() || c.is_control()
}

/// The same for a character of ASCII.
#[inline]
pub(super) const fn is_blank_byte(byte: u8) -> bool {
    byte <= b' ' || byte == 0x7f
}

/// Whether the character is left out: marks that turn the direction of whatever stands behind them.
#[inline]
pub(super) const fn is_hidden(c: char) -> bool {
    c >= '\u{61c}'
        && matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Counts shown characters, one after the other.
#[derive(Default)]
struct Counter {
    count: usize,
    blank: bool,
}

impl Counter {
    #[inline]
    fn add(&mut self, c: char) -> usize {
        if !is_hidden(c) {
            let blank = is_blank(c);
            self.count += usize::from(!(blank && self.blank));
            self.blank = blank;
        }
        self.count
    }

    /// Adds a text, or as much of it as has more than `most` characters; of ASCII, as most of it is, many at once.
    fn add_up_to(&mut self, text: &str, most: usize) {
        let bytes = text.as_bytes();
        let enough = self.count.saturating_add(most);
        let mut at = 0;
        while at < bytes.len() && self.count <= enough {
            let near = &bytes[at..bytes.len().min(at + STEP)];
            let high = high_from(near, 0).unwrap_or(near.len());
            self.add_ascii(&near[..high]);
            at += high;
            for c in text[at..].chars().take_while(|c| !c.is_ascii()) {
                self.add(c);
                at += c.len_utf8();
                if self.count > enough {
                    break;
                }
            }
        }
    }

    fn add_ascii(&mut self, bytes: &[u8]) {
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
            return;
        };
        self.count += usize::from(!(is_blank_byte(*first) && self.blank));
        self.blank = is_blank_byte(*last);
        let pairs = bytes.iter().zip(&bytes[1..]);
        let shown =
            pairs.map(|(&here, &next)| u8::from(!(is_blank_byte(here) & is_blank_byte(next))));
        self.count += usize::from(shown.sum::<u8>());
    }
}

/// Whether anything of a text is seen.
#[must_use]
pub fn is_seen(text: &str) -> bool {
    text.contains(|c| !is_blank(c) && !is_hidden(c))
}

/// How the bytes and characters of a text are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Even {
    /// Each byte is a character, and shown as one.
    Bytes,
    /// Each character is shown as one.
    Chars,
    /// That is not known, or some are left out.
    Not,
}

impl Even {
    /// How those of a text are.
    pub fn of(text: &str) -> Self {
        let mut counter = Counter::default();
        counter.add_up_to(text, usize::MAX);
        if counter.count == text.len() {
            Self::Bytes
        } else if counter.count == text.chars().count() {
            Self::Chars
        } else {
            Self::Not
        }
    }
}

/// A text, and how it is shown.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub text: &'a str,
    pub even: Even,
}

impl Shown<'_> {
    /// How many characters of a stretch are shown.
    pub fn width(&self, range: Range<usize>) -> usize {
        if self.even == Even::Bytes {
            return range.len();
        }
        let mut counter = Counter::default();
        counter.add_up_to(&self.text[range], usize::MAX);
        counter.count
    }

    /// At most `room` shown characters back from `from`: the byte, and how many it were.
    pub fn back(&self, from: usize, room: usize) -> (usize, usize) {
        if self.even == Even::Bytes {
            let taken = room.min(from);
            return (from - taken, taken);
        }
        let mut counter = Counter::default();
        let mut reached = (from, 0);
        for (at, c) in self.text[..from].char_indices().rev() {
            let count = counter.add(c);
            if count > room {
                return reached;
            }
            reached = (at, count);
        }
        reached
    }

    /// At most `room` shown characters on from `from`: the byte, and how many it were.
    pub fn forth(&self, from: usize, room: usize) -> (usize, usize) {
        if self.even == Even::Bytes {
            let taken = room.min(self.text.len() - from);
            return (from + taken, taken);
        }
        let mut counter = Counter::default();
        let mut reached = (from, 0);
        for (at, c) in self.text[from..].char_indices() {
            let count = counter.add(c);
            if count > room {
                return reached;
            }
            reached = (from + at + c.len_utf8(), count);
        }
        reached
    }
}

/// Columns of words as they come, in the order in which they end; those that are further apart than a width are so in
/// columns too, but not always as far.
pub(super) struct Columns<'a> {
    shown: Shown<'a>,
    width: usize,
    at: usize,
    counter: Counter,
}

impl<'a> Columns<'a> {
    /// None has come yet.
    pub fn new(shown: Shown<'a>, width: usize) -> Self {
        Self {
            shown,
            width,
            at: 0,
            counter: Counter::default(),
        }
    }

    /// Where the next word begins and ends.
    pub fn of(&mut self, range: &Range<usize>) -> (usize, usize) {
        let Shown { text, even } = self.shown;
        if even == Even::Bytes {
            return (range.start, range.end);
        }
        if range.end > self.at {
            let from = range.start.max(self.at);
            let gap = &text[self.at..from];
            if even == Even::Chars && gap.len() / LONGEST > self.width {
                self.counter.count += self.width + 1;
            } else {
                self.counter.add_up_to(gap, self.width);
            }
            self.counter.add_up_to(&text[from..range.end], usize::MAX);
            self.at = range.end;
        }
        let end = self.counter.count;
        (end.saturating_sub(self.shown.width(range.clone())), end)
    }
}
