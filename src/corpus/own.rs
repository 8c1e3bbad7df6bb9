//! Files that this program wrote and does not read, known by what they hold.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::input::{Source, TextForm};
use crate::parse::table::header_names;
use crate::report::html::GENERATOR;
use crate::report::{CONVOKIT_FILES, CONVOKIT_MARK, DOT_MARK, GEXF_MARK, GRAPHML_MARK, TOOL};
use crate::stance::{MODEL_FORMAT, SampledReply};
use crate::table::{ChangeRow, ColumnSet, Table};

/// How much of a file is looked at, in bytes.
const PEEK: u64 = 8 << 10;
/// How much of a page, in which its mark stands.
const HEAD: usize = 1 << 10;

/// What a file is that this program wrote. A table of comments is read again, but not beside the pages that it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    Page,
    Sheet,
    Changes,
    Comments,
    Table,
    Graph,
    Convokit,
    Record,
    Package,
    Model,
}

impl Own {
    /// The words for it, as they stand behind `found`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Page => "a page that `rejoinder report` wrote",
            Self::Sheet => "a sheet that `rejoinder stance sample` wrote",
            Self::Changes => "a table that `rejoinder diff` wrote",
            Self::Comments => "a table of comments that `rejoinder analyze` wrote",
            Self::Table => "a table that `rejoinder analyze` wrote",
            Self::Graph => "a graph that `rejoinder export` wrote",
            Self::Convokit => "a part of a corpus that `rejoinder export` wrote",
            Self::Record => "a record of what rejoinder did",
            Self::Package => "a description of tables that rejoinder wrote",
            Self::Model => "a model that `rejoinder stance train` wrote",
        }
    }

    /// What to do instead of reading it.
    fn help(self) -> &'static str {
        match self {
            Self::Page => "name the saved page that it was made from",
            Self::Sheet => {
                "name the saved pages that the replies were drawn from; `rejoinder stance eval` reads labelled sheets"
            }
            _ => "name the saved pages that it was made from, or a table `comments`",
        }
    }

    /// The error for such a file that was named.
    pub(super) fn error(self, path: &Path) -> Error {
        let (found, help) = (self.as_str().to_owned(), self.help().to_owned());
        Error::Unreadable { path: path.to_owned(), offset: 0, found, help }
    }
}

/// Tells what files are, with what it takes to do so for many.
pub(super) struct OwnFiles {
    headers: Vec<(Own, Vec<&'static str>)>,
    /// Whether a folder holds a corpus for ConvoKit that is ours.
    corpora: HashMap<PathBuf, bool>,
}

impl OwnFiles {
    pub(super) fn new() -> Self {
        let mut headers = vec![
            (Own::Sheet, SampledReply::COLUMNS.to_vec()),
            (Own::Changes, ChangeRow::columns().map(|column| column.name).collect()),
        ];
        for &table in Table::ALL {
            let own = if table == Table::Comments { Own::Comments } else { Own::Table };
            for (prose, experimental) in [(true, false), (false, false), (true, true), (false, true)] {
                let columns = ColumnSet { prose, experimental }.of(table);
                headers.push((own, columns.map(|column| column.name).collect()));
            }
        }
        headers.dedup();
        Self { headers, corpora: HashMap::new() }
    }

    /// What a file is, if this program wrote it; `None` also where it cannot be read.
    ///
    /// Only its beginning is read, and only if it is a regular file.
    pub(super) fn kind(&mut self, source: &Source) -> Option<Own> {
        if self.is_in_corpus(source.path()) {
            return Some(Own::Convokit);
        }
        self.kind_of(&source.peek(PEEK)?)
    }

    /// What a text is, by its beginning.
    fn kind_of(&self, head: &str) -> Option<Own> {
        let head = head.trim_start();
        match head.bytes().next()? {
            b'<' => of_markup(head),
            b'{' => of_json(head).or_else(|| self.of_columns(head, TextForm::JsonLines)),
            b'/' => head.starts_with(DOT_MARK).then_some(Own::Graph),
            _ if may_be_header(head) => self.of_columns(head, TextForm::Delimited),
            _ => None,
        }
    }

    /// A table whose columns are those of one of ours; what people do to a table between may leave empty columns behind.
    fn of_columns(&self, head: &str, form: TextForm) -> Option<Own> {
        let mut names = header_names(head, form);
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        self.headers.iter().find(|(_, header)| names == *header).map(|&(own, _)| own)
    }

