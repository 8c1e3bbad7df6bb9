//! rejoinder rebuilds comment trees from saved discussion pages.

pub mod cli;
pub mod corpus;
pub mod diagnostic;
pub mod error;
pub mod grammar;
pub mod input;
pub mod model;
pub mod parse;
pub mod report;
pub mod table;
