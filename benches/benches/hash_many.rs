//! `cargo bench -p oci-benches --bench hash_many`

fn main() {
    oci_benches::criterion::bench(&oci_benches::suites::HASH_MANY);
}
