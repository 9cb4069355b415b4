//! `cargo bench -p oci-benches --bench select`

fn main() {
    oci_benches::criterion::bench(&oci_benches::suites::SELECT);
}
