//! Tags that people gave pages: which pages a tag in a query stands for, and how many of the pages found have each.
//!
//! Tags change at any time and say nothing about what a page said when, so no segment holds them: they are handed to a
//! search beside the index, as visits are.

use std::borrow::Cow;
use std::sync::Arc;

use hashbrown::HashMap;

use super::Request;
use crate::error::{Error, Result};
use crate::query::{Node, Query};

/// Which pages have which tags.
#[derive(Debug, Clone, Default)]
pub struct Tags {
    /// Ascending by name, each with its pages, ascending.
    names: Vec<(String, Arc<[u32]>)>,
    /// Where in `numbers` those of a page begin, and how many there are.
    places: HashMap<u32, (u32, u32)>,
    /// Of the tags of each page, page after page: their place among the names.
    numbers: Vec<u32>,
}

impl Tags {
    /// Of tags, each with its pages as numbers between commas. A page that no index can hold is left out.
    ///
    /// # Errors
    /// [`Error::Input`] where something is no number.
    pub fn new<'a>(rows: impl IntoIterator<Item = (String, &'a str)>) -> Result<Self> {
        let mut names: Vec<(String, Vec<u32>)> = Vec::new();
        for (name, written) in rows {
            let mut pages = Vec::new();
            for number in written.split(',').filter(|number| !number.is_empty()) {
                let bad = || Error::Input(format!("{number:?} is not the number of a page"));
                let number: u64 = number.trim().parse().map_err(|_| bad())?;
                pages.extend(u32::try_from(number).ok());
            }
            pages.sort_unstable();
            pages.dedup();
            names.push((name, pages));
        }
        names.sort_unstable();
        let mut each: Vec<(u32, u32)> = Vec::new();
        for (number, (_, pages)) in (0..).zip(&names) {
            each.extend(pages.iter().map(|&page| (page, number)));
        }
        each.sort_unstable();
        let mut places = HashMap::new();
        let mut begin = 0;
        for group in each.chunk_by(|left, right| left.0 == right.0) {
            places.insert(group[0].0, (begin, group.len() as u32));
            begin += group.len() as u32;
        }
        let numbers = each.into_iter().map(|(_, number)| number).collect();
        let names = names.into_iter().map(|(name, pages)| (name, pages.into()));
        Ok(Self {
            names: names.collect(),
            places,
            numbers,
        })
    }

    /// How many tags there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether no page has any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The pages that have a tag, ascending.
    #[must_use]
    pub fn pages(&self, tag: &str) -> Arc<[u32]> {
        let found = self
            .names
            .binary_search_by(|(name, _)| name.as_str().cmp(tag));
        found.map_or_else(|_| Arc::default(), |at| Arc::clone(&self.names[at].1))
    }

    /// The tags of a page, ascending.
    pub fn named(&self, page: u32) -> impl Iterator<Item = &str> {
        let places = self.of(page).iter();
        places.map(|&place| self.names[place as usize].0.as_str())
    }

    /// The places among the names of those that a page has.
    fn of(&self, page: u32) -> &[u32] {
        let place = self.places.get(&page);
        place.map_or(&[], |&(begin, len)| {
            &self.numbers[begin as usize..(begin + len) as usize]
        })
    }
}

/// How many of the pages found have each tag.
pub(super) struct Counted<'a> {
    tags: &'a Tags,
    counts: Vec<u32>,
}

impl<'a> Counted<'a> {
    /// Nothing where it is not asked for, or no page has any.
    pub fn new(request: &'a Request) -> Option<Self> {
        let tags = request.tagged.as_deref()?;
        (request.tags > 0 && !tags.is_empty()).then(|| Self {
            tags,
            counts: vec![0; tags.len()],
        })
    }

    /// Takes a page that was found.
    pub fn add(&mut self, page: u32) {
        for &number in self.tags.of(page) {
            self.counts[number as usize] += 1;
        }
    }

    /// So many of the tags with their pages, most first.
    pub fn most(self, rows: usize) -> Vec<(String, usize)> {
        let counted = self.tags.names.iter().zip(self.counts);
        let mut found: Vec<(&String, u32)> = counted
            .filter(|(_, count)| *count > 0)
            .map(|((name, _), count)| (name, count))
            .collect();
        found.sort_unstable_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
        found.truncate(rows);
        let named = found.into_iter();
        named
            .map(|(name, count)| (name.clone(), count as usize))
            .collect()
    }
}

impl Request {
    /// What stands for a tag in a tree: its pages.
    pub(super) fn pages_with(&self, tag: &str) -> Node {
        let pages = self.tagged.as_ref().map(|tags| tags.pages(tag));
        Node::Pages(pages.unwrap_or_default())
    }
}

/// The query with the pages of each tag in its place.
pub(super) fn resolved<'a>(query: &'a Query, request: &Request) -> Cow<'a, Query> {
    if !has_tag(&query.root) {
        return Cow::Borrowed(query);
    }
    let mut query = query.clone();
    resolve(&mut query.root, request);
    if let Some(required) = &mut query.required {
        resolve(required, request);
    }
    Cow::Owned(query)
}

fn has_tag(node: &Node) -> bool {
    match node {
        Node::Tag(_) => true,
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(has_tag),
        Node::Not(node) => has_tag(node),
        _ => false,
    }
}

fn resolve(node: &mut Node, request: &Request) {
    match node {
        Node::Tag(tag) => *node = request.pages_with(tag),
        Node::And(nodes) | Node::Or(nodes) => {
            for node in nodes {
                resolve(node, request);
            }
        }
        Node::Not(node) => resolve(node, request),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_tag_ascend_and_those_of_a_page_are_counted_once() {
        let rows = [
            ("b".to_owned(), "3,1,3"),
            ("a".to_owned(), "1"),
            ("c".to_owned(), ""),
        ];
        let tags = Tags::new(rows).unwrap();
        assert_eq!(
            (&*tags.pages("b"), &*tags.pages("z")),
            (&[1, 3][..], &[][..])
        );
        assert_eq!(
            (tags.of(1), tags.of(3), tags.of(2)),
            (&[0, 1][..], &[1][..], &[][..])
        );
    }

    #[test]
    fn what_is_no_number_is_refused_and_what_no_index_holds_is_left_out() {
        assert!(Tags::new([("a".to_owned(), "1,x")]).is_err());
        let tags = Tags::new([("a".to_owned(), "1,4294967296")]).unwrap();
        assert_eq!(&*tags.pages("a"), &[1]);
    }
}
