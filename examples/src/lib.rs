//! What the example programs share: the command line, reading, the terminal, embedded documents; and the bodies of the
//! fuzz targets.
//!
//! A program is a [`clap::Parser`] and a function from it to an [`Answer`]; [`run`] does the rest. So all of them take files
//! or `-`, print for people or with `--json` for programs, end with the same statuses, and fit the terminal.

mod answer;
pub mod data;
mod failure;
pub mod fuzzing;
pub mod golden;
pub mod images;
mod input;
mod layout;
mod program;
mod progress;
mod repository;
mod screen;
mod shelf;
mod show;
mod size;
mod table;

pub use answer::Answer;
pub use failure::{Failure, in_file};
pub use input::Input;
pub use layout::Layout;
pub use program::run;
pub use progress::{Counted, Progress};
pub use repository::Repository;
pub use screen::Screen;
pub use shelf::{Held, Shelf};
pub use size::bytes;
pub use table::{Cell, Table};
