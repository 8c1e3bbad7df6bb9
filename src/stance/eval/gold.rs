//! Pairs of a reply and what it answers that people labelled.

use std::collections::BTreeMap;
use std::path::Path;

use csv::{ErrorKind, Position, ReaderBuilder, StringRecord};

use crate::error::Error;
use crate::input::{ReadLimits, read_unpacked};
use crate::model::Stance;

/// Which labels a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// agree, neutral, disagree.
    Three,
    /// support, deny, query, comment, as in RumourEval: read as agree, disagree, question, neutral.
    Sdqc,
}

/// What a pair was labelled as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// A stance.
    Stance(Stance),
    /// A question, where the scheme takes that for a class of its own.
    Question,
}

impl Label {
    /// All labels of a scheme, in the order of figures.
    #[must_use]
    pub fn of_scheme(scheme: Scheme) -> &'static [Self] {
        const ALL: [Label; 4] = [
            Label::Stance(Stance::Agree),
            Label::Stance(Stance::Neutral),
            Label::Stance(Stance::Disagree),
            Label::Question,
        ];
        if scheme == Scheme::Three { &ALL[..3] } else { &ALL }
    }

    /// The word for it: `agree`, `neutral`, `disagree`, `question`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stance(stance) => stance.as_str(),
            Self::Question => "question",
        }
    }

    /// Its index in [`Label::of_scheme`].
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Self::Stance(stance) => stance.index(),
            Self::Question => Stance::ALL.len(),
        }
    }

    fn parse(word: &str) -> Option<(Scheme, Self)> {
        let three = |stance| Some((Scheme::Three, Self::Stance(stance)));
        let sdqc = |label| Some((Scheme::Sdqc, label));
        match word {
            "agree" => three(Stance::Agree),
            "neutral" => three(Stance::Neutral),
            "disagree" => three(Stance::Disagree),
            "support" => sdqc(Self::Stance(Stance::Agree)),
            "deny" => sdqc(Self::Stance(Stance::Disagree)),
            "comment" => sdqc(Self::Stance(Stance::Neutral)),
            "query" => sdqc(Self::Question),
            _ => None,
        }
    }
}

/// A labelled pair.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldPair {
    /// The words that are answered.
    pub parent: String,
    /// The reply's own words.
    pub reply: String,
    /// What the reply was labelled as.
    pub label: Label,
    /// The label of a second annotator.
    pub second: Option<Label>,
    /// Whether it asks; `None` where that was not labelled.
    pub is_question: Option<bool>,
    /// The share of annotators who chose the label; 1 where that is not known.
    pub agreement: f32,
    /// What else the file says of it, by column; see [`GoldPair::value`].
    pub columns: BTreeMap<String, String>,
}

impl GoldPair {
    /// What a column says of it; `None` where there is no such column.
    #[must_use]
    pub fn value(&self, column: &str) -> Option<&str> {
        match column {
            "parent" => Some(&self.parent),
            "reply" => Some(&self.reply),
            _ => self.columns.get(column).map(String::as_str),
        }
    }
}

/// The pairs of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Gold {
    /// Those with a label, in the file's order.
    pub pairs: Vec<GoldPair>,
    /// Rows without a label.
    pub n_unlabelled: usize,
    /// The scheme of the labels.
    pub scheme: Scheme,
}

impl Gold {
    /// Reads pairs from a file of CSV, packed with gzip or not.
    ///
    /// Columns are `parent`, `reply` and `label`; `label_2`, `question`, `agreement` and any others may be there. Rows with an
    /// empty label are counted and left out. `scheme` is told by the labels where it is `None`.
    ///
    /// # Errors
    ///
    /// What cannot be read, columns that are missing, and the first line whose label is none of the scheme's.
    pub fn read(path: &Path, scheme: Option<Scheme>) -> Result<Self, Error> {
        Self::parse(path, &read_unpacked(path, ReadLimits::default(), "labelled pairs")?, scheme)
    }

