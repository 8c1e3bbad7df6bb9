//! Which columns of a table are read, and by which names.

use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::table::TableError;

/// A column that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Thread,
    Comment,
    Parent,
    Depth,
    SiteId,
    Author,
    Uid,
    Anonymous,
    Subscriber,
    StoryAuthor,
    Subject,
    Score,
    ScoreLow,
    ScoreHigh,
    Moderation,
    PostedAt,
    PostedRaw,
    Form,
    Truncated,
    Certainty,
    ParentCertain,
    Document,
    Line,
    LineEnd,
    Words,
    OwnWords,
    QuotedWords,
    Quotes,
    SinceStoryS,
    SinceStoryMin,
    Body,
    Url,
}

/// The columns in the order of their variants, by the names that the table `comments` has for them.
const COLUMNS: [(Column, &str); 32] = [
    (Column::Thread, "thread"),
    (Column::Comment, "comment"),
    (Column::Parent, "parent"),
    (Column::Depth, "depth"),
    (Column::SiteId, "site_id"),
    (Column::Author, "author"),
    (Column::Uid, "uid"),
    (Column::Anonymous, "anonymous"),
    (Column::Subscriber, "subscriber"),
    (Column::StoryAuthor, "story_author"),
    (Column::Subject, "subject"),
    (Column::Score, "score"),
    (Column::ScoreLow, "score_low"),
    (Column::ScoreHigh, "score_high"),
    (Column::Moderation, "moderation"),
    (Column::PostedAt, "posted_at"),
    (Column::PostedRaw, "posted_raw"),
    (Column::Form, "form"),
    (Column::Truncated, "truncated"),
    (Column::Certainty, "certainty"),
    (Column::ParentCertain, "parent_certain"),
    (Column::Document, "document"),
    (Column::Line, "line"),
    (Column::LineEnd, "line_end"),
    (Column::Words, "words"),
    (Column::OwnWords, "own_words"),
    (Column::QuotedWords, "quoted_words"),
    (Column::Quotes, "quotes"),
    (Column::SinceStoryS, "since_story_s"),
    // Read where seconds are not there; no table of ours has it.
    (Column::SinceStoryMin, "since_story_min"),
    (Column::Body, "body"),
    (Column::Url, "url"),
];

/// Other names that tables have for a column, where ours is not there.
const OTHER_NAMES: [(&str, Column); 1] = [("text", Column::Body)];

/// The columns of the table `comments` that are worked out anew, so that nobody misses them.
const WORKED_OUT: [&str; 27] = [
    "path",
    "position",
    "links",
    "link_hosts",
    "n_replies",
    "subthread_size",
    "subthread_height",
    "subthread_authors",
    "chain",
    "arrival_rank",
    "reply_delay_s",
    "parent_score",
    "score_lift",
    "parent_author",
    "stance",
    "stance_p_agree",
    "stance_p_neutral",
    "stance_p_disagree",
    "question",
    "stance_evidence",
    "evidence_line",
    "camp",
    "subject_changed",
    "stance_reason",
    "camp_stability",
    "target_stance_experimental",
    "target_evidence_line_experimental",
];

/// The columns without which there is no tree. The thread may be missing: the file is then one thread.
const NEEDED: [Column; 2] = [Column::Comment, Column::Parent];

impl Column {
    /// The name that the table `comments` has for it.
    pub(crate) fn name(self) -> &'static str {
        COLUMNS.get(self as usize).map_or("", |(_, name)| name)
    }
}

/// Which of a table's columns stands for which of ours, where the names differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMap {
    pairs: Vec<(Column, String)>,
}

impl ColumnMap {
    /// Reads pairs such as `author=user`: ours, and the table's.
    ///
    /// # Errors
    ///
    /// What is wrong with the first pair that is wrong.
    ///
    /// ```
    /// use rejoinder::parse::table::ColumnMap;
    ///
    /// assert_eq!(ColumnMap::parse(&["author=user"])?.pairs().collect::<Vec<_>>(), ["author=user"]);
    /// assert!(ColumnMap::parse(&["autor=user"]).is_err_and(|message| message.ends_with("did you mean `author`?")));
    /// # Ok::<(), String>(())
    /// ```
    pub fn parse<T: AsRef<str>>(pairs: &[T]) -> Result<Self, String> {
        let mut map = Self::default();
        for pair in pairs.iter().map(AsRef::as_ref) {
            let Some((ours, theirs)) = pair.split_once('=').filter(|(_, theirs)| !theirs.is_empty()) else {
                return Err(format!("expected `OURS=THEIRS`, such as `author=user`, but found `{pair}`"));
            };
            let Some(&(column, _)) = COLUMNS.iter().find(|(_, name)| *name == ours) else {
                let near = nearest(ours, COLUMNS.iter().map(|(_, name)| *name));
                return Err(format!("no column `{ours}` is read from tables{near}"));
            };
            if map.theirs(column).is_some() {
                return Err(format!("`{ours}` is mapped twice"));
            }
            map.pairs.push((column, theirs.to_owned()));
        }
        Ok(map)
    }

