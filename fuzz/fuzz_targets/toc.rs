#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| oci_examples::fuzzing::run("toc", bytes));
