use crate::show::Show;
use crate::{Answer, Failure, Screen};
use clap::error::ErrorKind;
use clap::{Args, FromArgMatches, Parser};
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// The end of every help text.
const STATUS: &str = "\
Exit status: 0 for a good answer; 1 for a bad one (findings, a digest that does not match, nothing found); 2 for arguments \
that cannot be understood; 3 for input that cannot be read or understood, and for output that cannot be written.
Layers and entries are counted from 0, as in JSON pointers; the first layer is the base.";

/// Runs a program: reads its arguments, prints its answer, and ends with its status. A failure is printed on standard error.
///
/// `--help` never runs the program. A closed pipe ends it quietly.
pub fn run<A: Parser>(program: impl FnOnce(A, &Screen) -> Result<Answer, Failure>) -> ExitCode {
    let path = std::env::args_os().next().unwrap_or_default();
    let name = Path::new(&path).file_stem().and_then(OsStr::to_str).unwrap_or("program").to_owned();
    let command = Show::augment_args(A::command().name(name.clone()).bin_name(name)).after_help(STATUS);
    let read = command
        .try_get_matches()
        .and_then(|matches| Ok((A::from_arg_matches(&matches)?, Show::from_arg_matches(&matches)?)));
    let result = match read {
        Ok((args, show)) => {
            let screen = Screen::of_process(show);
            program(args, &screen).and_then(|answer| screen.print(&answer.text).map(|()| answer.is_good))
        }
        Err(error) => return refuse(&error),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => end(&failure),
    }
}

/// Help was asked for, or the arguments are wrong.
fn refuse(error: &clap::Error) -> ExitCode {
    let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    match error.print().and_then(|()| io::stdout().flush()) {
        Err(error) if is_help => end(&Failure::stdout(error)),
        _ if is_help => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

fn end(failure: &Failure) -> ExitCode {
    if failure.is_closed_pipe() {
        return ExitCode::SUCCESS;
    }
    // There is nowhere to say that this cannot be written.
    let _ = Screen::of_errors().complain(failure);
    ExitCode::from(failure.status())
}
