//! What every program promises in a terminal, or without one: statuses, errors of writing, escaped text, width.
//!
//! The programs are those that `cargo test` and `cargo nextest run` build as examples.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// All programs in this folder, but for those of which a run takes long.
fn programs() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(env!("CARGO_MANIFEST_DIR"))
        .expect("the folder of the examples")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok()?.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() > 6, "{names:?}");
    names
}

/// Those that answer at once.
fn quick() -> impl Iterator<Item = String> {
    programs().into_iter().filter(|name| name != "throughput")
}

fn program(name: &str) -> Command {
    let tests = std::env::current_exe().expect("the path of this test");
    let folder = tests.ancestors().nth(2).expect("the folder of the build").join("examples");
    let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{} is not built: cargo build -p oci-examples --examples", path.display());
    let mut command = Command::new(path);
    command.env_remove("COLUMNS").env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").stdin(Stdio::null());
    command
}

fn output(command: &mut Command) -> Output {
    command.output().expect("the program runs")
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("programs print UTF-8")
}

/// A folder of one test, which goes with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("oci-examples-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).expect("a temporary file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

#[test]
fn help_does_not_run_the_program() {
    for name in programs() {
        for flag in ["--help", "-h"] {
            let help = output(program(&name).arg(flag));
            assert_eq!(status(&help), 0, "{name} {flag}");
            assert!(text(&help.stdout).contains(&format!("Usage: {name}")), "{name} {flag}");
            assert!(text(&help.stdout).contains("Exit status: "), "{name} {flag}");
            assert!(help.stderr.is_empty(), "{name} {flag}");
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_an_error() {
    for name in programs() {
        for args in [&[][..], &["--help"]] {
            let full = File::options().write(true).open("/dev/full").expect("/dev/full");
            let failed = output(program(&name).args(args).stdout(full));
            assert_eq!(status(&failed), 3, "{name} {args:?}: {}", text(&failed.stderr));
            assert!(text(&failed.stderr).contains("error: standard output: "), "{name} {args:?}");
        }
    }
}

#[test]
fn a_closed_pipe_ends_a_program_quietly() {
    for name in programs() {
        let mut child = program(&name).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("the program ends");
        assert_eq!(status(&ended), 0, "{name}");
        assert!(!text(&ended.stderr).contains("error"), "{name}: {}", text(&ended.stderr));
        assert!(!text(&ended.stderr).contains("panic"), "{name}: {}", text(&ended.stderr));
    }
}

#[test]
fn arguments_that_are_not_understood_are_errors_of_usage() {
    for name in programs() {
        let wrong = output(program(&name).arg("--no-such-option"));
        assert_eq!(status(&wrong), 2, "{name}");
        assert!(text(&wrong.stderr).contains("--no-such-option"), "{name}");
        assert!(wrong.stdout.is_empty(), "{name}");
    }
    let wrong =
        output(program("predict_push").arg(data("demo-x86_64.local.oci.json")).args(["--layer", "sha256:12,x"]));
    assert_eq!(status(&wrong), 2);
    assert!(text(&wrong.stderr).contains("\"sha256:12\" is no digest"), "{}", text(&wrong.stderr));
    let twice = output(program("why_digest_changed").args(["-", "-"]));
    assert_eq!(status(&twice), 2);
}

#[test]
#[cfg(unix)]
fn arguments_that_are_not_utf_8_are_read_or_refused() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    for name in programs() {
        let odd = output(program(&name).arg(OsStr::from_bytes(b"\xff\x1b.json")));
        assert!([2, 3].contains(&status(&odd)), "{name}: {}", text(&odd.stderr));
        assert!(!odd.stderr.is_empty(), "{name}");
    }
    let folder = Folder::new("bytes");
    let path = folder.0.join(OsStr::from_bytes(b"\xff.json"));
    // Some file systems take no such names.
    if std::fs::copy(data("multi-arch.list.json"), &path).is_ok() {
        assert_eq!(status(&output(program("inspect").arg("--").arg(&path))), 0);
    }
}

#[test]
fn bad_answers_and_bad_files_have_statuses_of_their_own() {
    let folder = Folder::new("statuses");
    let odd =
        folder.file("odd.json", br#"{"schemaVersion":2,"manifests":[{"mediaType":"a/b","digest":"x","size":-1}]}"#);
    let findings = output(program("inspect").arg("--").arg(odd));
    assert_eq!(status(&findings), 1, "{}", text(&findings.stderr));
    assert!(text(&findings.stdout).contains("findings"));
    let none = output(program("select_platform").arg(data("multi-arch.list.json")).arg("linux/s390x"));
    assert_eq!(status(&none), 1);
    for bad in [folder.0.join("missing.json"), folder.0.clone(), folder.file("not.json", "{")] {
        let failed = output(program("inspect").arg(&bad));
        assert_eq!(status(&failed), 3, "{}", bad.display());
        assert!(text(&failed.stderr).contains("error: "), "{}", bad.display());
        assert!(failed.stdout.is_empty(), "{}", bad.display());
    }
}

#[test]
fn a_file_that_is_no_document_by_its_size_is_not_read_whole() {
    let folder = Folder::new("large");
    let path = folder.0.join("large.json");
    File::create(&path).and_then(|file| file.set_len(600_000_000)).expect("a sparse file");
    let refused = output(program("inspect").arg(path));
    assert_eq!(status(&refused), 3);
    assert!(text(&refused.stderr).contains("more than 4194304 bytes"), "{}", text(&refused.stderr));
}

#[test]
fn with_json_one_value_is_printed() {
    for name in quick() {
        let json = output(program(&name).args(["--json", "--color=always"]));
        assert_eq!(status(&json), 0, "{name}: {}", text(&json.stderr));
        if let Err(error) = serde_json::from_slice::<serde_json::Value>(&json.stdout) {
            panic!("{name}: {error}");
        }
    }
}

#[test]
fn lines_fit_the_terminal() {
    for name in quick() {
        let narrow = text(&output(program(&name).env("COLUMNS", "80")).stdout);
        for line in narrow.lines() {
            // A digest is no longer a digest when it is broken.
            let words = line.split_whitespace().count();
            let columns = line.chars().count();
            assert!(columns <= 80 || words == 1, "{name}: {columns} columns: {line}");
        }
        let full = text(&output(program(&name).env("COLUMNS", "80").arg("--full")).stdout);
        assert!(digests(&full) >= digests(&narrow), "{name}");
    }
    let inspect = |args: &[&str]| text(&output(program("inspect").env("COLUMNS", "80").args(args)).stdout);
    assert!(digests(&inspect(&["--full"])) > digests(&inspect(&[])));
}

/// How many whole digests there are.
fn digests(text: &str) -> usize {
    let whole = |rest: &str| rest.chars().take_while(char::is_ascii_hexdigit).count() == 64;
    text.match_indices("sha256:").filter(|(at, name)| whole(&text[at + name.len()..])).count()
}

#[test]
fn colours_are_what_the_reader_wants() {
    let has_colours = |command: &mut Command| output(command).stdout.contains(&0x1b);
    assert!(has_colours(program("why_digest_changed").arg("--color=always")));
    assert!(!has_colours(program("why_digest_changed").arg("--color=never")));
    assert!(!has_colours(&mut program("why_digest_changed")));
    assert!(!has_colours(program("why_digest_changed").env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1")));
}

/// What would clear the screen, begin a line, or turn the direction.
const HOSTILE: &str = "x\\u001b[2J\\u000aFORGED\\u000d\\u202e\\u0085y";

/// Documents of every kind with such text wherever there is text.
fn hostile(folder: &Folder) -> Vec<PathBuf> {
    let descriptor = |media_type: &str| {
        format!(
            r#"{{"mediaType":"{media_type}","digest":"{HOSTILE}","size":1,"urls":["{HOSTILE}"],"artifactType":"{HOSTILE}",
                "annotations":{{"{HOSTILE}":"{HOSTILE}","vnd.docker.reference.type":"{HOSTILE}","vnd.docker.reference.digest":"{HOSTILE}"}},
                "platform":{{"os":"{HOSTILE}","architecture":"{HOSTILE}","variant":"{HOSTILE}","os.version":"{HOSTILE}"}}}}"#
        )
    };
    let odd = descriptor(HOSTILE);
    let image = descriptor("application/vnd.oci.image.manifest.v1+json");
    let config = descriptor("application/vnd.oci.image.config.v1+json");
    let layer = descriptor("application/vnd.oci.image.layer.v1.tar");
    let documents = [
        format!(
            r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{odd},{image}],"{HOSTILE}":1,
                "annotations":{{"{HOSTILE}":"{HOSTILE}"}}}}"#
        ),
        format!(
            r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{config},"layers":[{layer},{odd}],
                "subject":{image},"annotations":{{"{HOSTILE}":"{HOSTILE}"}}}}"#
        ),
        format!(
            r#"{{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{odd},"layers":[{odd}]}}"#
        ),
        format!(
            r#"{{"schemaVersion":1,"name":"{HOSTILE}","tag":"{HOSTILE}","architecture":"{HOSTILE}","fsLayers":[{{"blobSum":"{HOSTILE}"}}],
                "history":[{{"v1Compatibility":"{{\"id\":\"{HOSTILE}\",\"os\":\"{HOSTILE}\"}}"}}]}}"#
        ),
        format!(
            r#"{{"os":"{HOSTILE}","architecture":"{HOSTILE}","variant":"{HOSTILE}","created":"{HOSTILE}","config":{{"Env":["{HOSTILE}"]}},
                "rootfs":{{"type":"{HOSTILE}","diff_ids":["{HOSTILE}"]}},"history":[{{"created_by":"{HOSTILE}","comment":"{HOSTILE}"}}]}}"#
        ),
        format!(r#"{{"schemaVersion":2,"artifactType":"{HOSTILE}","config":{odd},"layers":[{odd}],"subject":{odd}}}"#),
    ];
    documents.iter().enumerate().map(|(at, text)| folder.file(&format!("hostile{at}.json"), text)).collect()
}

