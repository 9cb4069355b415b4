use std::collections::VecDeque;

/// The arguments of a program: flags, options with a value, and the rest.
#[derive(Debug)]
pub struct Args(VecDeque<String>);

impl Args {
    /// The arguments of this process; `None` after `--help`, which prints `usage`.
    #[must_use]
    pub fn of_process(usage: &str) -> Option<Self> {
        let args: VecDeque<String> = std::env::args().skip(1).collect();
        if args.iter().any(|arg| arg == "--help" || arg == "-h") {
            crate::print(format_args!("{usage}\n"));
            return None;
        }
        Some(Self(args))
    }

    /// Whether a flag is given.
    pub fn flag(&mut self, name: &str) -> bool {
        let at = self.0.iter().position(|arg| arg == name);
        at.and_then(|at| self.0.remove(at)).is_some()
    }

    /// The value behind an option: `--name value` or `--name=value`.
    ///
    /// # Errors
    /// When the option ends the line.
    pub fn option(&mut self, name: &str) -> Result<Option<String>, String> {
        let prefix = format!("{name}=");
        let Some(at) = self.0.iter().position(|arg| arg == name || arg.starts_with(&prefix)) else { return Ok(None) };
        let arg = self.0.remove(at).unwrap_or_default();
        match arg.strip_prefix(&prefix) {
            Some(value) => Ok(Some(value.to_owned())),
            None => self.0.remove(at).map(Some).ok_or_else(|| format!("{name} wants a value")),
        }
    }

    /// All values of an option that may be given more than once.
    ///
    /// # Errors
    /// When the option ends the line.
    pub fn options(&mut self, name: &str) -> Result<Vec<String>, String> {
        std::iter::from_fn(|| self.option(name).transpose()).collect()
    }

    /// What is left, once every flag and option was asked for.
    ///
    /// # Errors
    /// When an unknown flag is left.
    pub fn rest(self) -> Result<Vec<String>, String> {
        match self.0.iter().find(|arg| arg.len() > 1 && arg.starts_with('-')) {
            Some(unknown) => Err(format!("{unknown} is no option of this program; --help lists them")),
            None => Ok(self.0.into()),
        }
    }
}
