//! Laws that hold for every document: whatever a tool drew, whatever damage was done to it.
//!
//! `PROPTEST_CASES` sets how many documents each law tries.

#![allow(clippy::panic, reason = "a law that does not hold fails its test, also from a helper")]

mod bytes;
mod check;
mod corrupt;
mod ends;
mod model;
#[path = "../names.rs"]
mod names;
mod pages;
mod prefixes;
mod printer;
mod pseudonyms;
mod round_trip;
mod samples;
mod small_trees;
mod stances;
mod tables;

use std::sync::OnceLock;

use proptest::test_runner::{Config, RngSeed};
use rejoinder::model::{Document, Thread};
use rejoinder::parse::{DialectSet, parse};

/// How many documents a law tries: what `PROPTEST_CASES` says, a share of it where a law is tried in many dialects.
fn config(default: u32, share: u32) -> Config {
    let named = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse::<u32>().ok());
    let cases = named.map_or(default, |cases| (cases / share).max(1));
    // One seed for every run: a gate must say the same twice. Another is tried with PROPTEST_RNG_SEED.
    let rng_seed = match std::env::var_os("PROPTEST_RNG_SEED") {
        Some(_) => Config::default().rng_seed,
        None => RngSeed::Fixed(2_002),
    };
    Config { cases, failure_persistence: None, max_shrink_iters: 4_000, rng_seed, ..Config::default() }
}

/// Tells whether laws may take their time.
fn is_release() -> bool {
    !cfg!(debug_assertions)
}

/// The built-in dialects.
fn dialects() -> &'static DialectSet {
    static DIALECTS: OnceLock<DialectSet> = OnceLock::new();
    DIALECTS.get_or_init(|| DialectSet::builtin().expect("because the built-in grammars are proved"))
}

/// Reads a text.
fn read(text: impl Into<String>) -> Thread {
    parse(Document::from_text("document", text), dialects())
}

/// The dialect that a thread was read in, as `site/outline`.
fn dialect_of(thread: &Thread) -> String {
    thread.dialect().map(|choice| format!("{}/{}", choice.chosen.site, choice.chosen.outline)).unwrap_or_default()
}
