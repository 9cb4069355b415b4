//! `cargo bench -p oci-benches --bench layer`

fn main() {
    oci_benches::criterion::bench(&oci_benches::suites::LAYER);
}
