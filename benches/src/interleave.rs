//! Candidates measured in turns: on a machine that others use too, only what ran side by side can be compared.
//!
//! Two clocks: the one on the wall, and the time that the calling thread had a processor, which others do not disturb
//! much. Work on other threads is in the first one only.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// One run of a candidate.
#[derive(Debug, Clone, Copy)]
struct Time {
    wall: Duration,
    thread: Duration,
}

/// Which clock a ratio is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The one on the wall.
    Wall,
    /// The processor time of the calling thread.
    Thread,
}

impl Time {
    fn by(self, clock: Clock) -> Duration {
        match clock {
            Clock::Wall => self.wall,
            Clock::Thread => self.thread,
        }
    }
}

fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or_default(), time.tv_nsec.try_into().unwrap_or_default())
}

/// What is measured: a name and what it does.
pub struct Candidate<'a> {
    name: &'static str,
    run: Box<dyn FnMut() + 'a>,
}

impl<'a> Candidate<'a> {
    /// A candidate; what it returns is kept from being optimised away.
    pub fn new<T>(name: &'static str, mut run: impl FnMut() -> T + 'a) -> Self {
        let run = Box::new(move || {
            std::hint::black_box(run());
        });
        Self { name, run }
    }
}

impl std::fmt::Debug for Candidate<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// The times of each candidate, round by round.
#[derive(Debug)]
pub struct Rounds {
    names: Vec<&'static str>,
    times: Vec<Vec<Time>>,
}

/// Runs every candidate once a round, each round beginning with another one.
#[must_use]
pub fn measure(rounds: usize, candidates: &mut [Candidate<'_>]) -> Rounds {
    let mut times = vec![Vec::with_capacity(rounds); candidates.len()];
    // The first round warms up.
    for round in 0..=rounds {
        for turn in 0..candidates.len() {
            let which = (turn + round) % candidates.len();
            let (start, thread) = (Instant::now(), thread_time());
            (candidates[which].run)();
            let time = Time { wall: start.elapsed(), thread: thread_time().saturating_sub(thread) };
            if round > 0 {
                times[which].push(time);
            }
        }
    }
    Rounds { names: candidates.iter().map(|candidate| candidate.name).collect(), times }
}

impl Rounds {
    /// The median over the rounds of the time of one candidate by the sum of those of others.
    ///
    /// # Panics
    /// When there is none of that name.
    #[must_use]
    pub fn ratio(&self, clock: Clock, name: &str, by: &[&str]) -> f64 {
        let of = |name: &str, round: usize| self.times_of(name)[round].by(clock).as_secs_f64();
        let ratio = |round| of(name, round) / by.iter().map(|by| of(by, round)).sum::<f64>();
        median((0..self.times_of(name).len()).map(ratio).collect())
    }

    /// Prints the medians, the best wall time, and the throughput by the median thread time of each candidate.
    pub fn print(&self, bytes: usize) {
        for (name, times) in self.names.iter().zip(&self.times) {
            let seconds = |clock| times.iter().map(move |time| time.by(clock).as_secs_f64());
            let (wall, thread) = (median(seconds(Clock::Wall).collect()), median(seconds(Clock::Thread).collect()));
            let best = seconds(Clock::Wall).fold(f64::INFINITY, f64::min);
            let rate = bytes as f64 / thread / 1e9;
            let [wall, best, thread] = [wall, best, thread].map(|seconds| seconds * 1e3);
            println!("  {name:20} wall {wall:>8.2} ms, best {best:>8.2}; thread {thread:>8.2} ms, {rate:>6.3} GB/s");
        }
    }

    fn times_of(&self, name: &str) -> &[Time] {
        let which = self.names.iter().position(|own| *own == name);
        &self.times[which.expect("a candidate of that name")]
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
