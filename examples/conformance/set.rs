//! A folder of cases, and which of its files were opened: a file that nobody opens holds cases that nobody runs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde_json::Value;

/// Files without cases: what says in words what the cases are, and lists of what is there.
const NO_CASES: &[&str] = &["README.md", "index.json", "made.txt"];

/// A folder of cases.
pub(crate) struct Set {
    root: PathBuf,
    /// Paths below the root: `FILE`, `FOLDER/` with all below, `FILE#MEMBER` for one list of a file.
    claimed: Mutex<BTreeSet<String>>,
}

impl Set {
    pub(crate) fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), claimed: Mutex::default() }
    }

    /// The path of a file that belongs to a case; claims nothing.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A folder whose reader runs or refuses all that is in it.
    pub(crate) fn folder(&self, path: &str) -> PathBuf {
        self.claim(format!("{path}/"));
        self.path(path)
    }

    /// A file of cases, all of which the reader runs or refuses; `None` when the set has no such file.
    pub(crate) fn file(&self, path: &str) -> Option<Value> {
        self.claim(path.to_owned());
        read_json(&self.path(path))
    }

    /// A list of a file of cases; empty when the set has none.
    pub(crate) fn list(&self, path: &str, member: &str) -> Vec<Value> {
        self.claim(format!("{path}#{member}"));
        match read_json(&self.path(path)) {
            Some(Value::Object(mut file)) => match file.remove(member) {
                Some(Value::Array(list)) => list,
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Claims a path without opening it: a file, all below a folder that ends in `/`, or a `FILE#MEMBER`.
    pub(crate) fn claim(&self, path: String) {
        self.claimed.lock().expect("no panic under the lock").insert(path);
    }

    /// The files that nobody claimed, and the lists of files of which only others were claimed.
    pub(crate) fn unclaimed(&self) -> Vec<String> {
        let claimed = self.claimed.lock().expect("no panic under the lock");
        let mut unclaimed = Vec::new();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(self.path(&folder)).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = format!("{folder}{name}");
                if entry.path().is_dir() {
                    let path = format!("{path}/");
                    let inside = claimed.iter().any(|claim| claim.starts_with(&path));
                    match claimed.contains(&path) {
                        true => self.strays(&path, &claimed, &mut unclaimed),
                        false if inside => folders.push(path),
                        false => unclaimed.push(path),
                    }
                } else if !claimed.contains(&path) && !NO_CASES.contains(&name.as_str()) {
                    unclaimed.extend(self.unclaimed_lists(&path, &claimed));
                }
            }
        }
        unclaimed.sort();
        unclaimed
    }

    /// Files beside the folders of cases, which no reader of such folders opens.
    fn strays(&self, folder: &str, claimed: &BTreeSet<String>, strays: &mut Vec<String>) {
        let inside = folders(&self.path(folder));
        if inside.is_empty() || self.path(folder).join("case.json").exists() {
            return;
        }
        let files = std::fs::read_dir(self.path(folder)).into_iter().flatten().flatten();
        let files = files.filter(|entry| entry.path().is_file()).map(|entry| entry.file_name());
        let files = files.map(|name| name.to_string_lossy().into_owned());
        let is_stray = |path: &String| !claimed.contains(path);
        let files = files.filter(|name| !NO_CASES.contains(&&**name)).map(|name| format!("{folder}{name}"));
        strays.extend(files.filter(is_stray));
        for own in inside {
            let own = own.file_name().unwrap_or_default().display().to_string();
            self.strays(&format!("{folder}{own}/"), claimed, strays);
        }
    }

    fn unclaimed_lists(&self, path: &str, claimed: &BTreeSet<String>) -> Vec<String> {
        let lists = format!("{path}#");
        if !claimed.iter().any(|claim| claim.starts_with(&lists)) {
            return vec![path.to_owned()];
        }
        let file = read_json(&self.path(path)).unwrap_or_default();
        let members = file.as_object().into_iter().flatten().map(|(name, _)| format!("{lists}{name}"));
        members.filter(|member| !claimed.contains(member)).collect()
    }
}

/// The JSON in a file; `None` when the file is absent.
///
/// # Panics
/// When the file is there and is no JSON: the cases themselves are broken then.
pub(crate) fn read_json(path: &Path) -> Option<Value> {
    let bytes = std::fs::read(path).ok()?;
    Some(serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// The folders in a folder, by name.
pub(crate) fn folders(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

#[cfg(test)]
mod tests {
    use super::Set;

    #[test]
    fn names_what_nobody_opened() {
        let cases = oci_examples::golden::Unpacked::new("unclaimed").expect("a temporary folder");
        let set = Set::new(cases.folder());
        for folder in ["artifacts", "convert", "explain", "field", "profiles", "reference", "reports", "spec/layers"] {
            set.folder(folder);
        }
        set.file("spec/kinds.json");
        set.list("spec/digests.json", "inputs");
        for claim in ["platform/", "reports/reports.json", "spec/layers/layers.json"] {
            set.claim(claim.to_owned());
        }
        let expected = ["spec/digests.json#digests", "spec/digests.json#es6_numbers", "spec/validity.json"];
        assert_eq!(set.unclaimed(), expected);
        // A file beside folders of cases is none of them.
        set.folder("spec");
        assert_eq!(set.unclaimed(), ["spec/digests.json", "spec/validity.json"]);
    }
}
