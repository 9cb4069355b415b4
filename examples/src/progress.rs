use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal, Read, Write};
use std::time::{Duration, Instant};

/// How much of a known number of bytes was read: a line on standard error that is written over, if that is a terminal.
#[derive(Debug)]
pub struct Progress {
    total: u64,
    done: Cell<u64>,
    shown: RefCell<Option<Instant>>,
    is_terminal: bool,
}

/// How long a line stands at least.
const PAUSE: Duration = Duration::from_millis(100);

impl Progress {
    /// Nothing yet, of so many bytes.
    #[must_use]
    pub fn new(total: u64) -> Self {
        let is_terminal = io::stderr().is_terminal();
        Self { total, done: Cell::new(0), shown: RefCell::new(None), is_terminal }
    }

    fn add(&self, bytes: usize) {
        self.done.set(self.done.get() + bytes as u64);
        let mut shown = self.shown.borrow_mut();
        if self.is_terminal && shown.is_none_or(|at| at.elapsed() >= PAUSE) {
            let percent = u128::from(self.done.get()) * 100 / u128::from(self.total.max(1));
            // A line that cannot be shown is no error.
            let _ = write!(io::stderr(), "\r{:3} % of {}", percent.min(100), crate::bytes(self.total as i64));
            *shown = Some(Instant::now());
        }
    }
}

/// Takes the line away.
impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.borrow().is_some() {
            let _ = write!(io::stderr(), "\r{:40}\r", "");
        }
    }
}

/// A reader whose bytes are counted.
#[derive(Debug)]
pub struct Counted<'p, R> {
    inner: R,
    progress: &'p Progress,
}

impl<'p, R> Counted<'p, R> {
    /// Counts what is read.
    pub fn new(inner: R, progress: &'p Progress) -> Self {
        Self { inner, progress }
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.progress.add(n);
        Ok(n)
    }
}