#[test]
fn text_of_documents_does_nothing_to_the_terminal() {
    let folder = Folder::new("hostile");
    let files = hostile(&folder);
    for name in quick() {
        let mut runs: Vec<Vec<&PathBuf>> = files.iter().map(|file| vec![file]).collect();
        runs.extend(files.windows(2).map(|pair| pair.iter().collect()));
        runs.push(files.iter().collect());
        for run in runs {
            let done = output(program(&name).args(&run));
            assert!(status(&done) <= 3, "{name} {run:?}: {}", text(&done.stderr));
            for printed in [text(&done.stdout), text(&done.stderr)] {
                let odd = printed.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
                assert_eq!(odd, None, "{name} {run:?}: {printed}");
                assert!(
                    !printed.lines().any(|line| line.trim_start().starts_with("FORGED")),
                    "{name} {run:?}: {printed}"
                );
            }
        }
    }
}

#[test]
fn a_media_type_that_says_nothing_of_the_bytes_is_told() {
    for (media_type, told) in [
        ("application/vnd.oci.image.layer.v1.tar+gzip", false),
        ("application/vnd.oci.image.layer.v1.tar+lz4", true),
        ("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", true),
        ("\u{1b}[2J", true),
    ] {
        let shown = output(program("verify_layer").args(["--media-type", media_type]));
        let shown = text(&shown.stdout);
        assert_eq!(shown.contains("\nmedia type: \""), told, "{shown}");
        assert!(!shown.contains('\u{1b}'), "{shown}");
    }
}
