//! Candidates measured in turns: on a machine that others use too, only what ran side by side can be compared.

use std::time::{Duration, Instant};

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
    times: Vec<Vec<Duration>>,
}

/// Runs every candidate once a round, each round beginning with another one.
#[must_use]
pub fn measure(rounds: usize, candidates: &mut [Candidate<'_>]) -> Rounds {
    let mut times = vec![Vec::with_capacity(rounds); candidates.len()];
    // The first round warms up.
    for round in 0..=rounds {
        for turn in 0..candidates.len() {
            let which = (turn + round) % candidates.len();
            let start = Instant::now();
            (candidates[which].run)();
            if round > 0 {
                times[which].push(start.elapsed());
            }
        }
    }
    Rounds { names: candidates.iter().map(|candidate| candidate.name).collect(), times }
}

impl Rounds {
    /// The median time of a candidate.
    ///
    /// # Panics
    /// When there is none of that name.
    #[must_use]
    pub fn median(&self, name: &str) -> Duration {
        median(self.times_of(name).to_vec(), Duration::cmp)
    }

    /// The median over the rounds of the time of one candidate by the sum of those of others.
    ///
    /// # Panics
    /// When there is none of that name.
    #[must_use]
    pub fn ratio(&self, name: &str, by: &[&str]) -> f64 {
        let whole = |round: usize| by.iter().map(|by| self.times_of(by)[round].as_secs_f64()).sum::<f64>();
        let ratios = self.times_of(name).iter().enumerate().map(|(round, time)| time.as_secs_f64() / whole(round));
        median(ratios.collect(), f64::total_cmp)
    }

    /// Prints the median, the best time and the throughput of each candidate.
    pub fn print(&self, bytes: usize) {
        for (name, times) in self.names.iter().zip(&self.times) {
            let median = self.median(name).as_secs_f64();
            let best = times.iter().min().map_or(0.0, Duration::as_secs_f64);
            let rate = bytes as f64 / median / 1e9;
            println!("  {name:32} {:>9.2} ms  best {:>9.2} ms  {rate:>6.3} GB/s", median * 1e3, best * 1e3);
        }
    }

    fn times_of(&self, name: &str) -> &[Duration] {
        let which = self.names.iter().position(|own| *own == name);
        &self.times[which.expect("a candidate of that name")]
    }
}

fn median<T: Copy>(mut values: Vec<T>, order: impl Fn(&T, &T) -> std::cmp::Ordering) -> T {
    values.sort_by(order);
    values[values.len() / 2]
}
