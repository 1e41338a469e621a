//! Properties of every page, however broken: it is answered or refused, and its parts stay within bounds.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;

use super::reader::Rules;
use super::tree::{DEEPEST, MOST_NODES, NONE, Node};
use super::{MOST_TEXT, MOST_TITLE, Refused, attributes, read, read_markdown, reader};

const NAMES: &[&str] = &[
    "p",
    "div",
    "a",
    "li",
    "ul",
    "table",
    "tr",
    "td",
    "tbody",
    "caption",
    "h1",
    "h2",
    "svg",
    "math",
    "title",
    "script",
    "style",
    "textarea",
    "plaintext",
    "select",
    "option",
    "optgroup",
    "button",
    "br",
    "img",
    "meta",
    "link",
    "base",
    "html",
    "body",
    "form",
    "main",
    "article",
    "nav",
    "pre",
    "dialog",
    "template",
    "noscript",
    "b",
    "é",
    "x-own",
    "ruby",
    "rt",
    "rp",
    "text",
    "tspan",
    "foreignObject",
    "iframe",
    "input",
];
const ATTRIBUTES: &[&str] = &[
    "",
    " ",
    "/",
    " a",
    " a=",
    " a=b",
    " href=/x",
    " href='/é'",
    " href=\"",
    " alt='a&amp;b'",
    " class=\"nav menu\"",
    " id=main",
    " style='display: none'",
    " hidden",
    " lang=nl",
    "=",
    "'",
    " name=description content='d'",
    " property=og:title content=t",
    " rel=nofollow",
    " role=main",
    " style=display:flex",
    " style='display : block'",
    " shadowrootmode=open",
    " srcdoc='<p>in'",
    " srcdoc=\"<iframe srcdoc='&lt;b&gt;x'>\"",
    " value=v",
    " type=search",
    " x=1",
];
const PIECES: &[&str] = &[
    "<",
    ">",
    "</",
    "</>",
    "</é>",
    "<!",
    "<!-",
    "<!--",
    "-->",
    "--!>",
    "<!-->",
    "<!--->",
    "<?",
    "<![CDATA[",
    "]]>",
    "&",
    "&amp;",
    "&#0;",
    "&#x110000;",
    "&notit;",
    "&#",
    "\0",
    "\r\n",
    "\t",
    " ",
    "\u{a0}",
    "\u{feff}",
    "\u{202e}",
    "word",
    "Longer words, and a comma. ",
    "é",
    "日本語",
    "👩‍👩‍👧",
    "e\u{301}",
    "'",
    "\"",
    "<!doctype html>",
];

