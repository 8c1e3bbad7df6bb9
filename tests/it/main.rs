//! Tests of the whole program, in one binary.
//!
//! Tests that need `../shared` say so on standard error, in a line that begins with `skipped:`, where it is absent.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod cases;
mod docs;
mod golden;
mod grammar;
mod hostile;
#[path = "../names.rs"]
mod names;
mod notebooks;
mod pseudonyms;
mod readme;
mod samples;
mod scores;
mod seed;
mod support;
mod terminal;
mod tidy;
