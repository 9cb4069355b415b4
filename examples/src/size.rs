/// A number of bytes for people: exact below 10,000, else with a unit.
#[must_use]
pub fn bytes(count: i64) -> String {
    const UNITS: &[&str] = &["kB", "MB", "GB", "TB"];
    if count < 10_000 {
        return format!("{count} B");
    }
    let mut value = count as f64 / 1000.0;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}
