//! What the example programs share: arguments, input, embedded documents, tables.

mod args;
pub mod data;
pub mod golden;
mod input;
mod table;

pub use args::Args;
pub use input::Input;
pub use table::{Table, bytes};

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

/// Runs a program: an error is one line on standard error, and exit status 1.
pub fn run(program: impl FnOnce() -> Result<ExitCode, String>) -> ExitCode {
    program().unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

/// Prints to standard output. Whoever closes it early wants no more: that is no error.
pub fn print(text: impl Display) {
    let _ = write!(std::io::stdout().lock(), "{text}");
}

/// Puts a name before an error: the file it is about.
pub fn in_file<E: Display>(name: &str) -> impl Fn(E) -> String + '_ {
    move |error| format!("{name}: {error}")
}
