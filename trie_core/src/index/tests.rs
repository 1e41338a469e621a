//! A reader answers at once what a commit would make everybody's answer, whatever is put in whatever order.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::{Snapshot, Version, Writer};
use crate::query::parse;
use crate::search::{Bins, Order, Request};

#[derive(Debug, Clone)]
enum Step {
    /// Page, how far from its end (0 goes on), how many versions, and what their texts are made of.
    Put(u32, u32, u8, u8),
    Touch(u32, u32, i64),
    Delete(u32),
    Read,
    Commit,
    Merge(bool),
    Rollback,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (1_u32..9, prop_oneof![3 => Just(0_u32), 1 => 0_u32..4], 0_u8..3, any::<u8>())
            .prop_map(|(page, back, many, text)| Step::Put(page, back, many, text)),
        2 => (1_u32..9, 0_u32..4, 0_i64..400).prop_map(|(page, at, read)| Step::Touch(page, at, read)),
        1 => (1_u32..9).prop_map(Step::Delete),
        4 => Just(Step::Read),
        1 => Just(Step::Commit),
        1 => any::<bool>().prop_map(Step::Merge),
        1 => Just(Step::Rollback),
    ]
}

fn versions(first: u32, many: u8, text: u8) -> Vec<Version> {
    let words = ["apple", "boat", "été", "zebra", "menu", "apply"];
    let word = |at: u32| words[(u32::from(text) + at) as usize % words.len()];
    let gone = |number: u32| (u32::from(text) + number).is_multiple_of(11);
    let version = |number: u32| Version {
        first_read: i64::from(number) * 10,
        last_read: i64::from(number) * 10 + 3,
        title: word(number).to_owned(),
        main: format!("{} {} {}", word(number + 1), word(number * 2), word(3)),
        rest: "menu".to_owned(),
        language: ["", "nl"][usize::from(text % 2)].to_owned(),
        gone: gone(number),
        minor: number > first && number % 3 == 2 && !gone(number) && !gone(number - 1),
    };
    (first..first + u32::from(many)).map(version).collect()
}

/// Whether two generations of the same segments were put together alike.
fn check_alike(one: &Snapshot, other: &Snapshot) {
    assert_eq!(one.pages, other.pages);
    assert_eq!(one.parts, other.parts);
    assert_eq!(one.part_offsets, other.part_offsets);
    assert_eq!(one.touches, other.touches);
    assert_eq!(one.sites, other.sites);
    assert_eq!(one.slot_sites, other.slot_sites);
    assert_eq!(one.statistics(), other.statistics());
    for (one, other) in one.views.iter().zip(&other.views) {
        for entry in 0..one.segment.entries() {
            assert_eq!(one.slot(entry), other.slot(entry));
            assert_eq!(one.end(entry), other.end(entry));
        }
        assert_eq!(one.current(), other.current());
        assert_eq!((one.fresh, &one.sites), (other.fresh, &other.sites));
        assert!(one.cut || !other.cut);
    }
}

/// Everything that can be asked, as text.
fn answers(snapshot: &Snapshot) -> String {
    let mut out = String::new();
    for text in [
        "apple",
        "boat -menu",
        "\"apple boat\"",
        "app*",
        "zbra~",
        "title:été",
        "site:b.org",
        "lang:nl",
        "menu in:all",
        "apple OR zebra",
    ] {
        let query = parse(text, false).expect("a query");
        for (order, ever) in [
            (Order::Best, false),
            (Order::Newest, true),
            (Order::Oldest, false),
        ] {
            let request = Request {
                limit: 20,
                now: Some(500),
                ruler: Some(Bins::Equal(5)),
                sites: 5,
                before: !ever,
                order,
                ever,
                ..Request::default()
            };
            let mut answer = snapshot.search(&query, &request);
            if answer.words.take().is_some() {
                // Which words it stands for hangs on what the segments still hold of older versions.
                answer.counts.clear();
            }
            let _ = writeln!(out, "{text} {answer:?}");
        }
    }
    for page in 0..9 {
        let (timeline, language) = (snapshot.timeline(page), snapshot.language(page));
        let _ = writeln!(out, "{timeline:?} {language:?}");
    }
    out + &format!(
        "{:?} {:?}",
        snapshot.complete("a", 9),
        snapshot.history("menu", true)
    )
}

/// Two directories told the same: one is read as it is written, of the other every answer is of a fresh commit.
struct Pair {
    folder: tempdir::Folder,
    writer: Writer,
    /// What was put since the last commit, and what before.
    fresh: Vec<Step>,
    committed: Vec<Step>,
}

impl Pair {
    fn new() -> Self {
        let folder = tempdir::Folder::new();
        let writer = Writer::open(&folder.0, Duration::ZERO).expect("a writer");
        Self {
            folder,
            writer,
            fresh: Vec::new(),
            committed: Vec::new(),
        }
    }

    fn tell(&mut self, step: Step) {
        match step {
            Step::Read => self.check(),
            Step::Commit => {
                self.writer.commit(None).expect("a commit");
                self.committed.append(&mut self.fresh);
            }
            Step::Merge(all) => self.writer.merge(all).expect("a merge"),
            Step::Rollback => {
                self.writer.rollback();
                self.fresh.clear();
            }
            step => {
                put(&mut self.writer, &step);
                self.fresh.push(step);
            }
        }
    }

