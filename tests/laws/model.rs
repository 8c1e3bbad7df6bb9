//! Threads made up at random: what a printer draws, and what reading its drawing must give.

use chrono::{Duration, NaiveDate, NaiveDateTime};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// A thread as the site knows it.
#[derive(Clone, Debug)]
pub(crate) struct Thread {
    pub(crate) title: String,
    pub(crate) summary: Vec<String>,
    pub(crate) declared: u64,
    pub(crate) comments: Vec<Comment>,
    /// Whether the tool puts an empty line before each item.
    pub(crate) airy: bool,
}

/// A comment as the site knows it, with what the tool may lose of it.
#[derive(Clone, Debug)]
pub(crate) struct Comment {
    /// From 1; at most one more than the comment's before it.
    pub(crate) depth: usize,
    pub(crate) subject: String,
    pub(crate) score: i32,
    pub(crate) moderation: Option<&'static str>,
    pub(crate) author: Author,
    /// When it was posted and its number, where the site prints it whole.
    pub(crate) full: Option<(NaiveDateTime, u64)>,
    pub(crate) journal: &'static str,
    pub(crate) body: Vec<Block>,
    pub(crate) title_lost: bool,
    pub(crate) byline_lost: bool,
    /// Whether an empty line stands between the by-line and the body.
    pub(crate) gap: bool,
    /// Whether the tool draws the nick's number with blanks: `( 12 )`.
    pub(crate) spaced: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    Anonymous,
    Named { nick: String, uid: u64, star: bool },
}

/// A part of a body.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    /// A paragraph of lines.
    Lines(Vec<String>),
    /// A list; text always follows it.
    List(Vec<String>),
    /// Preformatted lines that lose their indentation; text always follows them.
    Pre(Vec<String>),
}

impl Comment {
    pub(crate) fn date(&self) -> Option<String> {
        self.full.map(|(at, _)| at.format("%A %B %d, %Y @%I:%M%p").to_string())
    }

    pub(crate) fn site_id(&self) -> Option<u64> {
        self.full.map(|(_, id)| id)
    }
}

/// Index of each comment's parent.
pub(crate) fn parents(depths: &[usize]) -> Vec<Option<usize>> {
    let mut path: Vec<usize> = Vec::new();
    let mut parents = Vec::new();
    for (index, depth) in depths.iter().enumerate() {
        path.truncate(depth - 1);
        parents.push(path.last().copied());
        path.push(index);
    }
    parents
}

// Words that no pattern of a site begins or ends with, so that a body never is a header by accident.
const WORDS: [&str; 52] = [
    "kettle",
    "granite",
    "orchard",
    "the",
    "a",
    "and",
    "of",
    "under",
    "lantern",
    "seven",
    "quietly",
    "river",
    "paper",
    "window",
    "copper",
    "old",
    "than",
    "which",
    "morning",
    "salt",
    "it",
    "harbor",
    "walked",
    "engine",
    "because",
    "nobody",
    "cellar",
    "northern",
    "if",
    "bread",
    "switch",
    "without",
    "tower",
    "measured",
    "twice",
    "is",
    "wrong",
    "bicycle",
    "in",
    "snow",
    "ledger",
    "carries",
    "vinegar",
    "however",
    "gate",
    "sparrows",
    "seldom",
    "mechanism",
    "counterweights",
    "x",
    "forty-two",
    "and/or",
];

const NICKS: [&str; 14] = [
    "night owl",
    "owl (the)",
    "bye on",
    "a.b.c",
    "on Friday",
    "x",
    "Mr. Gate, retd",
    "semi*colon",
    "owl(latin)",
    "plus+minus",
    "under_score",
    "It's me",
    "1024",
    "Anonymous Cow",
];

const SUBJECTS: [&str; 12] = [
    "Power at night",
    "Re:Power at night",
    "Re:Re: what",
    "Why by daylight",
    "TCP/IP and/or UDP/IP over well-known wires",
    "GIGO",
    "As I said (see above)",
    "by the way",
    "Score",
    "2 cents",
    "Re:The quick brown fox jumps over the lazy dog twic",
    "\"Quoted\" & <odd>",
];

const MODERATIONS: [&str; 8] =
    ["Insightful", "Interesting", "Informative", "Funny", "Offtopic", "Flamebait", "Troll", "Redundant"];

pub(crate) fn sentence(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    (vec(select(&WORDS[..]), words), any::<bool>()).prop_map(|(words, stop)| {
        let mut text = words.join(" ");
        if let Some(head) = text.get_mut(..1) {
            head.make_ascii_uppercase();
        }
        if stop {
            text.push('.');
        }
        text
    })
}

