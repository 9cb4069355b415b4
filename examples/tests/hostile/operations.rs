//! Every public function has a case of growth, or none because its work is the same whatever it is given: a new one cannot be
//! forgotten.

use crate::growth::cases;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// For each file its functions: `name=case+case`; without a case where the work does not depend on what is given, or is that
/// of keeping it.
const OPERATIONS: &str = include_str!("operations.txt");

const CRATES: [&str; 4] = ["oci-digest", "oci-spec-types", "oci-platform", "oci-convert"];

/// Strategies for tests, and conversions from and to other crates.
const LEFT_OUT: [&str; 2] = ["src/strategies", "src/interop"];

#[test]
fn every_operation_is_listed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = BTreeSet::new();
    for name in CRATES {
        collect(root, &root.join(name).join("src"), &mut found);
    }
    let mut listed = BTreeMap::new();
    for line in OPERATIONS.lines().filter(|line| !line.starts_with('#')) {
        let (file, functions) = line.split_once(": ").unwrap();
        for function in functions.split(", ") {
            let (name, cases) = function.split_once('=').unwrap_or((function, ""));
            listed.insert(format!("{file}: {name}"), cases.split('+').filter(|case| !case.is_empty()));
        }
    }
    let missing: Vec<_> = found.iter().filter(|own| !listed.contains_key(*own)).collect();
    let gone: Vec<_> = listed.keys().filter(|own| !found.contains(*own)).collect();
    let known: BTreeSet<&str> = cases().map(|(name, _)| *name).collect();
    let used: BTreeSet<&str> = listed.values().cloned().flatten().collect();
    let unknown: Vec<_> = used.symmetric_difference(&known).collect();
    assert!(
        missing.is_empty() && gone.is_empty() && unknown.is_empty(),
        "operations.txt lacks {missing:#?}\nhas what is gone: {gone:#?}\ncases on one side only: {unknown:?}"
    );
}

/// The operations in a folder, each as it is listed.
fn collect(root: &Path, folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
            continue;
        }
        let file = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        if file.ends_with(".rs") && !LEFT_OUT.iter().any(|left_out| file.contains(left_out)) {
            let source = fs::read_to_string(&path).unwrap();
            found.extend(operations(&source).map(|name| format!("{file}: {name}")));
        }
    }
}

/// The public functions, and those of public traits, but for constants, getters and setters.
fn operations(source: &str) -> impl Iterator<Item = &str> {
    let mut in_trait = false;
    source.match_indices('\n').filter_map(move |(at, _)| {
        let rest = &source[at + 1..];
        in_trait = (in_trait || rest.starts_with("pub trait ")) && !rest.starts_with('}');
        let item = rest.trim_start_matches(' ');
        let item = item.strip_prefix("pub fn ").or_else(|| item.strip_prefix("fn ").filter(|_| in_trait))?;
        let (name, after) = item.split_at(item.find(['(', '<'])?);
        let (arguments, result) = signature(after)?;
        let is_getter = ["self", "&self"].contains(&arguments) && !makes_much(result);
        let is_setter = arguments.starts_with("mut self") && result == "Self";
        (!is_getter && !is_setter && !arguments.is_empty()).then_some(name)
    })
}

/// The arguments and the result of a function.
fn signature(text: &str) -> Option<(&str, &str)> {
    let (mut depth, mut begun, mut ended) = (0_usize, None, None);
    for (at, c) in text.char_indices() {
        match c {
            '(' if depth == 0 && begun.is_none() => (depth, begun) = (1, Some(at + 1)),
            '(' | '<' => depth += 1,
            '>' if text[..at].ends_with('-') => {}
            ')' if depth == 1 && begun.is_some() && ended.is_none() => (depth, ended) = (0, Some(at)),
            ')' | '>' => depth = depth.checked_sub(1)?,
            '{' | ';' if depth == 0 => {
                let (begun, ended) = (begun?, ended?);
                let result = text[ended + 1..at].trim().trim_start_matches("-> ");
                return Some((text[begun..ended].trim().trim_end_matches(','), result));
            }
            _ => {}
        }
    }
    None
}

/// Whether a result may hold more than a number or a reference.
fn makes_much(result: &str) -> bool {
    ["String", "Vec", "Text", "Cow", "Result", "impl "].iter().any(|many| result.contains(many))
}
