//! Candidates measured in turns: on a machine that others use too, only what ran side by side can be compared.
//!
//! Two clocks: the one on the wall, and the time that the calling thread had a processor, which others do not disturb
//! much. Work on other threads is in the first one only.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::suite::Candidate;

/// How long and how often is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// How often every candidate has its turn.
    pub rounds: usize,
    /// How long a turn takes at least: a fast operation is repeated.
    pub turn: Duration,
    /// No further round begins after this time, once there are three.
    pub most: Duration,
}

/// Seconds of one operation in every round, by both clocks.
#[derive(Clone, Debug, Default)]
pub struct Times {
    wall: Vec<f64>,
    thread: Vec<f64>,
}

fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or_default(), time.tv_nsec.try_into().unwrap_or_default())
}

/// Runs every candidate once a round, each round beginning with another one; `tick` is called after each turn.
pub fn measure(effort: Effort, candidates: &mut [Candidate], mut tick: impl FnMut()) -> Vec<Times> {
    // The first run warms up, and tells how often the others repeat it.
    let repeats: Vec<u32> = candidates.iter_mut().map(|candidate| repeats(effort.turn, &mut candidate.run)).collect();
    let mut times = vec![Times::default(); candidates.len()];
    let start = Instant::now();
    for round in 0..effort.rounds {
        if round >= 3 && start.elapsed() > effort.most {
            break;
        }
        for turn in 0..candidates.len() {
            let which = (turn + round) % candidates.len();
            let (Some(candidate), Some(times), Some(repeats)) =
                (candidates.get_mut(which), times.get_mut(which), repeats.get(which))
            else {
                continue;
            };
            let (start, thread) = (Instant::now(), thread_time());
            (0..*repeats).for_each(|_| (candidate.run)());
            let (wall, thread) = (start.elapsed(), thread_time().saturating_sub(thread));
            times.wall.push(wall.as_secs_f64() / f64::from(*repeats));
            times.thread.push(thread.as_secs_f64() / f64::from(*repeats));
            tick();
        }
    }
    times
}

fn repeats(turn: Duration, run: &mut impl FnMut()) -> u32 {
    run();
    let start = Instant::now();
    run();
    let once = start.elapsed().max(Duration::from_nanos(20));
    u32::try_from(turn.as_nanos() / once.as_nanos()).unwrap_or(u32::MAX).max(1)
}

impl Times {
    fn by(&self, wall: bool) -> &[f64] {
        if wall { &self.wall } else { &self.thread }
    }

    /// The median of the seconds of one operation.
    #[must_use]
    pub fn median(&self, wall: bool) -> f64 {
        median(self.by(wall).to_vec())
    }

    /// The median over the rounds of this time by that of another candidate in the same round.
    #[must_use]
    pub fn ratio(&self, other: &Self, wall: bool) -> f64 {
        median(self.by(wall).iter().zip(other.by(wall)).map(|(own, other)| own / other).collect())
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::Times;

    #[test]
    fn a_ratio_is_that_of_the_rounds() {
        let times = |thread: &[f64]| Times { wall: Vec::new(), thread: thread.to_vec() };
        // The machine was slow in the second round.
        let (own, other) = (times(&[1.0, 8.0, 1.0]), times(&[2.0, 16.0, 2.0]));
        assert!((own.ratio(&other, false) - 0.5).abs() < 1e-9);
        assert!((own.median(false) - 1.0).abs() < 1e-9);
    }
}
