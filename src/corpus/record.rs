//! What the record of a run says of its options and documents.

use std::path::Path;

use crate::corpus::analyze::AnalyzeOptions;
use crate::corpus::gather::Corpus;
use crate::corpus::thread_iter::ThreadPlace;
use crate::error::Error;
use crate::model::Thread;
use crate::report::{CsvText, DialectRecord, InputRecord, RunOptions};
use crate::table::ThreadCounts;

/// The name of an input that could not be read: the last part of its path.
pub(super) fn short_name(error: &Error) -> String {
    let path = error.path().unwrap_or(Path::new(""));
    path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy()).into_owned()
}

/// What was asked for.
pub(super) fn run_options(options: &AnalyzeOptions, corpus: &Corpus) -> RunOptions {
    RunOptions {
        tables: options.tables.iter().map(|table| table.name()).collect(),
        text: !options.no_text,
        format: options.writing.format.name(),
        raw: options.writing.text == CsvText::Raw,
        excel: options.writing.text == CsvText::Excel,
        stance: options.stance.is_some(),
        stance_model: options.stance.as_ref().map(|model| model.name().to_owned()),
        target_experimental: options.target.as_ref().map(|target| target.name().to_owned()),
        max_bytes: options.read.limits.max_bytes,
        include: corpus.include.clone(),
        anonymous: options.measure.anonymous.as_str(),
        self_replies: options.measure.self_replies,
        story_replies: options.measure.story_replies,
        bucket_s: options.measure.bucket_s,
        threshold: options.read.threshold,
        map: options.read.tables.map.pairs().collect(),
        pseudonyms: options.read.pseudonyms.is_some(),
        anonymous_names: options.read.tables.anonymous_names.clone(),
        parents: options.read.tables.parents,
    }
}

/// What was read of a document, with its first thread.
pub(super) fn input_record(place: &ThreadPlace, thread: &Thread) -> InputRecord {
    let n_diagnostics = thread.diagnostics().len() + usize::from(place.duplicate().is_some());
    let document = &place.document;
    InputRecord {
        document: document.item.source.name().to_owned(),
        thread: document.item.key.clone(),
        bytes: document.bytes,
        sha256: document.sha256.map(|hash| hexadecimal(&hash)).unwrap_or_default(),
        encoding: thread.encoding().0.name(),
        dialect: thread.dialect().map(DialectRecord::chosen),
        runner_up: thread.dialect().and_then(DialectRecord::runner_up),
        n_threads: 1,
        n_comments: ThreadCounts::of(thread).n_comments,
        n_diagnostics: n_diagnostics as u64,
        same_as: document.same_as.clone(),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0');
    bytes.iter().flat_map(|&byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
