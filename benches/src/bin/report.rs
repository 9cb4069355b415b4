//! Measures this family beside its peers, in turns, and writes a Markdown table and SVG charts.
//!
//! `cargo run --release -p oci-benches --bin report -- [SUITE...] [--quick] [--out DIR]`

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use oci_benches::interleave::{Effort, measure};
use oci_benches::report::{Measured, MeasuredCandidate, MeasuredRow, chart, machine, markdown};
use oci_benches::suite::{Row, Scale, Suite};
use oci_benches::suites;

const USAGE: &str = "\
report [SUITE...] [--quick] [--out DIR]
  SUITE      hash, hash_many, layer, open, select, convert, canonical; all unless given
  --quick    small inputs, few rounds: about a minute
  --out DIR  where the report goes; target/report unless given";

struct Options {
    suites: Vec<Suite>,
    scale: Scale,
    out: PathBuf,
}

fn options() -> Result<Options, String> {
    let mut options = Options { suites: Vec::new(), scale: Scale::Full, out: PathBuf::from("target/report") };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--quick" => options.scale = Scale::Quick,
            "--out" => options.out = args.next().ok_or("--out wants a directory")?.into(),
            name => {
                let suite = suites::ALL.iter().find(|suite| suite.name == name);
                options.suites.push(*suite.ok_or_else(|| format!("there is no suite {name:?}\n{USAGE}"))?);
            }
        }
    }
    if options.suites.is_empty() {
        options.suites = suites::ALL.to_vec();
    }
    Ok(options)
}

fn main() -> Result<(), Box<dyn Error>> {
    let Options { suites, scale, out } = match options() {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            std::process::exit(2);
        }
    };
    fs::create_dir_all(&out)?;
    let effort = Effort {
        rounds: scale.pick(3, 31),
        turn: Duration::from_millis(scale.pick(1, 4)),
        most: Duration::from_secs(scale.pick(1, 12)),
    };
    let (start, before) = (Instant::now(), machine::load());
    let mut text = String::new();
    for suite in &suites {
        let _ = write!(text, "\n## {}\n\n{}\n", suite.title, suite.about);
        section(suite, scale, effort, &out, &mut text)?;
    }
    let minutes = start.elapsed().as_secs_f64() / 60.0;
    let head = heading(&suites, scale, effort, minutes, (before, machine::load()));
    let path = out.join("README.md");
    fs::write(&path, head + &text)?;
    println!("{}", path.display());
    Ok(())
}

/// Measures a suite, and writes its part of the report.
fn section(suite: &Suite, scale: Scale, effort: Effort, out: &Path, text: &mut String) -> Result<(), Box<dyn Error>> {
    let tables = (suite.tables)(scale);
    let bar = ProgressBar::new(tables.iter().map(|table| table.rows.len() as u64).sum());
    bar.set_style(ProgressStyle::with_template("{prefix:10} [{bar:40}] {pos}/{len} {elapsed} {msg}")?);
    bar.set_prefix(suite.name);
    for table in tables {
        let mut measured = Measured::new(&table);
        for row in table.rows {
            bar.set_message(format!("{}: {}", table.title, row.name));
            measured.rows.push(run(row, effort, &bar));
            bar.inc(1);
        }
        let _ = write!(text, "\n### {}: {}\n\n{}", suite.title, table.title, markdown::table(&measured));
        let heading = format!("{}: {}", suite.title, table.title);
        if let Some(svg) = chart::draw(&heading, &measured) {
            let name = format!("{}-{}.svg", suite.name, table.title.replace([' ', ','], "-").replace("--", "-"));
            fs::write(out.join(&name), svg)?;
            let _ = write!(text, "\n![{heading}]({name})\n");
        }
    }
    bar.finish_with_message("done");
    Ok(())
}

fn run(row: Row, effort: Effort, bar: &ProgressBar) -> MeasuredRow {
    let Row { name, at, bytes, candidates } = row;
    let mut candidates = candidates();
    let times = measure(effort, &mut candidates, || bar.tick());
    let measured = candidates.into_iter().zip(times).map(|(mut candidate, times)| MeasuredCandidate {
        name: candidate.name,
        own: candidate.own,
        threads: candidate.threads,
        times,
        allocations: allocation_counter::measure(&mut candidate.run).count_total,
    });
    MeasuredRow { name, at, bytes, candidates: measured.collect() }
}

fn heading(
    suites: &[Suite],
    scale: Scale,
    effort: Effort,
    minutes: f64,
    (before, after): (Option<f64>, Option<f64>),
) -> String {
    let names: Vec<&str> = suites.iter().map(|suite| suite.name).collect();
    let names = if names.len() == suites::ALL.len() { String::new() } else { format!(" {}", names.join(" ")) };
    let quick = scale.pick(" --quick", "");
    let dashes = if names.is_empty() && quick.is_empty() { "" } else { " --" };
    let load = |load: Option<f64>| load.map_or_else(|| "unknown".to_owned(), |load| format!("{load:.1}"));
    let warning =
        scale.pick("\n**A quick run: small inputs, few rounds. Only good to see that everything runs.**\n", "");
    format!(
        "# Report\n\nMade by `cargo run --release -p oci-benches --bin report{dashes}{names}{quick}` in {minutes:.0} minutes.\n\
         {warning}\n\
         - Machine: {}. Load average at the beginning {}, at the end {}; the program itself makes 1.\n\
         - Candidates run in turns, up to {} rounds of at least {} ms each. A ratio is the median of the ratios of the single \
         rounds, in processor time of the thread (of candidates on several threads: in time on the wall).\n\
         - The first column is absolute, the others are multiples of it; **bold** is this family. In brackets: allocations of \
         one operation, counted by the allocator that all candidates share.\n",
        machine::describe(),
        load(before),
        load(after),
        effort.rounds,
        effort.turn.as_millis(),
    )
}
