//! Stories and comments as utterances. Who a bare nickname is can be told only when all threads are known, so that
//! utterances wait in a file of their own for their speakers.

use std::io::{self, BufRead, BufReader, Read, Write};

use chrono::NaiveDateTime;

use crate::report::convokit::ascii_json::{self, Object};
use crate::report::convokit::speakers::{Speakers, nobody};
use crate::report::ids::comment_id;
use crate::report::row::OneRow;
use crate::table::{Cell, Kind, ThreadRows};

/// The columns of an utterance that no column of `comments` is: whether it is the story, and whether its time is known.
pub(crate) const OWN: [(&str, Kind); 2] = [("story", Kind::Boolean), ("timestamp_known", Kind::Boolean)];

/// The thread whose utterances are being written.
#[derive(Debug, Default)]
pub(crate) struct ThreadUnderWay {
    /// The times of its utterances, the story's first, each the nearest known one before it if its own is not.
    times: Vec<i64>,
    /// The numbers of its authors, the story's first.
    authors: Vec<Option<usize>>,
}

impl ThreadUnderWay {
    /// Begins a thread and writes its story.
    pub(crate) fn begin(
        &mut self,
        of: &ThreadRows<'_>,
        speakers: &mut Speakers,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let (thread, authors) = (of.thread(), of.view.authors());
        let mut number = |node: usize| {
            let (name, uid) = authors.name(thread, authors.named_of_node(node)?)?;
            Some(speakers.number(name, uid))
        };
        self.authors = (0..=thread.comments().len()).map(&mut number).collect();
        let (time, story) = (thread.posted_at(), thread.story());
        self.times = vec![time.map_or(0, seconds)];
        let mut text = story.title.map(|title| thread.text(title)).unwrap_or_default().to_owned();
        if of.columns.prose && !story.summary.is_empty() {
            text.push_str("\n\n");
            thread.write_segments(&story.summary, &mut text);
        }
        let author = story.author.map(|author| thread.text(author));
        let meta = Object::new().with("story", Cell::Boolean(true))?.with("timestamp_known", time.is_some().into())?;
        let meta = meta.with("thread", of.key.into())?.with("comment", Cell::Natural(0))?;
        let meta =
            meta.with("depth", Cell::Natural(0))?.with("author", author.into())?.with("posted_at", time.into())?;
        let meta = meta.with("parent_certain", Cell::Boolean(true))?.finish();
        let utterance = Utterance { thread: of.key, number: 0, reply_to: None, text: text.trim(), meta: &meta };
        self.write(&utterance, (author, Cell::Empty), out)
    }

    /// Writes a comment. One whose tree is lost answers the story.
    pub(crate) fn add(&mut self, row: &OneRow, out: &mut impl Write) -> io::Result<()> {
        let parent = row.id("parent").unwrap_or(0);
        let time = row.time("posted_at");
        let before = usize::try_from(parent).ok().and_then(|parent| self.times.get(parent));
        self.times.push(time.map(seconds).or(before.copied()).unwrap_or_default());
        let mut meta = Object::new().with("story", Cell::Boolean(false))?;
        meta.put("timestamp_known", time.is_some().into())?;
        let is_lost = row.number("depth").is_none();
        for (column, cell) in row.cells().filter(|(column, _)| column.name != BODY) {
            let is_uncertain = is_lost && column.name == "parent_certain";
            meta.put(column.name, if is_uncertain { Cell::Boolean(false) } else { cell })?;
        }
        let (thread, number) = (row.text("thread").unwrap_or_default(), row.id("comment").unwrap_or_default());
        let (text, meta) = (row.text(BODY).unwrap_or_default(), meta.finish());
        let utterance = Utterance { thread, number, reply_to: Some(parent), text, meta: &meta };
        let anonymous = row.cells().find(|(column, _)| column.name == "anonymous").map(|(_, cell)| cell);
        self.write(&utterance, (row.text("author"), anonymous.unwrap_or(Cell::Empty)), out)
    }

    /// Writes an utterance but for its speaker: who that is stands before it.
    fn write(
        &self,
        utterance: &Utterance<'_>,
        (name, anonymous): (Option<&str>, Cell<'_>),
        out: &mut impl Write,
    ) -> io::Result<()> {
        let node = usize::try_from(utterance.number).unwrap_or(usize::MAX);
        let time = self.times.get(node).copied().unwrap_or_default();
        let id = comment_id(utterance.thread, utterance.number);
        match self.authors.get(node).copied().flatten() {
            Some(number) => write!(out, "{number}\t\t")?,
            None => {
                let (speaker, meta) = nobody(&id, name, anonymous)?;
                out.write_all(&[ascii_json::text(&speaker)?, meta, Vec::new()].join(&b'\t'))?;
            }
        }
        let mut object = Object::new();
        object.put_text("id", &id)?;
        object.put_text("conversation_id", &comment_id(utterance.thread, 0))?;
        object.put_text("text", utterance.text)?;
        object.put_json("meta", utterance.meta)?;
        let reply_to = utterance.reply_to.map(|number| comment_id(utterance.thread, number));
        object.put("reply-to", reply_to.as_deref().into())?;
        object.put("timestamp", Cell::Integer(time))?;
        object.put_json("vectors", b"[]")?;
        out.write_all(&object.finish())?;
        out.write_all(b"\n")
    }
}

/// The column that is the text of an utterance.
pub(crate) const BODY: &str = "body";

/// What an utterance says, but for who says it and when.
struct Utterance<'a> {
    thread: &'a str,
    number: u64,
    /// The comment that it answers, 0 being the story; none for the story.
    reply_to: Option<u64>,
    text: &'a str,
    meta: &'a [u8],
}

/// Writes the utterances that waited, now that the ids of their speakers are known; hands over the ids of speakers with
/// one utterance alone and what is known of them.
pub(crate) fn with_speakers(
    waiting: impl Read,
    speakers: &[String],
    out: &mut impl Write,
    mut alone: impl FnMut(&[u8], &[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let speakers = speakers.iter().map(|id| ascii_json::text(id)).collect::<io::Result<Vec<_>>>()?;
    let (mut waiting, mut line) = (BufReader::with_capacity(1 << 16, waiting), Vec::new());
    while waiting.read_until(b'\n', &mut line)? > 0 {
        let mut parts = line.splitn(3, |byte| *byte == b'\t');
        let (who, meta) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        // Without its line end and its bracket.
        let rest = parts.next().and_then(|rest| rest.strip_suffix(b"}\n")).unwrap_or_default();
        let number = std::str::from_utf8(who).ok().and_then(|who| who.parse::<usize>().ok());
        let speaker = number.and_then(|number| speakers.get(number)).map_or(who, Vec::as_slice);
        if number.is_none() {
            alone(who, meta)?;
        }
        out.write_all(&[rest, b",\"speaker\":", speaker, b"}\n"].concat())?;
        line.clear();
    }
    Ok(())
}

/// Seconds of the site's clock, which has no zone.
fn seconds(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp()
}
