//! The columns of `comments`.

use crate::measure::{Subthreads, View};
use crate::model::{CampSide, Comment, ReplyStance, Span, Stance, Thread, Unsure};
use crate::table::cell::Cell;
use crate::table::schema::{Column, Field, field};
use crate::table::subject;

/// What a row of `comments` is made from.
pub(crate) struct CommentRow<'a> {
    pub(crate) thread: &'a Thread,
    pub(crate) view: &'a View<'a>,
    pub(crate) key: &'a str,
    pub(crate) number: u32,
    pub(crate) comment: &'a Comment,
    /// Its place in the tree, `1.3.2`; empty where the dump lost the tree.
    pub(crate) path: &'a str,
    /// What it quotes: a comment's number, `story`, or empty.
    pub(crate) quotes: &'a str,
    pub(crate) body: &'a str,
    pub(crate) n_links: u32,
    pub(crate) link_hosts: &'a str,
    /// Where it is on the site; empty where that is not known.
    pub(crate) url: &'a str,
}

impl<'a> CommentRow<'a> {
    fn text(&self, span: Option<Span>) -> Cell<'a> {
        span.map(|span| self.thread.text(span)).into()
    }

    /// Its node in the tree.
    fn node(&self) -> usize {
        self.number as usize
    }

    /// A count of words or links; unknown where the dump holds nothing of the body.
    fn of_body(&self, n: u32) -> Cell<'a> {
        (self.comment.words > 0 || !self.body.is_empty()).then_some(n).into()
    }

    /// What the tree below it says, which holds for placeholders too.
    fn below(&self, value: impl Fn(&Subthreads, usize) -> u32) -> Cell<'a> {
        self.view.subthreads().map(|subthreads| value(subthreads, self.node())).into()
    }

    fn chain(&self) -> Option<u32> {
        let is_known = self.comment.author.is_some() || self.comment.anonymous == Some(true);
        self.view.chains().filter(|_| is_known).map(|chains| chains.length(self.node()))
    }

    fn parent_author(&self) -> Option<Span> {
        self.thread.comment(self.comment.parent?)?.author
    }

    fn parent_score(&self) -> Option<i32> {
        self.view.parent(self.comment)?.score
    }

    fn score_lift(&self) -> Option<i64> {
        Some(i64::from(self.comment.score?) - i64::from(self.parent_score()?))
    }

    /// What its stance says.
    fn stance<T>(&self, value: impl Fn(&'a ReplyStance) -> Option<T>) -> Option<T> {
        value(self.view.stance(self.node())?)
    }

    /// How likely a stance is, to four decimals.
    fn probability(&self, stance: Stance) -> Option<f64> {
        self.stance(|reply| reply.probabilities?.get(stance.index()).copied()).map(in_ten_thousandths)
    }

    fn side(&self) -> Option<CampSide> {
        self.view.side(self.node()).filter(|_| !self.comment.is_placeholder())
    }

    fn subject_changed(&self) -> Option<bool> {
        let parent = self.thread.comment(self.comment.parent?)?;
        let own = self.thread.text(self.comment.subject?);
        Some(subject::is_changed(self.thread.text(parent.subject?), own))
    }
}

/// A share to four decimals: models know no more, and it is written in few digits.
fn in_ten_thousandths(share: f32) -> f64 {
    (f64::from(share) * 1e4).round() / 1e4
}

type Value = for<'a> fn(&CommentRow<'a>) -> Cell<'a>;

const fn text(name: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::text(name, meaning), value)
}

const fn score(name: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::integer(name, "points", "the site's own; -1 to 5 on Slashdot", meaning), value)
}

const fn count(name: &'static str, unit: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::integer(name, unit, "from 0", meaning), value)
}

const fn id(name: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::id(name, meaning), value)
}

const fn rank(name: &'static str, unit: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::integer(name, unit, "from 1", meaning), value)
}

const fn seconds(name: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::integer(name, "seconds", "", meaning), value)
}

const fn share(name: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::decimal(name, "0 to 1", meaning), value)
}

const fn truth(name: &'static str, meaning: &'static str, value: Value) -> Field<Value> {
    field(Column::boolean(name, meaning), value)
}

