//! The `rejoinder` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    rejoinder::cli::run(std::env::args_os()).into()
}
