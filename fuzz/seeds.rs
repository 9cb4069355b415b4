//! Writes the seeds into a folder: `cargo run --manifest-path fuzz/Cargo.toml --example seeds -- FOLDER`.

use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("expected a folder")?;
    fs::create_dir_all(&folder)?;
    for (at, seed) in oci_examples::fuzzing::seeds(1)?.iter().enumerate() {
        fs::write(Path::new(&folder).join(format!("{at:05}")), seed)?;
    }
    Ok(())
}
