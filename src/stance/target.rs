//! Stance toward something that is named: an experiment.
//!
//! No model was fitted to this and nobody measured how often it is right. It is a rule that can be checked by reading: what a
//! comment says in the sentences that name the target, by a lexicon of positive and negative words.

use crate::measure::View;
use crate::model::{Comment, Segment, SegmentKind, Stance, TargetStance, Thread, Toward};
use crate::stance::text::{Flag, TextReader, Word, squashed};

/// Sums of valences closer to 0 are neither positive nor negative, once they are squashed (Hutto and Gilbert 2014).
const LEAST: f32 = 0.05;
const LEAST_NEGATIVE: f32 = -LEAST;

/// Something that comments may be for or against, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    name: String,
    /// The name in small letters; runs of blanks are one.
    letters: Vec<char>,
}

impl Target {
    /// A target with a name; `None` where the name has no letter and no digit.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let letters = name.chars().flat_map(char::to_lowercase).collect();
        name.chars().any(char::is_alphanumeric).then_some(Self { name, letters })
    }

    /// Its name, with single blanks.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Tells of each row of a thread whether it is for or against the target; `None` where neither the comment nor one that
    /// it answers, directly or not, names it.
    ///
    /// A name is there as whole words, in capital or small letters, in the comment's own words. What a comment says of it is
    /// the sum of the valences of the other words in the sentences that name it. A reply that does not name it says what
    /// the comment that it answers says by naming it, if it is told to agree, and the opposite if it is told to
    /// disagree; this goes one step, and no further. Linear in the words of the thread, times the length of the name.
    #[must_use]
    pub fn read(&self, view: &View<'_>) -> Vec<Option<TargetStance>> {
        let mut reader = TextReader::new();
        let mut rows: Vec<Row> = Vec::new();
        for (node, comment) in (1..).zip(view.thread().comments()) {
            let parent = comment.parent.and_then(|parent| rows.get(parent.index())).copied().unwrap_or_default();
            let named = self.named(view.thread(), comment, &mut reader);
            let label = view.stance(node).and_then(|told| told.label.ok());
            let answered = (parent.named.is_some() || parent.is_below).then(|| TargetStance {
                toward: parent.named.map_or(Toward::Neither, |of_parent| turned(of_parent.toward, label)),
                line: None,
            });
            let told = named.or(answered).filter(|_| !comment.is_placeholder());
            rows.push(Row { named, told, is_below: answered.is_some() });
        }
        rows.into_iter().map(|row| row.told).collect()
    }

    /// What a comment says of the target where it names it.
    fn named(&self, thread: &Thread, comment: &Comment, reader: &mut TextReader) -> Option<TargetStance> {
        let own = thread.segments(comment).iter().filter(|segment| segment.kind == SegmentKind::Own);
        let valences: Vec<(&Segment, f32)> =
            own.filter_map(|segment| Some((segment, self.valence_of(thread.text(segment.span), reader)?))).collect();
        let (first, _) = valences.first()?;
        let sum: f32 = valences.iter().map(|(_, valence)| valence).sum();
        let toward = match squashed(sum) {
            LEAST.. => Toward::Favour,
            ..=LEAST_NEGATIVE => Toward::Against,
            _ => Toward::Neither,
        };
        Some(TargetStance { toward, line: Some(first.line) })
    }

    /// The sum of the valences in the sentences of a text that name the target; `None` where none does.
    fn valence_of(&self, text: &str, reader: &mut TextReader) -> Option<f32> {
        let names = self.places(text);
        if names.is_empty() {
            return None;
        }
        let mut words = Vec::new();
        reader.read([(0, text, true)].into_iter(), &mut words);
        let mut sum = 0.0;
        for sentence in words.chunk_by(|_, next| !next.has(Flag::Sentence)) {
            let [Some(first), Some(last)] = [sentence.first(), sentence.last()] else { continue };
            if is_named(&names, first.start, last.end) {
                let others = sentence.iter().filter(|word| !is_named(&names, word.start, word.end));
                sum += others.map(Word::valence_in_place).sum::<f32>();
            }
        }
        Some(sum)
    }

    /// From which byte to which the name stands in a text, as whole words.
    fn places(&self, text: &str) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        let mut before: Option<char> = None;
        for (at, c) in text.char_indices() {
            let is_bound = !goes_on(before, self.letters.first().copied());
            let len = if is_bound { self.len_at(&text[at..]) } else { None };
            places.extend(len.map(|len| (at, at + len)));
            before = Some(c);
        }
        places
    }

    /// How many bytes of a text its name takes, if the text begins with it.
    fn len_at(&self, text: &str) -> Option<usize> {
        let mut rest = text;
        let mut letters = &self.letters[..];
        while let [letter, after @ ..] = letters {
            if *letter == ' ' {
                let trimmed = rest.trim_start();
                (rest, letters) = (trimmed, if trimmed.len() < rest.len() { after } else { return None });
                continue;
            }
            let next = rest.chars().next()?;
            for small in next.to_lowercase() {
                letters = letters.strip_prefix(&[small])?;
            }
            rest = &rest[next.len_utf8()..];
        }
        (!goes_on(self.letters.last().copied(), rest.chars().next())).then_some(text.len() - rest.len())
    }
}

