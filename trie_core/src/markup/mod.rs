//! Search results as HTML: the results and the ruler of time.
//!
//! A page of results has hundreds of pieces, nearly all the same whatever was looked for. Those come ready, as bytes;
//! here they are joined with what belongs to one search alone: passages, counts, bars.

mod card;
mod shelf;
mod source;
mod strip;

pub use card::{Card, Manner, Piece};
pub use shelf::Shelf;
pub use source::Source;
pub use strip::Strip;

/// Appends text, with what HTML would take for markup escaped.
pub fn escape(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let entity: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&#34;",
            b'\'' => b"&#39;",
            _ => continue,
        };
        out.extend_from_slice(&bytes[done..at]);
        out.extend_from_slice(entity);
        done = at + 1;
    }
    out.extend_from_slice(&bytes[done..]);
}

/// Appends a number, with `separator` between every three digits.
pub fn number(value: u64, separator: &str, out: &mut Vec<u8>) {
    // As many as the greatest number has.
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = value;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let digits = &digits[at..];
    let (first, threes) = digits.split_at(digits.len() % 3);
    out.extend_from_slice(first);
    for (place, three) in threes.chunks_exact(3).enumerate() {
        if place > 0 || !first.is_empty() {
            out.extend_from_slice(separator.as_bytes());
        }
        out.extend_from_slice(three);
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, number};

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn markup_is_escaped_and_nothing_else() {
        let escaped = written(|out| escape("a<b> & \"ç\" 'd'", out));
        assert_eq!(escaped, "a&lt;b&gt; &amp; &#34;ç&#34; &#39;d&#39;");
    }

    #[test]
    fn every_three_digits_are_parted() {
        for (value, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1 000"),
            (12_345, "12 345"),
            (123_456, "123 456"),
            (1_000_001, "1 000 001"),
            (u64::MAX, "18 446 744 073 709 551 615"),
        ] {
            assert_eq!(written(|out| number(value, " ", out)), expected);
        }
    }
}
