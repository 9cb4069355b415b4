//! The samples in README.md and QUESTIONS.md are what the programs print, in a terminal of 80 columns.
//!
//! A sample is a block of `console`: a line `$ cargo run --example NAME -- ARGUMENTS` (` \` at its end goes on in the next one, and
//! `| head -n N` cuts what it prints), and what is printed. With `OCI_WRITE_DOCS` in the environment the samples are written
//! anew.

use std::path::{Path, PathBuf};
use std::process::Command;

const DOCUMENTS: [&str; 2] = ["README.md", "QUESTIONS.md"];
const RUN: &str = "$ cargo run --example ";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// What a command prints.
fn run(command: &str) -> String {
    let (command, most) = match command.split_once(" | head -n ") {
        Some((command, most)) => (command, most.trim().parse().expect("a number of lines")),
        None => (command, usize::MAX),
    };
    let mut words = command.split_whitespace();
    let name = words.next().expect("the name of a program");
    let tests = std::env::current_exe().expect("the path of this test");
    let folder = tests.ancestors().nth(2).expect("the folder of the build").join("examples");
    let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{} is not built: cargo build -p oci-examples --examples", path.display());
    let arguments = words.skip_while(|word| *word == "--");
    let output = Command::new(path)
        .args(arguments)
        .current_dir(root())
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs");
    assert!(output.stderr.is_empty(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("programs print UTF-8");
    text.lines().take(most).flat_map(|line| [line, "\n"]).collect()
}

/// The document with what its commands print now, and how many there are.
fn written_anew(text: &str) -> (String, usize) {
    let (mut anew, mut samples) = (String::new(), 0);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        anew.push_str(line);
        anew.push('\n');
        if line != "```console" || !lines.peek().is_some_and(|next| next.starts_with(RUN)) {
            continue;
        }
        let mut command = String::new();
        for line in lines.by_ref() {
            anew.push_str(line);
            anew.push('\n');
            match line.strip_suffix('\\') {
                Some(part) => command.push_str(part),
                None => {
                    command.push_str(line);
                    break;
                }
            }
        }
        let printed = run(command.strip_prefix(RUN).expect("the line begins so"));
        anew.push_str(&printed);
        samples += 1;
        for line in lines.by_ref() {
            if line == "```" {
                anew.push_str("```\n");
                break;
            }
        }
    }
    (anew, samples)
}

#[test]
fn samples_are_what_is_printed() {
    let mut samples = 0;
    for name in DOCUMENTS {
        let path = root().join(name);
        let text = std::fs::read_to_string(&path).expect("the document");
        let (anew, count) = written_anew(&text);
        samples += count;
        if std::env::var_os("OCI_WRITE_DOCS").is_some() {
            std::fs::write(&path, anew).expect("the document can be written");
            continue;
        }
        let differs = text.lines().zip(anew.lines()).enumerate().find(|(_, (own, other))| own != other);
        if let Some((at, (own, other))) = differs {
            panic!(
                "{name}:{}: the document has\n{own}\nthe program prints\n{other}\nOCI_WRITE_DOCS=1 writes it anew",
                at + 1
            );
        }
        assert_eq!(text.len(), anew.len(), "{name}: OCI_WRITE_DOCS=1 writes it anew");
    }
    assert!(samples >= 15, "{samples} samples");
}