    /// As [`Gold::read`], of the bytes of a file; `path` is what errors name.
    ///
    /// # Errors
    ///
    /// As [`Gold::read`].
    pub fn parse(path: &Path, bytes: &[u8], scheme: Option<Scheme>) -> Result<Self, Error> {
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes);
        let wrong = |at: Option<&Position>, message| {
            let line = at.map_or(1, |at| line_of(bytes, at));
            Error::Line { path: path.to_owned(), line, message }
        };
        let broken = |error: csv::Error| {
            let message = match error.kind() {
                ErrorKind::Utf8 { err, .. } => {
                    format!("expected text in UTF-8, but found other bytes in column {}", err.field() + 1)
                }
                _ => format!("expected a row of CSV: {error}"),
            };
            wrong(error.position(), message)
        };
        let columns = Columns::of(reader.headers().map_err(broken)?, path)?;
        let mut gold = Self { pairs: Vec::new(), n_unlabelled: 0, scheme: scheme.unwrap_or(Scheme::Three) };
        let mut known = scheme;
        for record in reader.records() {
            let record = record.map_err(broken)?;
            match columns.pair(&record, &mut known).map_err(|message| wrong(record.position(), message))? {
                Some(pair) => gold.pairs.push(pair),
                None => gold.n_unlabelled += 1,
            }
        }
        gold.scheme = known.unwrap_or(Scheme::Three);
        Ok(gold)
    }
}

/// The line on which a row begins. The reader's own count stands before the line ends that it has yet to skip.
fn line_of(bytes: &[u8], at: &Position) -> u64 {
    let (before, behind) = bytes.split_at_checked(at.byte() as usize).unwrap_or((bytes, &[]));
    let skipped = behind.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    1 + before.iter().chain(skipped).filter(|&&byte| byte == b'\n').count() as u64
}

/// Where in a row what stands.
struct Columns {
    names: Vec<String>,
    parent: usize,
    reply: usize,
    label: usize,
    second: Option<usize>,
    question: Option<usize>,
    agreement: Option<usize>,
}

impl Columns {
    fn of(header: &StringRecord, path: &Path) -> Result<Self, Error> {
        let names: Vec<String> = header.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
        let find = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
        let needed = |wanted: &[&str]| {
            find(wanted).ok_or_else(|| Error::Columns {
                path: path.to_owned(),
                message: format!("expected a column `{}`, but found {}", wanted[0], listed(&names)),
                help: "labelled pairs have the columns parent, reply and label, parted by commas".to_owned(),
            })
        };
        Ok(Self {
            parent: needed(&["parent"])?,
            reply: needed(&["reply"])?,
            label: needed(&["label", "label_1"])?,
            second: find(&["label_2"]),
            question: find(&["question"]),
            agreement: find(&["agreement"]),
            names,
        })
    }

    /// The pair of a row; `None` where it has no label.
    fn pair(&self, record: &StringRecord, scheme: &mut Option<Scheme>) -> Result<Option<GoldPair>, String> {
        let cell = |column: usize| record.get(column).unwrap_or_default();
        let Some(label) = parse_label(cell(self.label), scheme)? else { return Ok(None) };
        let second = self.second.map_or(Ok(None), |column| parse_label(cell(column), scheme))?;
        let share = self.agreement.and_then(|column| cell(column).parse().ok());
        let texts = [self.parent, self.reply];
        let others = (0..).zip(&self.names).filter(|(column, _)| !texts.contains(column));
        Ok(Some(GoldPair {
            parent: cell(self.parent).to_owned(),
            reply: cell(self.reply).to_owned(),
            label,
            second,
            is_question: self.question(record, label, *scheme)?,
            // Other scales of agreement, such as from -5 to 5, say which label, not how many chose it.
            agreement: share.filter(|share| (0.0..=1.0).contains(share) && *share > 0.0).unwrap_or(1.0),
            columns: others.map(|(column, name)| (name.clone(), cell(column).to_owned())).collect(),
        }))
    }

    fn question(&self, record: &StringRecord, label: Label, scheme: Option<Scheme>) -> Result<Option<bool>, String> {
        let cell = self.question.and_then(|column| record.get(column)).unwrap_or_default().trim();
        match cell.to_lowercase().as_str() {
            "yes" | "true" | "1" => Ok(Some(true)),
            "no" | "false" | "0" => Ok(Some(false)),
            "" => Ok((scheme == Some(Scheme::Sdqc)).then_some(label == Label::Question)),
            _ => Err(format!("expected yes or no as `question`, but found {}", quoted(cell))),
        }
    }
}

