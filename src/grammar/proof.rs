//! A site file proves itself: every sample must give what it says, and every pattern must have a sample.

use std::collections::BTreeMap;

use toml::Spanned;

use crate::grammar::dates::Moment;
use crate::grammar::error::{FileText, GrammarError};
use crate::grammar::file::{SampleFile, SiteFile};
use crate::grammar::pattern::nearest;
use crate::grammar::run::Captures;
use crate::grammar::site::{List, Pattern, Site};

/// Runs a site file's samples against the patterns made of it.
pub(crate) fn prove_site(site: &Site, file: &SiteFile, text: FileText<'_>) -> Result<(), GrammarError> {
    if file.samples.is_empty() {
        return Err(text.error_at(file.name.span().start, "a grammar file must have a sample"));
    }
    let mut proof = Proof { site, text, used: BTreeMap::new(), used_dates: Vec::new() };
    file.samples.iter().try_for_each(|sample| proof.run(sample))?;
    proof.check_all_used(file)
}

struct Proof<'a> {
    site: &'a Site,
    text: FileText<'a>,
    used: BTreeMap<List, Vec<usize>>,
    used_dates: Vec<usize>,
}

impl Proof<'_> {
    fn run(&mut self, sample: &Spanned<SampleFile>) -> Result<(), GrammarError> {
        let at = sample.span().start;
        match sample.get_ref() {
            SampleFile { line: Some(line), list: Some(list), .. } => self.run_line(at, list, line, sample.get_ref()),
            SampleFile { lines, list: Some(list), .. } if !lines.is_empty() => {
                lines.iter().try_for_each(|line| self.run_line(at, list, line, sample.get_ref()))
            }
            SampleFile { date: Some(date), .. } => self.run_date(at, date, sample.get_ref()),
            _ => Err(self.text.error_at(at, "a sample must have a `line` with its `list`, or a `date`")),
        }
    }

    fn run_line(&mut self, at: usize, list: &str, line: &str, sample: &SampleFile) -> Result<(), GrammarError> {
        let list = List::from_name(list).ok_or_else(|| {
            let near = nearest(list, List::ALL.iter().map(|(_, name)| *name));
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            self.text.error_at(at, format!("unknown list `{list}`{near}"))
        })?;
        let patterns = &self.site.patterns(list).all;
        let lexicon = &self.site.lexicon;
        let matching = patterns
            .iter()
            .enumerate()
            .filter_map(|(index, pattern)| Some((index, pattern.program.matches(line, lexicon)?)));
        let matching: Vec<(usize, Captures)> = matching.collect();
        match (matching.as_slice(), sample.none) {
            ([], true) => Ok(()),
            ([(index, captures)], false) => {
                self.used.entry(list).or_default().push(*index);
                self.check_values(at, line, captures, sample)
            }
            ([], false) => Err(self.no_match(at, list, line)),
            ([(index, _), ..], true) => {
                let message = format!("`{line}` must not match, but `{}` does", pattern_text(patterns, *index));
                Err(self.text.error_at(at, message))
            }
            ([(first, _), (second, _), ..], false) => {
                let (first, second) = (pattern_text(patterns, *first), pattern_text(patterns, *second));
                let message =
                    format!("`{line}` is matched by two patterns of `{}`: `{first}` and `{second}`", list.name());
                Err(self.text.error_at(at, message))
            }
        }
    }

    fn no_match(&self, at: usize, list: List, line: &str) -> GrammarError {
        let message = format!("no pattern of `{}` matches `{line}`", list.name());
        self.text.error_with(at, message, how_far(self.site, list, line))
    }

    fn check_values(
        &self,
        at: usize,
        line: &str,
        captures: &Captures,
        sample: &SampleFile,
    ) -> Result<(), GrammarError> {
        let given: BTreeMap<String, String> = captures
            .iter()
            .filter(|(field, _)| !matches!(field.name(), "_" | "#" | "date"))
            .map(|(field, range)| (field.name().to_owned(), line.get(range).unwrap_or_default().to_owned()))
            .collect();
        if given == sample.gives {
            return Ok(());
        }
        let message = format!("expected `{line}` to give {}, but it gives {}", listed(&sample.gives), listed(&given));
        Err(self.text.error_at(at, message))
    }

    fn run_date(&mut self, at: usize, date: &str, sample: &SampleFile) -> Result<(), GrammarError> {
        let matching: Vec<usize> = self.site.lexicon.dates.matching(date).collect();
        let read = written(self.site.lexicon.dates.read(date));
        let expected = sample.reads.as_deref().unwrap_or("nothing");
        if matching.is_empty() != sample.none {
            return Err(self.text.error_at(at, format!("no date format reads `{date}`")));
        }
        self.used_dates.extend(matching);
        if sample.none || read == expected {
            return Ok(());
        }
        Err(self.text.error_at(at, format!("expected the date `{date}` to read {expected}, but it reads {read}")))
    }

    fn check_all_used(&self, file: &SiteFile) -> Result<(), GrammarError> {
        for (list, _) in List::ALL {
            let used = self.used.get(&list).map(Vec::as_slice).unwrap_or_default();
            let unused = self.site.patterns(list).all.iter().enumerate().find(|(index, _)| !used.contains(index));
            if let Some((_, pattern)) = unused {
                let message = format!("no sample uses the pattern `{}` of `{}`", pattern.text, list.name());
                return Err(self.text.error_at(pattern.offset, message));
            }
        }
        let unused = file.dates.iter().enumerate().find(|(index, _)| !self.used_dates.contains(index));
        match unused {
            Some((_, date)) => {
                let message = format!("no sample uses the date format `{}`", date.get_ref());
                Err(self.text.error_at(date.span().start, message))
            }
            None => Ok(()),
        }
    }
}

/// How far each pattern of a list gets on a line that none of them matches.
pub(crate) fn how_far(site: &Site, list: List, line: &str) -> Vec<String> {
    let patterns = site.patterns(list).all.iter();
    let misses = patterns.filter_map(|pattern| Some((pattern, pattern.program.miss(line, &site.lexicon)?)));
    let shown = misses.map(|(pattern, miss)| {
        let got = line.get(..miss.at).unwrap_or_default();
        format!("`{}` got as far as `{got}` and wanted {} there", pattern.text, miss.wanted)
    });
    shown.collect()
}

fn pattern_text(patterns: &[Pattern], index: usize) -> &str {
    patterns.get(index).map_or("", |pattern| pattern.text.as_str())
}

fn listed(values: &BTreeMap<String, String>) -> String {
    if values.is_empty() {
        return "nothing".to_owned();
    }
    values.iter().map(|(name, value)| format!("{name} = `{value}`")).collect::<Vec<_>>().join(", ")
}

fn written(moment: Moment) -> String {
    match moment {
        Moment::At(at) => at.format("%Y-%m-%dT%H:%M").to_string(),
        Moment::Yearless(yearless) => {
            // 2000 had every day of the calendar; what is asked here is only the rest of the date.
            let probe = (1996..=2024).find_map(|year| yearless.in_year(year));
            probe.map_or_else(|| "nothing".to_owned(), |at| at.format("%m-%dT%H:%M").to_string())
        }
        Moment::Ambiguous => "ambiguous".to_owned(),
        Moment::Impossible | Moment::Unknown => "nothing".to_owned(),
    }
}