    /// The pairs as they are typed.
    pub fn pairs(&self) -> impl Iterator<Item = String> {
        self.pairs.iter().map(|(column, theirs)| format!("{}={theirs}", column.name()))
    }

    fn theirs(&self, column: Column) -> Option<&str> {
        self.pairs.iter().find(|(ours, _)| *ours == column).map(|(_, theirs)| theirs.as_str())
    }

    /// The table's name for one of our columns.
    pub(crate) fn name_of(&self, column: Column) -> &str {
        self.theirs(column).unwrap_or(column.name())
    }

    /// Tells whether a table's column is taken for a column of ours with another name, and so not for its own.
    fn is_taken(&self, name: &str) -> bool {
        self.pairs.iter().any(|(_, theirs)| theirs == name)
    }
}

/// Where in a row the columns stand.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    places: [Option<usize>; COLUMNS.len()],
    n_cells: usize,
    /// The names of the table's columns that stand for none of ours.
    unread: Vec<String>,
    /// One past the last cell without which a row is nothing.
    n_needed: usize,
}

impl Layout {
    /// Finds our columns among the names of a table's.
    pub(crate) fn find<T: AsRef<str>>(names: &[T], map: &ColumnMap) -> Result<Self, TableError> {
        let place = |wanted: &str| names.iter().position(|name| name.as_ref().trim() == wanted);
        let places = COLUMNS.map(|(column, name)| match map.theirs(column) {
            Some(theirs) => place(theirs),
            None => place(name).filter(|_| !map.is_taken(name)).or_else(|| {
                let other = OTHER_NAMES.iter().find(|(_, of)| *of == column)?.0;
                place(other).filter(|_| !map.is_taken(other))
            }),
        });
        let mapped = map.pairs.iter().map(|(column, _)| *column);
        let missing = NEEDED.into_iter().chain(mapped).find(|&column| places.get(column as usize) == Some(&None));
        if let Some(missing) = missing {
            return Err(missing_column(missing, map, names));
        }
        let needed = [Column::Comment, Column::Parent, Column::Thread].map(|column| places.get(column as usize));
        let n_needed = needed.into_iter().flatten().flatten().max().map_or(0, |last| last + 1);
        let is_unread = |(place, name): &(usize, &str)| !places.contains(&Some(*place)) && !WORKED_OUT.contains(name);
        let names_of = || names.iter().map(|name| name.as_ref().trim());
        let unread = names_of().enumerate().filter(is_unread).map(|(_, name)| name.to_owned()).collect();
        Ok(Self { places, n_cells: names.len(), unread, n_needed })
    }

    /// The layout of a table whose rows are only parents.
    pub(crate) fn of_parents() -> Self {
        Self { places: [None; COLUMNS.len()], n_cells: 0, unread: Vec::new(), n_needed: 0 }
    }

    /// The place of a column in a row.
    pub(crate) fn place(&self, column: Column) -> Option<usize> {
        self.places.get(column as usize).copied().flatten()
    }

    /// What there is to tell of columns that are not read.
    pub(crate) fn unread(&self) -> Option<Diagnostic> {
        let kind = match self.unread.len() {
            0 => return None,
            1 => "a column that is",
            _ => "columns that are",
        };
        let message = format!("found {kind} not read: {}", listed(self.unread.iter().map(String::as_str)));
        let help = "`--map OURS=THEIRS` reads a column as one of ours";
        Some(Diagnostic::new(Severity::Note, (1, 1), "column-unread", message, help))
    }

    /// How many cells a row has.
    pub(crate) fn n_cells(&self) -> usize {
        self.n_cells
    }

    /// How many cells a row needs at least.
    pub(crate) fn n_needed(&self) -> usize {
        self.n_needed
    }
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.chars().take(40).collect::<String>())
}

