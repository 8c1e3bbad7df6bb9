//! rejoinder rebuilds comment trees from saved discussion pages.

pub mod cli;
pub mod diagnostic;
pub mod error;
pub mod grammar;
pub mod model;
pub mod parse;
