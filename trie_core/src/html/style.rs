//! Layout by an element's own style: not shown, on lines of its own, beside its neighbours.

use super::clean::Gap;

/// How an element is laid out by its style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    pub hidden: bool,
    /// What parts its text from its neighbours'.
    pub gap: Gap,
    /// Its children stand apart, whatever they are.
    pub apart: bool,
}

/// Reads a style attribute.
pub(super) fn layout(style: &str) -> Layout {
    let mut found = Layout::default();
    for rule in style.split(';') {
        let Some((name, value)) = rule.split_once(':') else {
            continue;
        };
        let value = value.split('!').next().unwrap_or_default().trim();
        let is = |word: &str| value.eq_ignore_ascii_case(word);
        if name.trim().eq_ignore_ascii_case("display") {
            let last = value.split_ascii_whitespace().next_back();
            found = Layout {
                hidden: is("none"),
                ..shown(&last.unwrap_or_default().to_ascii_lowercase())
            };
        } else if name.trim().eq_ignore_ascii_case("visibility") {
            found.hidden |= is("hidden") || is("collapse");
        }
    }
    found
}

/// The layout of a shown element, by the last word of its display.
fn shown(display: &str) -> Layout {
    let (gap, apart) = match display {
        "block" | "flow-root" | "list-item" | "table" | "table-row" | "table-caption" => {
            (Gap::Break, false)
        }
        "flex" | "grid" => (Gap::Break, true),
        "inline-block" | "inline-table" | "table-cell" => (Gap::Space, false),
        "inline-flex" | "inline-grid" => (Gap::Space, true),
        _ => (Gap::None, false),
    };
    Layout {
        hidden: false,
        gap,
        apart,
    }
}

/// Whether classes say, as those of the common toolkits do, that an element's children stand apart.
pub(super) fn stands_apart(class: &str) -> bool {
    class.split_ascii_whitespace().any(|name| {
        matches!(
            name,
            "flex" | "grid" | "inline-flex" | "inline-grid" | "d-flex" | "d-grid" | "d-inline-flex"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_hide_and_part() {
        let of = |style| {
            let found = layout(style);
            (found.hidden, found.gap, found.apart)
        };
        assert_eq!(of("color:red; Display : none"), (true, Gap::None, false));
        assert_eq!(of("display:none;display:block"), (false, Gap::Break, false));
        assert_eq!(of("visibility:hidden"), (true, Gap::None, false));
        assert_eq!(
            of("display: inline flex !important"),
            (false, Gap::Break, true)
        );
        assert_eq!(of("display:inline-block"), (false, Gap::Space, false));
        assert_eq!(of("display"), (false, Gap::None, false));
        assert_eq!(of("x-display:none"), (false, Gap::None, false));
    }

    #[test]
    fn classes_of_toolkits_part_children() {
        assert!(stands_apart("mt-4 flex gap-2"));
        assert!(!stands_apart("flexible grid-item"));
    }
}
