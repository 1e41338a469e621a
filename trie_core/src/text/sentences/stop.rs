//! Stops, where a sentence may end, and what the standard says of each.
//!
//! A stop is what the rules of UAX #29 write as `SATerm Close* Sp*`: full stops and their like, brackets and quotation
//! marks behind them, blanks. Whether a sentence ends behind it hangs on what follows. What was read for one stop is
//! not read again for the next, so that a line takes time linear in its length.

use super::classes::{Class, class, first};

/// Letters and digits of a note in brackets.
const NOTE: usize = 6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Ends,
    Closes,
    Blanks,
}

/// A place where a sentence may end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    /// Where it begins: its first full stop or the like.
    pub start: usize,
    /// Where the next sentence would begin.
    pub next: usize,
    /// The last full stop or the like, and what it is.
    pub last: char,
    pub kind: Class,
    /// Whether there are several of them.
    pub many: bool,
    part: Part,
    /// Whether brackets or quotation marks stand behind the last of them.
    pub closed: bool,
    /// Whether a letter with capitals stands right before a single one.
    cased: bool,
}

impl Stop {
    /// The one that begins at a byte of the text, as in the standard.
    pub(super) fn at(text: &str, start: usize, last: char, kind: Class) -> Self {
        let before = text[..start].chars().rev().map(class);
        let before = before.take_while(|&class| class != Class::Line);
        let before = before.into_iter().find(|&class| class != Class::Mark);
        let mut stop = Self {
            start,
            next: start + last.len_utf8(),
            last,
            kind,
            many: false,
            part: Part::Ends,
            closed: false,
            cased: matches!(before, Some(Class::Upper | Class::Lower)),
        };
        stop.go_on(text);
        stop
    }

    /// The same, with what people write behind a sentence: notes as in `end.[1]`, and marks between blanks, as in
    /// `« Non ! »`.
    pub(super) fn wide(text: &str, start: usize, last: char, kind: Class) -> Self {
        let mut stop = Self::at(text, start, last, kind);
        while let Some(next) = stop.note(text).or_else(|| stop.late(text)) {
            stop.next = next;
            stop.part = Part::Closes;
            stop.closed = true;
            stop.go_on(text);
        }
        stop
    }

    /// Whether blanks are the last of it.
    pub(super) fn blank(&self) -> bool {
        self.part == Part::Blanks
    }

    fn go_on(&mut self, text: &str) {
        for c in text[self.next..].chars() {
            match (class(c), self.part) {
                (class @ (Class::Dot | Class::End), _) => {
                    (self.last, self.kind, self.many) = (c, class, true);
                    (self.part, self.closed, self.cased) = (Part::Ends, false, false);
                }
                (Class::Close, Part::Ends | Part::Closes) => {
                    (self.part, self.closed) = (Part::Closes, true);
                }
                (Class::Blank, _) => self.part = Part::Blanks,
                (Class::Mark, _) => {}
                _ => return,
            }
            self.next += c.len_utf8();
        }
    }

    /// Where a note's bracket closes, if one has been opened right here.
    fn note(&self, text: &str) -> Option<usize> {
        if self.part != Part::Closes || !text[..self.next].ends_with('[') {
            return None;
        }
        let rest = &text.as_bytes()[self.next..];
        let length = rest
            .iter()
            .take(NOTE + 1)
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        ((1..=NOTE).contains(&length) && rest.get(length) == Some(&b']'))
            .then(|| self.next + length + 1)
    }

    /// Behind a closing mark that has a blank on both sides, if it stands here.
    fn late(&self, text: &str) -> Option<usize> {
        if !self.blank() {
            return None;
        }
        let mut rest = text[self.next..].chars();
        let mark = rest
            .next()
            .filter(|c| matches!(c, '»' | '›' | '”' | '’' | '"' | ')' | ']'))?;
        let behind = rest.next().map_or(Class::Line, class);
        matches!(
            behind,
            Class::Line | Class::Blank | Class::Goes | Class::Dot | Class::End
        )
        .then(|| self.next + mark.len_utf8())
    }

    /// Whether a sentence ends here by the standard: rules SB6 to SB11.
    pub(super) fn ends(&self, text: &str) -> bool {
        let rest = &text[self.next..];
        let Some((_, follows)) = first(rest) else {
            return true;
        };
        let touches = self.part == Part::Ends;
        let goes = follows == Class::Goes
            || self.kind == Class::Dot
                && (touches && follows == Class::Digit
                    || touches && self.cased && follows == Class::Upper
                    || small(rest));
        !goes
    }
}

/// Whether the first letter is a small one, whatever stands before it that is no letter and ends nothing.
fn small(rest: &str) -> bool {
    let decides = |class: &Class| {
        matches!(
            class,
            Class::Lower | Class::Upper | Class::Letter | Class::Line
        ) || class.is_end()
    };
    rest.chars().map(class).find(decides) == Some(Class::Lower)
}