/// Names in a sentence, the last of many as a number.
fn listed<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    /// More names than this tell nobody anything.
    const MOST: usize = 12;
    let n = names.len();
    let found: Vec<_> = names.take(MOST).map(quoted).collect();
    let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
    if n > MOST { format!("{found} and {} more", n - MOST) } else { found }
}

fn missing_column<T: AsRef<str>>(missing: Column, map: &ColumnMap, names: &[T]) -> TableError {
    let found = listed(names.iter().map(|name| name.as_ref().trim()));
    let expected = NEEDED.map(|column| quoted(map.name_of(column))).join(" and ");
    let wanted = map.name_of(missing);
    let near = nearest(wanted, names.iter().map(|name| name.as_ref().trim()));
    let message = match map.theirs(missing) {
        Some(theirs) => {
            format!("expected a column `{theirs}` to read as `{}`, but found {found}", missing.name())
        }
        None => format!("expected a table of comments with the columns {expected}, but found {found}"),
    };
    let help = match map.theirs(missing) {
        Some(_) => format!("no column is called `{wanted}`{near}"),
        None => format!("`--map {}=NAME` says which column is `{}`{near}", missing.name(), missing.name()),
    };
    TableError { message, help }
}

/// The beginning of a question for the name that is most like another, where one is like it.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let name = name.to_lowercase();
    let likeness = |other: &str| {
        let other = other.to_lowercase();
        let is_numbered = ["_id", "_no"].iter().any(|end| other.strip_suffix(end) == Some(&name));
        if is_numbered || other == "id" && name == "comment" { 0.95 } else { strsim::jaro_winkler(&name, &other) }
    };
    let best = known.map(|other| (likeness(other), other)).max_by(|(a, _), (b, _)| a.total_cmp(b));
    best.filter(|(likeness, _)| *likeness > 0.75)
        .map_or_else(String::new, |(_, other)| format!("; did you mean `{other}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[&str]) -> ColumnMap {
        ColumnMap::parse(pairs).expect("because the pairs are well formed")
    }

    #[test]
    fn columns_stand_in_the_order_of_their_variants() {
        assert!(COLUMNS.iter().enumerate().all(|(index, (column, _))| *column as usize == index));
    }

    #[test]
    fn columns_are_found_by_our_names_and_by_theirs() {
        let names = ["thread", "comment", " parent", "user", "author"];
        let layout = Layout::find(&names, &map(&["author=user"])).expect("because all are there");
        assert_eq!([Column::Parent, Column::Author, Column::Uid].map(|it| layout.place(it)), [Some(2), Some(3), None]);
        assert_eq!((layout.n_cells(), layout.n_needed()), (5, 3));
    }

    #[test]
    fn bodies_may_be_called_text() {
        let body = |names: &[&str], pairs: &[&str]| {
            let layout = Layout::find(names, &map(pairs)).expect("because all are there");
            let told = layout.unread().map(|unread| unread.message.into_owned());
            (layout.place(Column::Body), told)
        };
        assert_eq!(body(&["comment", "parent", "text"], &[]), (Some(2), None));
        let unread = "found a column that is not read: `text`".to_owned();
        assert_eq!(body(&["comment", "parent", "text", "body"], &[]), (Some(3), Some(unread)));
        assert_eq!(body(&["comment", "parent", "text"], &["subject=text"]), (None, None));
        let unread = "found columns that are not read: `likes`, `x`".to_owned();
        assert_eq!(body(&["comment", "likes", "parent", "path", "x"], &[]), (None, Some(unread)));
    }

    #[test]
    fn what_is_missing_is_told_with_what_may_be_meant() {
        let error = |names: &[&str], pairs: &[&str]| Layout::find(names, &map(pairs)).err();
        let found = error(&["id", "parent"], &[]).expect("because there is no `comment`");
        assert_eq!(
            found.message,
            "expected a table of comments with the columns `comment` and `parent`, but found `id`, `parent`"
        );
        assert_eq!(found.help, "`--map comment=NAME` says which column is `comment`; did you mean `id`?");
        let found = error(&["comment", "parent", "user"], &["author=usr"]).expect("because there is no `usr`");
        assert_eq!(found.help, "no column is called `usr`; did you mean `user`?");
    }

    #[test]
    fn pairs_that_make_no_sense_are_refused() {
        for pair in [&["author"][..], &["author="], &["x=y"], &["author=a", "author=b"]] {
            assert!(ColumnMap::parse(pair).is_err(), "{pair:?}");
        }
    }
}
