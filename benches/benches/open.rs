//! `cargo bench -p oci-benches --bench open`

fn main() {
    oci_benches::criterion::bench(&oci_benches::suites::OPEN);
}
