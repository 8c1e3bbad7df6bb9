//! Threads as pages for a browser: one self-contained file a thread, and an overview of many.
//!
//! Nothing is loaded from elsewhere: styles, the one small script and all pictures stand in the page, and its content
//! security policy admits only these, by their hashes. Whatever comes from a thread is escaped by the templates.

mod agreement;
mod answers;
mod body;
mod first_screen;
mod frame;
mod lists;
mod overview;
mod page;
mod plot;
mod plots;
mod radial;
mod thread_text;
mod words;

pub(crate) use frame::GENERATOR;
pub use overview::{ThreadEntry, overview};
pub use page::ThreadPage;
pub use words::file_name;
pub(crate) use words::is_file_name;

/// The file of the overview.
pub const OVERVIEW: &str = "index.html";
