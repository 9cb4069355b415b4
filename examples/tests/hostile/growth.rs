//! How the work of every public operation grows with what it is given: sixteen times as much may take sixteen times the
//! allocations and bytes, and a bit more for the logarithm.
//!
//! Which operations a case stands for, `operations.txt` says. Work that allocates nothing is only seen in time, which the test
//! that is ignored looks at, with a wide margin:
//! `cargo test --release -p oci-examples --test hostile -- --ignored --nocapture`.

mod conversions;
mod digests;
mod documents;
mod platforms;

use allocation_counter::{AllocationInfo, measure};
use std::time::{Duration, Instant};

/// The name of a case; and what makes ready, for so many pieces, what is then measured.
pub(crate) type Case = (&'static str, fn(usize) -> Box<dyn Fn()>);

pub(crate) fn cases() -> impl Iterator<Item = &'static Case> {
    [digests::CASES, documents::CASES, platforms::CASES, conversions::CASES].into_iter().flatten()
}

/// Doubled four times.
const TIMES: usize = 16;
/// Sixteenfold with the logarithm is 24; a list that doubles its room may add as much again. Quadratic is 256.
const MOST: u64 = 40;

fn run_both(few: usize, name: &str, make: fn(usize) -> Box<dyn Fn()>) -> [(AllocationInfo, Duration); 2] {
    let both = [few, few * TIMES].map(|n| {
        let run = make(n);
        let begun = Instant::now();
        (measure(&*run), begun.elapsed())
    });
    let [(a, fast), (b, slow)] = &both;
    let grows = |a: u64, b: u64| b / a.max(1);
    println!(
        "{name:24} {:10} allocations (x{}) {:12} bytes (x{}) {:8} us (x{})",
        b.count_total,
        grows(a.count_total, b.count_total),
        b.bytes_total,
        grows(a.bytes_total, b.bytes_total),
        slow.as_micros(),
        slow.as_micros() / fast.as_micros().max(1)
    );
    both
}

fn check_work(cases: &[Case]) {
    let mut wrong = Vec::new();
    for (name, make) in cases {
        let [(a, _), (b, _)] = run_both(16, name, *make);
        // What is the same for every size costs nothing more.
        if b.count_total > 500 && b.count_total > MOST * a.count_total {
            wrong.push(format!("{name}: {} allocations become {}", a.count_total, b.count_total));
        }
        if b.bytes_total > 500_000 && b.bytes_total > MOST * a.bytes_total {
            wrong.push(format!("{name}: {} bytes become {}", a.bytes_total, b.bytes_total));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn digests() {
    check_work(digests::CASES);
}

#[test]
fn documents() {
    check_work(documents::CASES);
}

#[test]
fn platforms() {
    check_work(platforms::CASES);
}

#[test]
fn conversions() {
    check_work(conversions::CASES);
}

#[test]
#[ignore = "looks at time"]
fn time_grows_with_what_is_given() {
    for (name, make) in cases() {
        // Something else may be in the way: twice is no accident.
        let grows = || {
            let [(_, fast), (_, slow)] = run_both(512, name, *make);
            slow > Duration::from_millis(100) && slow > 100 * fast
        };
        assert!(!(grows() && grows()), "{name}");
    }
}