    fn check(&mut self) {
        let reader = self.writer.reader().expect("a reader");
        let again = self.writer.reader().expect("the same reader");
        assert!(Arc::ptr_eq(&reader, &again));
        let segments = reader.segments().cloned().collect();
        check_alike(&reader, &Snapshot::new(0, None, segments));
        reader.verify().expect("a sound generation");
        let other = tempdir::Folder::new();
        let mut writer = Writer::open(&other.0, Duration::ZERO).expect("a writer");
        self.committed
            .iter()
            .for_each(|step| put(&mut writer, step));
        writer.commit(None).expect("a commit");
        self.fresh.iter().for_each(|step| put(&mut writer, step));
        writer.commit(None).expect("a commit");
        let asked = Snapshot::open(&other.0).expect("an index");
        assert_eq!(answers(&reader), answers(&asked));
        let published = Snapshot::open(&self.folder.0).expect("an index");
        assert_eq!(reader.generation, published.generation);
    }
}

fn put(writer: &mut Writer, step: &Step) {
    match *step {
        Step::Put(page, back, many, text) => {
            let start = writer.end(page).saturating_sub(back);
            let site = ["a.org", "b.org", "www.b.org"][usize::from(text % 3)];
            let given = versions(start, many, text);
            writer.put(page, start, &given, site).expect("it goes on");
        }
        Step::Touch(page, ordinal, read) => {
            let known = writer.end(page) > ordinal;
            assert_eq!(writer.touch(page, ordinal, read).is_ok(), known);
        }
        Step::Delete(page) => writer.delete(page),
        _ => {}
    }
}

proptest! {
    #![proptest_config(crate::text::tests::cases(150))]

    #[test]
    fn a_reader_answers_what_a_commit_would(steps in prop::collection::vec(step(), 0..40)) {
        let mut pair = Pair::new();
        for step in steps {
            pair.tell(step);
        }
        pair.check();
        pair.tell(Step::Commit);
        pair.check();
    }
}

#[test]
fn readers_leave_few_segments_and_no_file() {
    let mut pair = Pair::new();
    for page in 0..200 {
        put(&mut pair.writer, &Step::Put(page, 0, 1, page as u8));
        let reader = pair.writer.reader().expect("a reader");
        assert_eq!(reader.pages.len(), page as usize + 1);
        assert!(reader.views.len() <= 9, "{} segments", reader.views.len());
    }
    assert!(pair.writer.pending() > 0);
    let published = Snapshot::open(&pair.folder.0).expect("an index");
    assert!(published.pages.is_empty());
    pair.writer.commit(None).expect("a commit");
    assert_eq!(pair.writer.pending(), 0);
    let published = Snapshot::open(&pair.folder.0).expect("an index");
    assert_eq!((published.pages.len(), published.views.len()), (200, 1));
}

#[test]
fn a_commit_that_failed_is_tried_again_whole() {
    let mut pair = Pair::new();
    put(&mut pair.writer, &Step::Put(1, 0, 1, 0));
    pair.writer.reader().expect("a reader");
    put(&mut pair.writer, &Step::Put(2, 0, 1, 0));
    // No file can be renamed to where a folder stands.
    let manifest = pair.folder.0.join("manifest");
    std::fs::create_dir(&manifest).expect("a folder");
    assert!(pair.writer.commit(Some(7)).is_err());
    assert_eq!(pair.writer.reader().expect("a reader").pages, [1, 2]);
    assert_eq!(pair.writer.cursor(), None);
    std::fs::remove_dir(&manifest).expect("no folder");
    pair.writer.commit(Some(7)).expect("a commit");
    let published = Snapshot::open(&pair.folder.0).expect("an index");
    assert_eq!(
        (&published.pages[..], published.cursor),
        (&[1, 2][..], Some(7))
    );
    let files = std::fs::read_dir(&pair.folder.0).expect("a folder").count();
    assert_eq!(files, 3, "the manifest, the lock, one segment");
}

#[test]
fn a_page_of_which_only_the_site_is_said_anew_counts_there() {
    let mut pair = Pair::new();
    for text in [3, 4] {
        let many = u8::from(text == 3);
        put(&mut pair.writer, &Step::Put(1, 0, many, text));
        pair.writer.commit(None).expect("a commit");
    }
    let request = Request {
        sites: 5,
        ..Request::default()
    };
    let query = parse("apple", false).expect("a query");
    let answer = pair.writer.snapshot().search(&query, &request);
    assert_eq!(answer.sites, [("b.org".to_owned(), 1)]);
}

#[test]
fn a_reader_stays_what_it_was() {
    let mut pair = Pair::new();
    put(&mut pair.writer, &Step::Put(1, 0, 1, 0));
    let before = pair.writer.reader().expect("a reader");
    let told = answers(&before);
    put(&mut pair.writer, &Step::Put(1, 0, 1, 1));
    put(&mut pair.writer, &Step::Touch(1, 0, 99));
    pair.writer.reader().expect("a reader");
    pair.writer.commit(None).expect("a commit");
    pair.writer.delete(1);
    pair.writer.commit(None).expect("a commit");
    assert_eq!(answers(&before), told);
}

pub(super) mod tempdir {
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// A folder of its own that goes with its owner.
    pub struct Folder(pub PathBuf);

    impl Folder {
        pub fn new() -> Self {
            static NEXT: AtomicU64 = AtomicU64::new(0);
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("trie-core-{}-{number}", std::process::id());
            // Flushing costs nothing where memory is the disk.
            let memory = PathBuf::from("/dev/shm");
            let base = if memory.is_dir() {
                memory
            } else {
                std::env::temp_dir()
            };
            let folder = base.join(name);
            std::fs::create_dir_all(&folder).expect("a folder");
            Self(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}