    fn is_in_corpus(&mut self, path: &Path) -> bool {
        let Some((dir, name)) = path.parent().zip(path.file_name()) else { return false };
        let is_named = CONVOKIT_FILES.iter().any(|&known| name == known);
        is_named && *self.corpora.entry(dir.to_owned()).or_insert_with(|| holds_corpus(dir))
    }
}

/// Whether a folder's `corpus.json` says that we wrote it.
fn holds_corpus(dir: &Path) -> bool {
    let path = dir.join("corpus.json");
    let source = path.metadata().ok().filter(std::fs::Metadata::is_file);
    let source = source.map(|found| Source::file(String::new(), path, &found));
    source.and_then(|source| source.peek(PEEK)).is_some_and(|head| head.starts_with(CONVOKIT_MARK))
}

fn of_markup(head: &str) -> Option<Own> {
    if head.contains(GRAPHML_MARK) || head.contains(GEXF_MARK) {
        return Some(Own::Graph);
    }
    let begins = |mark: &str| head.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
    let is_page = begins("<!doctype html") || begins("<html");
    // The mark stands before the title.
    let start = &head.as_bytes()[..head.len().min(HEAD)];
    (is_page && memchr::memmem::find(start, GENERATOR.as_bytes()).is_some()).then_some(Own::Page)
}

fn of_json(head: &str) -> Option<Own> {
    let first = head.strip_prefix('{').map(str::trim_start)?;
    let has = |name: &str, value: &str| {
        let rest = first.strip_prefix(name).map(str::trim_start).and_then(|rest| rest.strip_prefix(':'));
        rest.is_some_and(|rest| rest.trim_start().starts_with(value))
    };
    let tool = format!("\"{TOOL}\"");
    match () {
        () if head.starts_with(CONVOKIT_MARK) => Some(Own::Convokit),
        () if has("\"tool\"", &tool) && head.contains("\"version\"") && head.contains("\"options\"") => {
            Some(Own::Record)
        }
        () if has("\"name\"", &tool) && head.contains("\"resources\"") => Some(Own::Package),
        () if has("\"dense\"", "[") && head.contains(MODEL_FORMAT) => Some(Own::Model),
        () => None,
    }
}

/// Whether the first line can name the columns of one of our tables: small letters, digits and marks between cells.
fn may_be_header(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default();
    let is_ours = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'"' | b',' | b';' | b'\t')
    };
    line.bytes().all(is_ours) && line.bytes().any(|byte| matches!(byte, b',' | b';' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(head: &str) -> Option<Own> {
        OwnFiles::new().kind_of(head)
    }

    fn header(table: Table, mark: &str) -> String {
        let names: Vec<_> = ColumnSet::USUAL.of(table).map(|column| column.name).collect();
        names.join(mark) + "\n"
    }

    #[test]
    fn what_this_program_wrote_is_known_by_what_it_holds() {
        let sheet = SampledReply::COLUMNS;
        let quoted: Vec<_> = sheet.iter().map(|name| format!("\"{name}\"")).collect();
        for (head, own) in [
            (format!("<!DOCTYPE html><html><head>{GENERATOR}0.1.0\">"), Own::Page),
            (format!("\n<!doctype HTML>\n<html><head>{GENERATOR}9\">"), Own::Page),
            (sheet.join(",") + "\na,b,1,x,y,agree,,\n", Own::Sheet),
            (sheet.join(";") + ";;\r\n", Own::Sheet),
            (quoted.join("\t") + "\n", Own::Sheet),
            (header(Table::Threads, ","), Own::Table),
            (header(Table::Comments, ";"), Own::Comments),
            (header(Table::Degrees, "\t"), Own::Table),
            ("{\"tool\":\"rejoinder\",\"files\":[]}".to_owned(), Own::Convokit),
            ("{\n  \"tool\": \"rejoinder\",\n  \"version\": \"0\",\n  \"options\": {".to_owned(), Own::Record),
            ("{\n  \"name\": \"rejoinder\",\n  \"title\": \"x\",\n  \"resources\": [".to_owned(), Own::Package),
            (format!("{{\"dense\":[],\"format\":\"{MODEL_FORMAT}\""), Own::Model),
            (format!("{DOT_MARK} and more"), Own::Graph),
            (format!("<?xml version=\"1.0\"?>\n<graphml>{GRAPHML_MARK}"), Own::Graph),
            (format!("<?xml version=\"1.0\"?>\n<gexf>{GEXF_MARK}"), Own::Graph),
        ] {
            assert_eq!(kind(&head), Some(own), "{head}");
        }
    }

    #[test]
    fn what_others_wrote_is_read() {
        for head in [
            String::new(),
            header(Table::Comments, ",").replace("score_low,", ""),
            format!("A page about {GENERATOR}0.1.0\">"),
            "<!DOCTYPE html><html><head><meta name=\"generator\" content=\"WordPress\">".to_owned(),
            "document,thread,comment,parent,reply,label\n".to_owned(),
            "{\"tool\":\"other\"}".to_owned(),
            "{\"tool\":\"rejoinder\",\"comment\":1,\"parent\":0}".to_owned(),
            "{\"name\": \"rejoinder\", \"comment\": 1, \"parent\": 0}\n".to_owned(),
            "Threads, and who answers whom\n".to_owned(),
        ] {
            assert_eq!(kind(&head), None, "{head}");
        }
    }
}
