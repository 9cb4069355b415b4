//! `cargo bench -p oci-benches --bench canonical`

fn main() {
    oci_benches::criterion::bench(&oci_benches::suites::CANONICAL);
}