fn nick() -> impl Strategy<Value = String> {
    prop_oneof![select(&NICKS[..]).prop_map(str::to_owned), "[a-zA-Z_][a-zA-Z0-9_.]{0,14}"]
}

fn author() -> impl Strategy<Value = Author> {
    prop_oneof![
        1 => Just(Author::Anonymous),
        4 => (nick(), 1_u64..9_999_999, prop::bool::weighted(0.2))
            .prop_map(|(nick, uid, star)| Author::Named { nick, uid, star }),
    ]
}

fn subject() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just("Re:".to_owned()),
        3 => select(&SUBJECTS[..]).prop_map(str::to_owned),
        3 => sentence(1..5).prop_map(|text| text.chars().take(48).collect::<String>().trim_end().to_owned()),
    ]
}

fn block() -> impl Strategy<Value = Block> {
    prop_oneof![
        16 => vec(sentence(1..40), 1..3).prop_map(Block::Lines),
        1 => vec(sentence(1..6), 1..4).prop_map(Block::List),
        1 => Just(Block::Lines(vec![
            "As somebody wrote:".to_owned(),
            "by night owl (12) on Friday October 06, 2023 @02:08AM (#63904909) he said".to_owned(),
        ])),
        1 => Just(Block::Lines(vec!["by the way, this is no header".to_owned()])),
        1 => vec("[a-z]{2,8}=[0-9]{1,3};", 1..3).prop_map(Block::Pre),
    ]
}

/// Lists and preformatted lines stand between paragraphs: at a body's end they cannot be told from replies.
fn body() -> impl Strategy<Value = Vec<Block>> {
    (sentence(2..30), vec(block(), 0..4), sentence(2..12)).prop_map(|(first, rest, last)| {
        let mut blocks = vec![Block::Lines(vec![first])];
        for block in rest {
            let text = |block: Option<&Block>| matches!(block, Some(Block::Lines(_)));
            if !text(Some(&block)) && !text(blocks.last()) {
                blocks.push(Block::Lines(vec!["Between two of them stands text.".to_owned()]));
            }
            blocks.push(block);
        }
        if !matches!(blocks.last(), Some(Block::Lines(_))) {
            blocks.push(Block::Lines(vec![last]));
        }
        blocks
    })
}

fn comment() -> impl Strategy<Value = Comment> {
    let head = (subject(), -1_i32..=5, option::weighted(0.5, select(&MODERATIONS[..])), author());
    let posted = option::weighted(0.5, (0_i64..9_000_000, 0_u64..1_000));
    let look =
        (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), select(&["", "", " Journal", " Homepage"][..]));
    (0_usize..64, head, posted, body(), look).prop_map(|(depth, head, posted, body, look)| {
        let (subject, score, moderation, author) = head;
        let (title_lost, byline_lost, gap, spaced, journal) = look;
        let start = NaiveDate::from_ymd_opt(2009, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0)).unwrap_or_default();
        let full = posted.map(|(minutes, id)| (start + Duration::minutes(minutes), id));
        Comment { depth, subject, score, moderation, author, full, journal, body, title_lost, byline_lost, gap, spaced }
    })
}

/// A thread of `least` to 15 comments, at most `max_depth` deep. From 3 on the second one is a reply, and one is full.
pub(crate) fn thread(least: usize, max_depth: usize) -> impl Strategy<Value = Thread> {
    let story = ("[A-Z][a-z]{3,8} [A-Z][a-z]{3,8} [A-Z][a-z]{2,8}", vec(sentence(3..40), 1..3));
    let deep = prop::bool::weighted(0.1);
    (story, vec(comment(), least..=15), deep, any::<bool>(), 20_000_000_u64..60_000_000).prop_map(
        move |((title, summary), mut comments, deep, airy, base)| {
            let mut before = 0;
            for (index, comment) in comments.iter_mut().enumerate() {
                let most = (before + 1).min(max_depth);
                // Deep threads go down a level nearly every time.
                comment.depth = if deep && comment.depth % 8 > 0 { most } else { 1 + comment.depth % most };
                if least > 2 && index == 1 {
                    comment.depth = 2;
                }
                if least > 2 && index == 2 {
                    comment.full = comment.full.or(Some((NaiveDateTime::default(), 0)));
                }
                before = comment.depth;
                if let Some((_, id)) = &mut comment.full {
                    *id += base + 1_000 * index as u64;
                }
            }
            Thread { title, summary, declared: comments.len() as u64, comments, airy }
        },
    )
}
