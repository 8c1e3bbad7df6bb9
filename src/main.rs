//! The `rejoinder` command.

fn main() {}