/// The columns, in the order that is part of the contract: new ones are added at the end.
pub(crate) static FIELDS: &[Field<Value>] = &[
    text("thread", "the thread's key: the document's path without its extension, made unique", |row| row.key.into()),
    rank("comment", "", "the row's number in its thread, in document order; placeholders have one too", |row| {
        row.number.into()
    }),
    rank(
        "parent",
        "",
        "the number of the comment it answers; empty where it answers the story, or where the dump lost the tree",
        |row| row.comment.parent.map(|id| id.number()).into(),
    ),
    rank("depth", "edges", "edges from the story; empty where the dump lost the tree", |row| row.comment.depth.into()),
    text(
        "path",
        "the positions from the top-level comment down, such as `1.3.2`; empty where the dump lost the tree, and more than 1,000 levels down",
        |row| row.path.into(),
    ),
    rank("position", "", "its rank among the replies to the same parent; empty where the dump lost the tree", |row| {
        row.comment.position.into()
    }),
    id("site_id", "the site's own number for the comment; empty where the page does not print it", |row| {
        row.comment.site_id.into()
    }),
    text(
        "author",
        "the author's nickname as printed, or the site's word for anonymous authors; empty where it is lost",
        |row| row.text(row.comment.author),
    ),
    id("uid", "the site's own number for the author, where the page prints one", |row| row.comment.uid.into()),
    truth(
        "anonymous",
        "whether the author is anonymous; `false` where the site's rules prove a lost author to be named",
        |row| row.comment.anonymous.into(),
    ),
    truth("subscriber", "whether the author was marked as a subscriber", |row| row.comment.subscriber.into()),
    truth("story_author", "whether the author also posted the story", |row| row.comment.story_author.into()),
    field(
        Column::text(
            "subject",
            "the subject as printed, but a bare `Re:` is filled in: `Re:` and the subject of what is answered",
        )
        .prose(),
        |row| row.text(row.comment.subject),
    ),
    score("score", "the score as printed; empty where it is lost", |row| row.comment.score.into()),
    score("score_low", "the least score that the site's display rules allow", |row| row.comment.score_low.into()),
    score("score_high", "the greatest score that the site's display rules allow", |row| row.comment.score_high.into()),
    text("moderation", "the moderators' word beside the score", |row| row.text(row.comment.moderation)),
    field(
        Column::time(
            "posted_at",
            "when it was posted, in the site's own time; empty where the date cannot be read or its year is unknown",
        ),
        |row| row.comment.posted.and_then(|posted| posted.at).into(),
    ),
    text("posted_raw", "the date as printed", |row| row.text(row.comment.posted.map(|posted| posted.raw))),
    field(
        Column::text("form", "how much of the comment the dump holds").one_of("full, abbreviated, stub, placeholder"),
        |row| row.comment.form.as_str().into(),
    ),
    truth("truncated", "whether the site cut the body off; empty where nothing tells", |row| {
        row.comment.truncated.into()
    }),
    field(
        Column::decimal("certainty", "0 to 1", "how sure it is that this is a comment and hangs where it does"),
        |row| row.comment.certainty.into(),
    ),
    truth("parent_certain", "whether the parent is what the author answered, as far as the dump can tell", |row| {
        (row.comment.parent_certain && !row.comment.is_placeholder()).into()
    }),
    text("document", "the document's name", |row| row.thread.document().into()),
    rank("line", "", "the comment's first line in the document", |row| row.comment.line.into()),
    rank("line_end", "", "the comment's last line in the document", |row| row.comment.line_end.into()),
    count("words", "words", "words of the body", |row| row.of_body(row.comment.words)),
    count("own_words", "words", "words of the body without quotes and signature", |row| {
        row.of_body(row.comment.own_words)
    }),
    count("quoted_words", "words", "words of the body that are quoted", |row| row.of_body(row.comment.quoted_words)),
    text("quotes", "what most of its quoted words come from: a comment's number, or `story`", |row| row.quotes.into()),
    count("links", "links", "links in the body; an address and the site's tag for it are one", |row| {
        row.of_body(row.n_links)
    }),
    text("link_hosts", "the hosts of its links, each once, parted by blanks", |row| row.link_hosts.into()),
    count("n_replies", "comments", "its direct replies; empty where the dump lost the tree", |row| {
        row.below(Subthreads::n_replies)
    }),
    count("subthread_size", "comments", "comments below it, however deep; empty where the dump lost the tree", |row| {
        row.below(Subthreads::size)
    }),
    count("subthread_height", "levels", "levels below it; empty where the dump lost the tree", |row| {
        row.below(Subthreads::height)
    }),
    count(
        "subthread_authors",
        "authors",
        "authors who wrote it and what is below it, as far as names are known; anonymous ones as `--anonymous` says",
        |row| row.view.n_subthread_authors(row.node()).into(),
    ),
    count(
        "chain",
        "comments",
        "how many comments of a run of replies between two authors in turn end with it; 0 for one without a named author",
        |row| row.chain().into(),
    ),
    rank(
        "arrival_rank",
        "",
        "its rank by the site's numbers, or else by time; empty where neither is known of all",
        |row| row.view.arrival_rank(row.node()).into(),
    ),
    seconds("since_story_s", "time from the story to the comment; negative where the dates say so", |row| {
        row.thread.since_story_s(row.comment).into()
    }),
    seconds("reply_delay_s", "time from the comment that it answers to it; negative where the dates say so", |row| {
        row.view.reply_delay_s(row.comment).into()
    }),
    score("parent_score", "the score of the comment that it answers", |row| row.parent_score().into()),
    field(Column::integer("score_lift", "points", "", "its score less that of the comment that it answers"), |row| {
        row.score_lift().into()
    }),
    field(
        Column::text(
            "stance",
            "what its own words say toward what it answers; `unsure` where none is likely enough, empty for placeholders and with `--no-stance`",
        )
        .one_of("agree, neutral, disagree, unsure"),
        |row| row.stance(|reply| Some(reply.label.map_or("unsure", Stance::as_str))).into(),
    ),
    share("stance_p_agree", "how likely it is that it agrees; empty where there is nothing to judge by", |row| {
        row.probability(Stance::Agree).into()
    }),
    share("stance_p_neutral", "how likely it is that it does neither", |row| row.probability(Stance::Neutral).into()),
    share("stance_p_disagree", "how likely it is that it disagrees", |row| row.probability(Stance::Disagree).into()),
    truth("question", "whether it asks what it answers something; empty where there is nothing to judge by", |row| {
        row.stance(|reply| reply.question).into()
    }),
    field(
        Column::text("stance_evidence", "its words that weighed most; of those that agree or disagree only").prose(),
        |row| row.text(row.stance(|reply| reply.evidence).map(|evidence| evidence.span)),
    ),
    rank("evidence_line", "", "the line of the document on which their paragraph begins", |row| {
        row.stance(|reply| reply.evidence).map(|evidence| evidence.line).into()
    }),
    field(
        Column::integer(
            "camp",
            "",
            "1 or 2",
            "the side of its author among those of the thread, 1 being that of the first who has one; sides have no names",
        ),
        |row| row.side().map(|side| u32::from(side.camp)).into(),
    ),
    truth(
        "subject_changed",
        "whether its subject differs from its parent's but for a leading `Re:`; empty where one of them is unknown",
        |row| row.subject_changed().into(),
    ),
    field(
        Column::text("body", "the comment's own words and its quotes, paragraphs parted by an empty line").prose(),
        |row| row.body.into(),
    ),
    field(
        Column::text(
            "stance_reason",
            "why no stance is told: none is likely enough, it has no words of its own, the site cut it off, or it is not known what it answers",
        )
        .one_of("doubt, no-words, cut, no-parent"),
        |row| row.stance(|reply| reply.label.err().map(Unsure::as_str)).into(),
    ),
    share("camp_stability", "how often its author is on that side when the thread is split again", |row| {
        row.side().map(|side| in_ten_thousandths(side.stability)).into()
    }),
    field(
        Column::text(
            "target_stance_experimental",
            "with `--target NAME` only, an experiment that nobody measured: by positive and negative words, whether its own sentences that name it are for or against it; a reply that does not name it but agrees with one that does is the same, one that disagrees the opposite, others are `none`; empty where no comment above it names it either",
        )
        .one_of("favour, against, none")
        .experimental(),
        |row| row.view.target(row.node()).map(|target| target.toward.as_str()).into(),
    ),
    field(
        Column::integer(
            "target_evidence_line_experimental",
            "",
            "from 1",
            "with `--target NAME` only: the line of the document on which the paragraph begins that names it first; empty where it does not name it itself",
        )
        .experimental(),
        |row| row.view.target(row.node()).and_then(|target| target.line).into(),
    ),
    text(
        "url",
        "where it is on the site, by the site's rule and the discussion's number in the page's links; empty where one of them is unknown, and with pseudonyms",
        |row| Some(row.url).filter(|url| !url.is_empty()).into(),
    ),
    text(
        "parent_author",
        "the nickname of who wrote what it answers; empty for answers to the story and where it is unknown",
        |row| row.text(row.parent_author()),
    ),
];
