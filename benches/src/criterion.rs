//! A suite under criterion, which compares with its own last run.

use criterion::{BenchmarkId, Criterion, Throughput};

use crate::suite::{Scale, Suite};

/// Runs a suite: measured by `cargo bench`, once each by `cargo test`.
pub fn bench(suite: &Suite) {
    let scale = if std::env::args().any(|arg| arg == "--bench") { Scale::Full } else { Scale::Quick };
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    for table in (suite.tables)(scale) {
        let mut group = criterion.benchmark_group(format!("{}/{}", suite.name, table.title));
        for row in table.rows {
            group.throughput(Throughput::Bytes(row.bytes as u64));
            for mut candidate in (row.candidates)() {
                group.bench_function(BenchmarkId::new(candidate.name, &row.name), |b| b.iter(&mut candidate.run));
            }
        }
        group.finish();
    }
    criterion.final_summary();
}
