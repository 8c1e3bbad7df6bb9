//! `rejoinder stance sample`: replies for people to label.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::writable;
use crate::cli::input::Inputs;
use crate::cli::outcome::{Failure, Outcome};
use crate::cli::stance_args::ModelFile;
use crate::cli::terminal::data_stdout;
use crate::error::Error;
use crate::input::{InputFiles, ReadLimits, read_small};
use crate::measure::{MeasureOptions, View};
use crate::model::Thread;
use crate::report::{CsvSink, CsvText, OutputFile};
use crate::stance::{ReplySample, SampledReply};
use crate::table::{Cell, RowSink};

/// Draw replies of your own threads into a CSV to label, alike of every kind
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  rejoinder stance sample pages/ -n 200 -o to-label.csv
  rejoinder stance eval to-label.csv            once it is filled in: how good is the model here?
  rejoinder stance train to-label.csv -o ours.model

Fill in `label` (agree, neutral or disagree), and `question` (yes or no) if you like. A second person fills in
`label_2`, without looking at the first: `stance eval` then says how well the two agree.")]
pub(super) struct Sample {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    model: ModelFile,
    /// How many replies to draw
    #[arg(short, default_value_t = 200, value_name = "N")]
    n: usize,
    /// Where chance starts from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Where the sample goes; `-` is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
}

impl Sample {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let files = self.inputs.files(self.model.file())?;
        self.check_out(&files)?;
        let model = self.model.read()?;
        let mut sample = ReplySample::new(self.n, self.seed);
        let tell = move |thread: &Thread| model.read(&View::of(thread, MeasureOptions::default()));
        let mut threads = self.inputs.open()?.threads(tell);
        while let Some(thread) = threads.next()? {
            if thread.place().duplicate.is_none() {
                sample.add(&thread.thread, &thread.made);
            }
        }
        let (replies, outcome) = (sample.into_replies(), threads.finish().outcome(false));
        // Where nothing could be read, what was there stays.
        if outcome != Outcome::Failed || !replies.is_empty() {
            self.write(&replies, &files)?;
        }
        Ok(outcome)
    }

    fn is_stdout(&self) -> bool {
        self.out.as_os_str() == "-"
    }

    /// Finds out before the documents are read whether the sample can be written. A file that is no sheet as this program
    /// writes it stays: somebody may have filled it in.
    fn check_out(&self, files: &InputFiles) -> Result<(), Error> {
        if self.is_stdout() {
            return Ok(());
        }
        files.check_file(&self.out)?;
        if self.out.is_file() && !self.is_blank()? {
            return Err(Error::NotOurs { path: self.out.clone(), found: "one that somebody filled in or changed" });
        }
        writable(&self.out, files)
    }

    /// Tells whether what is there is a sheet in which nothing was filled in.
    fn is_blank(&self) -> Result<bool, Error> {
        let bytes = read_small(&self.out, ReadLimits::default().max_bytes, "a sheet of replies")?;
        Ok(bytes.is_empty() || SampledReply::is_blank_sheet(&bytes))
    }

    fn write(&self, replies: &[SampledReply], files: &InputFiles) -> Result<(), Failure> {
        if self.is_stdout() {
            let mut out = data_stdout();
            write_csv(replies, &mut out)?;
            out.flush()?;
            return Ok(());
        }
        let mut file = OutputFile::create(&self.out, files)?;
        write_csv(replies, &mut file).map_err(Error::write(&self.out))?;
        Ok(file.publish()?)
    }
}

fn write_csv(replies: &[SampledReply], out: impl Write) -> io::Result<()> {
    let mut sink = CsvSink::new(out, CsvText::Guarded);
    SampledReply::COLUMNS.iter().try_for_each(|name| sink.cell(Cell::Text(name)))?;
    sink.end_row()?;
    for reply in replies {
        sink.cell(Cell::Text(&reply.document))?;
        sink.cell(Cell::Text(&reply.thread))?;
        sink.cell(reply.comment.number().into())?;
        sink.cell(Cell::Text(&reply.parent))?;
        sink.cell(Cell::Text(&reply.reply))?;
        (0..3).try_for_each(|_| sink.cell(Cell::Empty))?;
        sink.end_row()?;
    }
    sink.finish().map(drop)
}
