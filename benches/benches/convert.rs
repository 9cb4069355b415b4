//! `cargo bench -p oci-benches --bench convert`

fn main() {
    oci_benches::criterion::bench(&oci_benches::suites::CONVERT);
}
