//! `cargo bench -p oci-benches --bench hash`

fn main() {
    oci_benches::criterion::bench(&oci_benches::suites::HASH);
}