/// Reads a label, and holds it to the scheme of those before it.
fn parse_label(cell: &str, scheme: &mut Option<Scheme>) -> Result<Option<Label>, String> {
    let word = cell.trim().to_lowercase();
    if word.is_empty() {
        return Ok(None);
    }
    let expected = match scheme {
        None => "agree, neutral or disagree, or support, deny, query or comment",
        Some(Scheme::Three) => "agree, neutral or disagree",
        Some(Scheme::Sdqc) => "support, deny, query or comment",
    };
    match Label::parse(&word) {
        Some((of, label)) if scheme.is_none_or(|scheme| scheme == of) => {
            *scheme = Some(of);
            Ok(Some(label))
        }
        _ => Err(format!("expected the label {expected}, but found {}", quoted(cell))),
    }
}

/// A cell as messages give it; where a row has too many cells, that may be a whole text.
fn quoted(cell: &str) -> String {
    const MOST: usize = 40;
    let mut chars = cell.trim().chars();
    let begin: String = chars.by_ref().take(MOST).collect();
    format!("`{begin}{}`", if chars.next().is_some() { "…" } else { "" })
}

/// A pair with a label of three, for tests.
#[cfg(test)]
pub(crate) fn pair_of(parent: &str, reply: &str, label: &str) -> GoldPair {
    let label = Label::parse(label).map_or(Label::Question, |(_, label)| label);
    GoldPair {
        parent: parent.to_owned(),
        reply: reply.to_owned(),
        label,
        second: None,
        is_question: None,
        agreement: 1.0,
        columns: BTreeMap::new(),
    }
}

/// Names of columns, as messages give them.
fn listed(names: &[String]) -> String {
    match names {
        [] => "none".to_owned(),
        names => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Gold, String> {
        Gold::parse(Path::new("a.csv"), text.as_bytes(), None).map_err(|error| error.to_string())
    }

    #[test]
    fn rows_without_a_label_are_counted() {
        let gold = parse("parent,reply,label,agreement\na,b,agree,0.667\na,b,,\n").unwrap();
        assert_eq!((gold.pairs.len(), gold.n_unlabelled, gold.scheme), (1, 1, Scheme::Three));
        assert!((gold.pairs[0].agreement - 0.667).abs() < 1e-6);
        let gold = parse("group,parent,reply,label\nx,a,b,query\nx,a,b,deny\n").unwrap();
        assert_eq!(gold.scheme, Scheme::Sdqc);
        assert_eq!(gold.pairs[0].is_question, Some(true));
        assert_eq!(gold.pairs[1].label, Label::Stance(Stance::Disagree));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, message) in [
            ("a,b\n", "a.csv: expected a column `parent`, but found `a`, `b`"),
            ("", "a.csv: expected a column `parent`, but found none"),
            (
                "parent,reply,label,question\n\na,b,agree,perhaps\n",
                "a.csv: line 3: expected yes or no as `question`, but found `perhaps`",
            ),
            (
                "parent,reply,label\na,b,agree\na,b,deny\n",
                "a.csv: line 3: expected the label agree, neutral or disagree, but found `deny`",
            ),
            (
                "parent,reply,label\r\na,\"b\r\n\",agree\r\na,b,c, and so on and on and on and on and on and on and on\r\n",
                "a.csv: line 4: expected the label agree, neutral or disagree, but found `c`",
            ),
            (
                "parent,reply,label\na,b, and so on and on and on and on and on and on and on\n",
                "a.csv: line 2: expected the label agree, neutral or disagree, or support, deny, query or comment, but found `and so on and on and on and on and on an…`",
            ),
            (
                "parent,reply,label\na,b,maybe\n",
                "a.csv: line 2: expected the label agree, neutral or disagree, or support, deny, query or comment, but found `maybe`",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err(), message);
        }
        let bytes = b"parent,reply,label\r\na,b,agree\r\n\r\na,caf\xe9,agree\r\n";
        let error = Gold::parse(Path::new("a.csv"), bytes, None).unwrap_err().to_string();
        assert_eq!(error, "a.csv: line 4: expected text in UTF-8, but found other bytes in column 2");
    }
}