/// A piece of what pages are made of, whole or broken.
fn token() -> impl Strategy<Value = String> {
    let attributes = || vec(select(ATTRIBUTES), 0..4).prop_map(|some| some.concat());
    prop_oneof![
        4 => (select(NAMES), attributes(), select(&[">", "/>", ""][..]))
            .prop_map(|(name, attributes, end)| format!("<{name}{attributes}{end}")),
        3 => (select(NAMES), select(&[">", " >", "/>", " a='>", ""][..]))
            .prop_map(|(name, end)| format!("</{name}{end}")),
        4 => select(PIECES).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

/// Pages in which now and then something stands more often than any limit allows.
fn page() -> impl Strategy<Value = String> {
    let often = prop_oneof![30 => Just(1), 2 => 2..20_usize, 1 => 900..2_500_usize];
    vec((token(), often), 0..60).prop_map(|some| {
        some.iter()
            .map(|(token, times)| token.repeat(*times))
            .collect()
    })
}

/// How deep the kept elements are nested at most.
fn depth(nodes: &[Node]) -> usize {
    let mut depths = vec![0_usize; nodes.len()];
    for (at, node) in nodes.iter().enumerate() {
        if let Node::Element { parent, .. } = *node {
            depths[at] = 1 + depths.get(parent as usize).copied().unwrap_or(0);
        }
    }
    depths.into_iter().max().unwrap_or(0)
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(256) })]

    #[test]
    fn any_page_is_read_within_bounds_or_refused(page in page(), xml in any::<bool>()) {
        let Ok(html) = read(&page, xml) else { return Ok(()) };
        prop_assert!(html.title.chars().count() <= MOST_TITLE);
        for text in [&html.main, &html.rest] {
            prop_assert_eq!(text.trim_matches([' ', '\n']), text);
        }
        prop_assert!(html.main.len() + html.rest.len() <= MOST_TEXT.min(html.whole));
        let most = page.matches("href").count() + page.matches("src").count();
        prop_assert!(html.hrefs.len() <= most);
    }

    #[test]
    fn nodes_stand_in_order_inside_their_parents(page in page(), xml in any::<bool>()) {
        let Ok(tree) = reader::read(&page, Rules { xml, inside: 0 }) else { return Ok(()) };
        prop_assert!(tree.nodes.len() <= MOST_NODES);
        prop_assert!(depth(&tree.nodes) <= DEEPEST + 1, "a link may stand in the deepest element");
        let mut last = 0;
        for (at, node) in (0_u32..).zip(&tree.nodes) {
            match *node {
                Node::Text { start, .. } => {
                    prop_assert!(tree.text.is_char_boundary(start as usize) && start >= last);
                    last = start;
                }
                Node::Element { parent, end, .. } => {
                    prop_assert!(at < end && end as usize <= tree.nodes.len());
                    let Some(Node::Element { end: outer, .. }) = tree.nodes.get(parent as usize) else {
                        prop_assert_eq!(parent, NONE);
                        continue;
                    };
                    prop_assert!(parent < at && end <= *outer);
                }
            }
        }
        for link in &tree.links {
            prop_assert!(link.first <= link.end && link.end as usize <= tree.nodes.len());
        }
    }

    #[test]
    fn attributes_are_refused_from_one_too_many(
        count in attributes::MOST - 3..attributes::MOST + 4,
        attribute in select(&[" a", " a=b", " a='>'", " class=x", " é=1"][..]),
        element in select(&["p", "br", "script", "unknown", "/p"][..]),
    ) {
        let refused = read(&format!("<{element}{}>x", attribute.repeat(count)), false).err();
        let expected = (count > attributes::MOST).then_some(Refused::Attributes(attributes::MOST));
        prop_assert_eq!(refused, expected);
    }

    #[test]
    fn depth_is_refused_from_one_too_many(
        count in DEEPEST - 3..DEEPEST + 4,
        element in select(&["div", "ul", "section", "blockquote", "article class=nav"][..]),
    ) {
        let refused = read(&format!("<{element}>").repeat(count), false).err();
        prop_assert_eq!(refused, (count > DEEPEST).then_some(Refused::Depth(DEEPEST)));
    }
}

#[test]
fn what_is_kept_of_a_long_text_is_its_beginning_and_how_much_there_was_is_told() {
    let long = read(
        &format!("<p>{}</p><nav>menu</nav>", "münster ".repeat(300_000)),
        false,
    )
    .unwrap();
    assert!(long.main.len() > MOST_TEXT - 10 && long.main.len() <= MOST_TEXT);
    assert!(long.main.ends_with(" münster"));
    assert!(long.whole > 2_700_000);
    let short = read("<p>word</p>", false).unwrap();
    assert_eq!((short.main.as_str(), short.whole), ("word", 4));
}

#[test]
fn frames_and_the_next_page_are_addresses() {
    let set = read(
        "<frameset><frame src=a.html><frame src='b.html#x'></frameset>",
        false,
    )
    .unwrap();
    assert!(set.head.framed);
    assert_eq!(set.frames, ["a.html", "b.html"]);
    let page = read(
        "<link rel='nofollow NEXT' href=?p=2><link rel=icon href=i><iframe src=f></iframe>",
        false,
    );
    let page = page.unwrap();
    assert!(!page.head.framed);
    assert_eq!(page.frames, ["f"]);
    assert_eq!(page.hrefs, ["?p=2", "f"]);
}

#[test]
fn markdown_is_read_as_the_page_it_makes() {
    let text = "# Tides\n\nHigh *water*\nat [noon](tides.md).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
    let page = read_markdown(text).unwrap();
    assert_eq!(page.title, "Tides");
    assert!(page.main.contains("High water at noon."), "{}", page.main);
    assert!(page.main.contains("1 2"), "{}", page.main);
    assert_eq!(page.hrefs, ["tides.md"]);
}

#[test]
fn nodes_are_refused_from_one_too_many() {
    let most = "<p>x".repeat(MOST_NODES / 2);
    assert!(read(&most, false).is_ok());
    assert_eq!(
        read(&(most + "<p>x"), false).err(),
        Some(Refused::Nodes(MOST_NODES))
    );
}
