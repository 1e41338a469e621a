//! Pages that have some of the words, where too few have them all.
//!
//! Who types a sentence means each of its words, but hardly a page has every one. When those with all words do not fill
//! a page of results, the pages follow that have any of the *plain* words, as an OR ranks them: the sum of what each
//! word is worth, so that most and rarest come first. What is *required* (phrases, `-word`, fields, windows) holds for
//! them too. Stop words say nothing about a page, so they neither find nor weigh here, unless there is nothing else.
//!
//! Whether they follow depends on the query and the size of a page of results, never on which of them is asked for:
//! turning pages runs on from the first kind into the second, and the counts stay the same.

use super::select::Match;
use super::{Answer, Hit, Order, Request};
use crate::index::Snapshot;
use crate::query::{Node, Query};

impl Request {
    /// Whether pages with some of the words follow `total` pages with all of them. By time they would be mixed with
    /// what has more in common with the query, so there they only stand alone.
    fn wants_more(&self, query: &Query, total: usize) -> bool {
        let few = total < self.limit && (self.order == Order::Best || total == 0);
        self.loosen && few && !query.strict
    }

    /// The same question with nothing but hits: so many of the first.
    pub(super) fn hits_alone(&self, limit: usize) -> Self {
        Self {
            limit,
            offset: 0,
            ruler: None,
            sites: 0,
            tags: 0,
            languages: false,
            before: false,
            ..self.clone()
        }
    }

    fn is_stop_word(&self, plain: &Node) -> bool {
        match plain {
            Node::Word { .. } | Node::Prefix { .. } | Node::Forms { .. } => {
                let word = plain.asked_word().unwrap_or_default();
                self.stopwords.iter().any(|stop| stop == word)
            }
            _ => false,
        }
    }
}

/// The query for pages with any of its plain words.
fn any_of(query: &Query, plain: &[&Node]) -> Query {
    let any = match plain {
        [one] => (*one).clone(),
        several => Node::Or(several.iter().copied().cloned().collect()),
    };
    let root = match &query.required {
        Some(required) => Node::And(vec![required.clone(), any]),
        None => any,
    };
    let mut words = Vec::new();
    root.positive_words(&mut words);
    Query {
        root,
        words,
        ..query.clone()
    }
}

impl Snapshot {
    /// The answer with the pages behind it that have some of the words, if they are wanted.
    pub(super) fn with_some(&self, query: &Query, request: &Request, mut answer: Answer) -> Answer {
        if !request.wants_more(query, answer.total) {
            return answer;
        }
        let (stop, mut plain): (Vec<&Node>, Vec<&Node>) = query
            .plain
            .iter()
            .partition(|node| request.is_stop_word(node));
        if plain.is_empty() {
            plain.clone_from(&stop);
        }
        let first = if request.offset == 0 || answer.total == 0 {
            answer.hits.clone()
        } else {
            self.answer(query, &request.hits_alone(request.limit)).hits
        };
        let wanted = request.limit.saturating_add(request.offset);
        let some = self.answer(&any_of(query, &plain), &request.hits_alone(wanted));
        answer.at_least |= some.at_least;
        answer.most = some.total.saturating_sub(answer.total);
        let others = some.hits.into_iter();
        let others = others.filter(|hit| first.iter().all(|first| first.page != hit.page));
        let skip = request.offset.saturating_sub(answer.total);
        let room = request.limit - answer.hits.len();
        let others: Vec<Hit> = others.skip(skip).take(room).collect();
        self.add_some(query, [&plain, &stop], others, &mut answer);
        answer
    }

    /// Adds hits of the second kind, with their counts and the words they miss.
    fn add_some(&self, query: &Query, plain: [&[&Node]; 2], hits: Vec<Hit>, answer: &mut Answer) {
        let known = hits.into_iter();
        let known = known.filter_map(|hit| Some((hit, self.match_of(&hit)?)));
        let (hits, matches): (Vec<Hit>, Vec<Match>) = known.unzip();
        let counts = self.counts(query, &matches);
        let [plain, stop] = plain.map(|nodes| {
            let named = nodes.iter().map(|node| columns(node, &query.words));
            named.collect::<Vec<_>>()
        });
        answer.missing.resize(answer.hits.len(), Vec::new());
        for counts in counts.chunks(query.words.len().max(1)) {
            let lacks = |named: &[(String, Vec<usize>)]| -> Vec<String> {
                let lacking = |(_, columns): &&(String, Vec<usize>)| {
                    columns.iter().all(|&column| counts[column] == 0)
                };
                let named = named.iter().filter(lacking);
                named.map(|(name, _)| name.clone()).collect()
            };
            let missing = lacks(&plain);
            // That a stop word is not there is worth a word only when nothing else is missing.
            let missing = if missing.is_empty() {
                lacks(&stop)
            } else {
                missing
            };
            answer.missing.push(missing);
        }
        answer.hits.extend(hits);
        answer.counts.extend(counts);
    }

    fn match_of(&self, hit: &Hit) -> Option<Match> {
        let slot = self.slot_of(hit.page)?;
        let (view, version) = self.version(slot, hit.version)?;
        Some(Match {
            slot,
            ordinal: hit.version,
            view,
            version,
            since: hit.since,
            score: hit.score,
        })
    }
}

/// A plain word as it is named, and the words counted that stand for it.
fn columns(plain: &Node, words: &[String]) -> (String, Vec<usize>) {
    let mut stand = Vec::new();
    plain.positive_words(&mut stand);
    let place = |word: &String| words.iter().position(|counted| counted == word);
    (plain.to_string(), stand.iter().filter_map(place).collect())
}