/// What is known of a row so far.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    /// What it says by naming the target.
    named: Option<TargetStance>,
    /// What is told of it.
    told: Option<TargetStance>,
    /// Whether a comment above it names the target.
    is_below: bool,
}

/// What a reply says of what the comment that it answers is for or against.
fn turned(toward: Toward, stance: Option<Stance>) -> Toward {
    match (toward, stance) {
        (toward, Some(Stance::Agree)) => toward,
        (Toward::Favour, Some(Stance::Disagree)) => Toward::Against,
        (Toward::Against, Some(Stance::Disagree)) => Toward::Favour,
        _ => Toward::Neither,
    }
}

/// Whether some of the bytes from one to another are of a name.
fn is_named(names: &[(usize, usize)], start: u32, end: u32) -> bool {
    let next = names.partition_point(|&(_, to)| to <= start as usize);
    names.get(next).is_some_and(|&(from, _)| from < end as usize)
}

/// Whether a word goes on from one character to the next.
fn goes_on(before: Option<char>, after: Option<char>) -> bool {
    [before, after].into_iter().all(|c| c.is_some_and(|c| c.is_alphanumeric() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::MeasureOptions;
    use crate::model::{Joint, Span, Unsure, stances_of, thread_of};

    fn target(name: &str) -> Target {
        Target::new(name).unwrap()
    }

    fn found<'a>(name: &str, text: &'a str) -> Vec<&'a str> {
        target(name).places(text).into_iter().map(|(from, to)| &text[from..to]).collect()
    }

    #[test]
    fn a_name_stands_as_whole_words_in_any_case() {
        assert_eq!(found("tea", "Tea! steam, TEA's teapot tea_x tea"), ["Tea", "TEA", "tea"]);
        assert_eq!(found("c++", "C, C++, Objective-C++ and c++11 or c+++"), ["C++", "C++", "c++", "c++"]);
        assert_eq!(found(".net", "the.Net .NET asp.net"), [".Net", ".NET", ".net"]);
        assert_eq!(found("open \n source", "Open\n  Source, opensource, open-source"), ["Open\n  Source"]);
        assert_eq!(found("STRASSE", "Straße strasse"), ["strasse"]);
        assert_eq!(found("éa", "ÉA éab"), ["ÉA"]);
        assert_eq!(found("İ", "xİ İ"), ["İ"]);
        assert_eq!(found("tea", ""), [""; 0]);
        assert_eq!((Target::new(" +- "), target(" a  b ").name()), (None, "a b"));
    }

    #[test]
    fn the_sentences_that_name_it_tell() {
        let toward = |text: &str| {
            let sum = target("good tea").valence_of(text, &mut TextReader::new())?;
            Some(if sum > 0.0 { 1 } else { -i32::from(sum < 0.0) })
        };
        assert_eq!(toward("I love good tea. Coffee is horrible."), Some(1));
        assert_eq!(toward("I do not like good tea. Coffee is great."), Some(-1));
        assert_eq!(toward("There is good tea. Coffee is great."), Some(0));
        assert_eq!(toward("Tea is great."), None);
    }

    /// A thread whose comments answer others and say something.
    fn thread_that_says(rows: &[(Option<usize>, &str)]) -> Thread {
        let parents: Vec<_> = rows.iter().map(|(parent, _)| *parent).collect();
        let mut parts = thread_of(&parents).into_parts();
        parts.segments.clear();
        for (index, (comment, (_, body))) in parts.comments.iter_mut().zip(rows).enumerate() {
            let start = parts.text.len();
            parts.text.push_str(body);
            let (span, kind) = (Span::new(start, start + body.len()), SegmentKind::Own);
            parts.segments.push(Segment { kind, ..Segment::own(span, index as u32 + 1, Joint::Paragraph) });
            comment.segments = index as u32..index as u32 + 1;
        }
        Thread::new(parts)
    }

    #[test]
    fn a_reply_that_is_told_to_agree_or_disagree_takes_over_one_step() {
        let (agrees, disagrees) = (Ok(Stance::Agree), Ok(Stance::Disagree));
        let rows = [
            (None, "Tea is great.", Ok(Stance::Neutral), "favour 1"),
            (Some(0), "No.", disagrees, "against"),
            (Some(1), "Yes.", agrees, "none"),
            (Some(0), "Yes.", agrees, "favour"),
            (Some(0), "Perhaps.", Err(Unsure::Doubt), "none"),
            (Some(1), "Tea is awful", agrees, "against 6"),
            (Some(5), "No.", disagrees, "favour"),
            (Some(5), "Tea is a drink.", disagrees, "none 8"),
            (None, "Coffee is great.", agrees, ""),
            (Some(8), "Yes.", agrees, ""),
        ];
        let thread = thread_that_says(&rows.map(|(parent, body, ..)| (parent, body)));
        let stances = stances_of(&rows.map(|(_, _, label, _)| Some(label)));
        let view = View::of(&thread, MeasureOptions::default()).with_stances(stances);
        let said = |told: Option<TargetStance>| {
            let Some(TargetStance { toward, line }) = told else { return String::new() };
            format!("{}{}", toward.as_str(), line.map_or_else(String::new, |line| format!(" {line}")))
        };
        let told: Vec<_> = target("tea").read(&view).into_iter().map(said).collect();
        assert_eq!(told, rows.map(|(.., expected)| expected));
    }
}
