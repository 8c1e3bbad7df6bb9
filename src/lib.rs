//! rejoinder rebuilds comment trees from saved discussion pages, and says how complete and how certain they are.
//!
//! A page of comments that was saved as text, by whatever tool, has lost a part of its tree: headers, levels,
//! whole comments. This library reads what is left as a [`Thread`](model::Thread): a story and the comments on
//! it, each with its parent, the place it was read from, and how sure that is. The `rejoinder` program is a
//! thin command line over it.
//!
//! # The way of the data
//!
//! ```text
//! files, folders, stdin   input/    -> Document   bytes made text, with what that met
//!   Document              parse/    -> Thread     in a dialect that grammar/ describes
//!   Thread                graph/    -> ReplyTree  who answers what, on petgraph
//!   ReplyTree             measure/  -> numbers    one family a file
//!   Thread, numbers       table/    -> rows       typed cells under one schema
//!   rows                  report/   -> CSV        whole files or none, and run.json
//!   Thread, numbers       report/   -> HTML       a page for a browser
//! many documents          corpus/   in parallel, in order, into one folder
//! what was typed          cli/      one file a subcommand; the only module that prints
//! ```
//!
//! [`model`] holds what all of them speak of, [`grammar`] what is particular to a site or to a tool. Trouble is
//! of two kinds: a [`Diagnostic`](diagnostic::Diagnostic) is about a place in a document, and work goes on; an
//! [`Error`](error::Error) ends the work on one input.
//!
//! # What holds
//!
//! - Parsing never fails: any text gives a thread, perhaps without comments, and diagnostics.
//! - Every byte of a document has one owner: a comment, the story, or the page's furniture.
//! - Every comment knows the lines it was read from.
//! - A thread is a tree: comments lie in document order, and every parent stands before its replies. Where the
//!   dump lost who answered whom, there is no depth, and the thread says so.
//! - Nothing is invented: what the dump lost is `None`; what a site's rules bound is given as bounds; what was
//!   guessed has a certainty and, where a rule guessed it, a diagnostic with the rule's name.
//! - The same input gives the same bytes, whatever the number of threads.
//! - No recursion over a thread, no `unsafe`; outside of [`cli`], no printing, no clock and no environment.
//!
//! # Example
//!
//! Who replied to whom, in a small dump:
//!
//! ```
//! use rejoinder::model::{CommentId, Document};
//! use rejoinder::parse::{DialectSet, parse};
//!
//! let dump = "\
//! Comments Filter:
//!   • Tea (Score:3, Funny)
//!
//!     by kettle ( 12 ) on Thursday October 05, 2023 @11:41PM (#101)
//!
//!     Is there any?
//!     • by teapot ( 34 ) on Friday October 06, 2023 @02:08AM (#102)
//!
//!       There was.
//! ";
//! let dialects = DialectSet::builtin()?;
//! let thread = parse(Document::from_text("tea.txt", dump), &dialects);
//!
//! let name = |id: Option<CommentId>| match id.and_then(|id| thread.comment(id)) {
//!     Some(comment) => comment.author.map_or("somebody", |author| thread.text(author)),
//!     None => "the story",
//! };
//! let mut said = Vec::new();
//! for (index, comment) in thread.comments().iter().enumerate() {
//!     let author = name(Some(CommentId::from_index(index)));
//!     said.push(format!("{author} answers {} on line {}", name(comment.parent), comment.line));
//! }
//! assert_eq!(said, ["kettle answers the story on line 2", "teapot answers kettle on line 7"]);
//!
//! let choice = thread.dialect().expect("a dialect explains these lines");
//! assert_eq!(choice.chosen.outline, "resiliparse-main");
//! # Ok::<(), rejoinder::grammar::GrammarError>(())
//! ```

pub mod cli;
pub mod corpus;
pub mod diagnostic;
pub mod error;
pub mod grammar;
pub mod graph;
pub mod input;
mod markup;
pub mod measure;
pub mod model;
pub mod parse;
pub mod report;
pub mod stance;
pub mod table;
mod text;
