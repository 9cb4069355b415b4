use oci_spec_types::printable;
use std::fmt::{self, Display};
use std::io;

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// The arguments make no sense together: status 2, as for arguments that cannot be read.
    Usage(String),
    /// Something cannot be read, is no document, or cannot be done with it: status 3.
    Input(String),
    /// The answer cannot be written: status 3.
    Output(String, io::Error),
}

impl Failure {
    /// Arguments that make no sense together.
    pub fn usage(why: impl Display) -> Self {
        Self::Usage(why.to_string())
    }

    pub(crate) fn stdout(error: io::Error) -> Self {
        Self::Output("standard output".to_owned(), error)
    }

    /// Whether whoever reads the answer has closed the pipe, and wants no more.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(_, error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Input(_) | Self::Output(..) => 3,
        }
    }
}

/// One line.
impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(why) => write!(f, "{why}; --help lists what is understood"),
            Self::Input(why) => f.write_str(why),
            Self::Output(place, error) => write!(f, "{}: {error}", printable(place)),
        }
    }
}

impl From<String> for Failure {
    fn from(why: String) -> Self {
        Self::Input(why)
    }
}

/// Puts a name before an error: the file it is about.
pub fn in_file<E: Display>(name: &str) -> impl Fn(E) -> Failure + '_ {
    move |error| Failure::Input(format!("{}: {error}", printable(name).longest(400)))
}
