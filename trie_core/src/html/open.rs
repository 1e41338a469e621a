//! The elements that are open, and which of them an end tag or a new element may close.
//!
//! Each question is answered from the place of the last element of a name or class, never by walking down,
//! so a page of end tags that match nothing costs no more than another.

use super::clean::Gap;
use super::tags::{self, Tag, kind, tag};

/// An open element.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub tag: Tag,
    /// Its node, or [`super::tree::NONE`] inside what is never shown.
    pub node: u32,
    /// What parts its text from its neighbours'.
    pub gap: Gap,
    /// What the element was opened inside of.
    before: Marks,
    same: u32,
}

/// Places, from 1, of the innermost elements of some classes; 0 where there is none.
#[derive(Clone, Copy, Default)]
struct Marks {
    scope: u32,
    special: u32,
    item: u32,
}

/// The stack of open elements. Places in it count from 1.
pub(super) struct Stack {
    open: Vec<Open>,
    last: [u32; 256],
    marks: Marks,
}

const P: Tag = const { tag("p") };
const LI: Tag = const { tag("li") };
const DD: Tag = const { tag("dd") };
const DT: Tag = const { tag("dt") };
const TABLE: Tag = const { tag("table") };
const TR: Tag = const { tag("tr") };
const TD: Tag = const { tag("td") };
const TH: Tag = const { tag("th") };
const CAPTION: Tag = const { tag("caption") };
const GROUPS: [Tag; 3] = [
    const { tag("tbody") },
    const { tag("thead") },
    const { tag("tfoot") },
];
const NOSCRIPT: Tag = const { tag("noscript") };
const RUBY: Tag = const { tag("ruby") };
const RT: Tag = const { tag("rt") };
const RP: Tag = const { tag("rp") };
const BUTTON: Tag = const { tag("button") };
const SELECT: Tag = const { tag("select") };
const OPTION: Tag = const { tag("option") };
const OPTGROUP: Tag = const { tag("optgroup") };
const TRANSPARENT: [Tag; 3] = [const { tag("address") }, const { tag("div") }, P];

impl Stack {
    pub(super) fn new() -> Self {
        Self {
            open: Vec::with_capacity(64),
            last: [0; 256],
            marks: Marks::default(),
        }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(super) fn top(&self) -> Option<&Open> {
        self.open.last()
    }

    /// Whether an element of that name is open anywhere.
    pub(super) fn has(&self, tag: Tag) -> bool {
        self.last(tag) > 0
    }

    pub(super) fn push(&mut self, tag: Tag, node: u32, gap: Gap) {
        let before = self.marks;
        let same = self.last[usize::from(tag)];
        self.open.push(Open {
            tag,
            node,
            gap,
            before,
            same,
        });
        #[allow(clippy::cast_possible_truncation)] // the depth is limited
        let place = self.open.len() as u32;
        self.last[usize::from(tag)] = place;
        let what = kind(tag);
        if what & tags::SCOPE != 0 {
            self.marks.scope = place;
        }
        if what & (tags::BREAK | tags::CELL | tags::GONE) != 0 && tag != OPTION && tag != OPTGROUP {
            self.marks.special = place;
            if !TRANSPARENT.contains(&tag) {
                self.marks.item = place;
            }
        }
    }

    pub(super) fn pop(&mut self) -> Option<Open> {
        let popped = self.open.pop()?;
        self.marks = popped.before;
        self.last[usize::from(popped.tag)] = popped.same;
        Some(popped)
    }

    fn last(&self, tag: Tag) -> u32 {
        self.last[usize::from(tag)]
    }

    fn group(&self) -> u32 {
        GROUPS.iter().map(|&tag| self.last(tag)).max().unwrap_or(0)
    }

    /// The depth to which a paragraph's end reaches, if one is open here.
    pub(super) fn paragraph(&self) -> Option<usize> {
        let barrier = self.marks.scope.max(self.last(BUTTON));
        (self.last(P) > barrier).then(|| self.last(P) as usize - 1)
    }

    /// The depth at which an element of this name begins: what is open beyond it is implied to end.
    pub(super) fn before(&self, new: Tag) -> usize {
        let all = self.depth();
        let down_to = |place: u32| (place as usize).min(all);
        let through = |place: u32| (place as usize).saturating_sub(1).min(all);
        let top = self.top().map(|open| open.tag);
        let item = |tags: &[Tag]| match (self.marks.item as usize).checked_sub(1) {
            Some(place) if tags.contains(&self.open[place].tag) => place,
            _ => all,
        };
        match new {
            LI => item(&[LI]),
            DD | DT => item(&[DD, DT]),
            TD | TH => match self.group().max(self.last(TR)).max(self.last(TABLE)) {
                0 if self.last(TD).max(self.last(TH)) > 0 => {
                    through(self.last(TD).max(self.last(TH)))
                }
                0 => all,
                place => down_to(place),
            },
            TR => match self.group().max(self.last(TABLE)) {
                0 if self.has(TR) => through(self.last(TR)),
                0 => all,
                place => down_to(place),
            },
            CAPTION if self.has(TABLE) => down_to(self.last(TABLE)),
            _ if GROUPS.contains(&new) => match self.last(TABLE) {
                0 if self.group() > 0 => through(self.group()),
                0 => all,
                place => down_to(place),
            },
            SELECT if self.has(SELECT) => through(self.last(SELECT)),
            BUTTON if self.last(BUTTON) > self.marks.scope => through(self.last(BUTTON)),
            OPTGROUP if self.last(OPTGROUP) > self.last(SELECT) => through(self.last(OPTGROUP)),
            RT | RP => match self.last(RT).max(self.last(RP)) {
                place if place > self.last(RUBY).max(self.marks.scope) => through(place),
                _ => all,
            },
            OPTION | OPTGROUP if top == Some(OPTION) => all - 1,
            _ if kind(new) & tags::HEADING != 0
                && top.is_some_and(|top| kind(top) & tags::HEADING != 0) =>
            {
                all - 1
            }
            _ => all,
        }
    }

    /// The depth to which an end tag of this name reaches, if it ends anything.
    pub(super) fn ended_by(&self, end: Tag) -> Option<usize> {
        let what = kind(end);
        let (place, barrier) = if what & tags::HEADING != 0 {
            let first = const { tag("h1") };
            let last = (first..first + 6).map(|tag| self.last(tag)).max();
            (last.unwrap_or(0), self.marks.scope)
        } else if end == TABLE || end == NOSCRIPT || what & tags::GONE != 0 {
            (self.last(end), 0)
        } else if matches!(end, TR | TD | TH | CAPTION) || GROUPS.contains(&end) {
            (self.last(end), self.last(TABLE))
        } else if end == LI {
            let list = self
                .last(const { tag("ul") })
                .max(self.last(const { tag("ol") }));
            (self.last(end), self.marks.scope.max(list))
        } else if what & tags::SCOPE != 0 {
            (self.last(end), self.last(TABLE))
        } else if what & (tags::BREAK | tags::CELL) != 0 || end == RUBY {
            (self.last(end), self.marks.scope)
        } else {
            (self.last(end), self.marks.special)
        };
        (place > barrier).then(|| place as usize - 1)
    }
}
