//! How fast is hashing here? Prints GB/s of every algorithm, for small, middle and large inputs, in about ten seconds.
//!
//! `cargo run --release --example throughput`

use std::hint::black_box;
use std::time::{Duration, Instant};

use clap::Parser;
use oci_digest::Algorithm;
use oci_examples::{Answer, Failure, Screen, run};
use serde_json::{Value, json};
use std::process::ExitCode;

const SIZES: [(&str, usize); 3] = [("1 KiB", 1 << 10), ("64 KiB", 64 << 10), ("64 MiB", 64 << 20)];
const ALGORITHMS: [Algorithm; 4] = [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512, Algorithm::Blake3];
/// Time for one cell of the table; the first twentieth warms up.
const CELL: Duration = Duration::from_millis(750);

/// How fast is hashing here?
///
/// Prints GB/s of every algorithm, for small, middle and large inputs, in about ten seconds.
#[derive(Debug, Parser)]
struct Ask {}

fn main() -> ExitCode {
    run(|_: Ask, screen| answer(screen))
}

fn answer(screen: &Screen) -> Result<Answer, Failure> {
    if cfg!(debug_assertions) {
        eprintln!("built without optimisation: the numbers say nothing (use --release)");
    }
    // Row by row: people wait for them. JSON comes at the end.
    let say = |text: String| if screen.is_json() { Ok(()) } else { screen.print(&text) };
    say(format!("{} on {}\n", machine(), std::env::consts::ARCH))?;
    say(format!("GB/s{}\n", SIZES.map(|(label, _)| format!("{label:>10}")).concat()))?;
    let data: Vec<u8> = (0..64 << 20).map(|i| (i % 251) as u8).collect();
    let mut measured = serde_json::Map::new();
    for algorithm in ALGORITHMS {
        let row = SIZES.map(|(label, size)| (label, rate(&algorithm, &data[..size])));
        let cells = row.map(|(_, rate)| rate.map_or(format!("{:>10}", "-"), |rate| format!("{rate:>10.2}"))).concat();
        say(format!("{algorithm:<4}{}\n", cells.get(2..).unwrap_or_default()))?;
        let rates = row.map(|(label, rate)| (label.to_owned(), json!(rate)));
        measured.insert(algorithm.to_string(), Value::Object(rates.into_iter().collect()));
    }
    Ok(screen.answer("", &json!({ "machine": machine(), "GB/s": measured })))
}

/// GB/s: the median of the single runs' times; `None` where this build does not compute the algorithm.
fn rate(algorithm: &Algorithm, data: &[u8]) -> Option<f64> {
    // So many at once that the clock is no part of it.
    let batch = ((1 << 20) / data.len()).max(1);
    let mut times = Vec::new();
    let start = Instant::now();
    while start.elapsed() < CELL || times.is_empty() {
        let from = Instant::now();
        for _ in 0..batch {
            black_box(algorithm.digest(black_box(data)).ok()?);
        }
        if start.elapsed() > CELL / 20 {
            times.push(from.elapsed());
        }
    }
    times.sort_unstable();
    let median = times.get(times.len() / 2)?.as_secs_f64();
    Some((batch * data.len()) as f64 / median / 1e9)
}

/// What the machine calls its processor.
fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores", name.map_or("unknown processor", |(_, name)| name.trim()))
}
