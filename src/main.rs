//! The `rejoinder` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    rejoinder::cli::main(std::env::args_os()).into()
}
