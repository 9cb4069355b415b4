//! Allocations, counted: none for an entry that is looked at, a handful for one that is told about.

use allocation_counter::measure;
use oci_platform::{Keep, Platform, Policy, Selector, compare_policies};
use oci_spec_types::{Descriptor, LazyIndex, Limits, Model, oci::Index};

const PLATFORMS: [&str; 8] = [
    r#""os":"linux","architecture":"amd64","variant":"v3""#,
    r#""os":"linux","architecture":"amd64""#,
    r#""os":"linux","architecture":"arm","variant":"v7""#,
    r#""os":"linux","architecture":"aarch64","variant":"v8""#,
    r#""os":"windows","architecture":"amd64","os.version":"10.0.20348.2113","os.features":["win32k"]"#,
    r#""os":"linux","architecture":"riscv64""#,
    r#""os":"unknown","architecture":"unknown""#,
    r#""os":"darwin","architecture":"arm64""#,
];

fn text(entries: usize) -> String {
    let entry = |at: usize| {
        let platform = PLATFORMS[at % PLATFORMS.len()];
        let kind =
            if platform.contains("unknown") { r#","annotations":{"vnd.docker.reference.type":"x"}"# } else { "" };
        let digest = format!("sha256:{at:064x}");
        format!(
            r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{digest}","size":1,"platform":{{{platform}}}{kind}}}"#
        )
    };
    let entries: Vec<String> = (0..entries).map(entry).collect();
    format!(r#"{{"schemaVersion":2,"manifests":[{}]}}"#, entries.join(","))
}

fn typed(entries: usize) -> Vec<Descriptor> {
    Index::parse(text(entries)).unwrap().manifests
}

fn wanted() -> [Platform; 4] {
    [
        Platform::new("linux", "riscv64"),
        Platform::new("linux", "amd64").with_variant("v4"),
        Platform::new("windows", "amd64").with_os_version("10.0.20348.1"),
        Platform::new("plan9", "mips"),
    ]
}

#[test]
fn a_choice_allocates_nothing_for_an_entry() {
    let (few, many) = (typed(64), typed(4096));
    let mut grown = Vec::new();
    for policy in Policy::ALL.iter().copied().filter(|policy| !policy.keeps_all()) {
        for wanted in wanted() {
            let selector = Selector::new(wanted.clone()).policy(policy);
            let count = |entries: &[Descriptor]| measure(|| drop(selector.select(entries))).count_total;
            let (few, many) = (count(&few), count(&many));
            if many > few || few > 200 {
                grown.push(format!("{policy}, {wanted}: {few} allocations of 64 entries, {many} of 4,096"));
            }
        }
    }
    assert!(grown.is_empty(), "{grown:#?}");
}

#[test]
fn a_pass_over_a_lazy_index_allocates_nothing_for_an_entry() {
    let count = |entries: usize| {
        let (text, selector) = (text(entries), Selector::new(Platform::new("linux", "riscv64")));
        let mut pass = selector.pass().unwrap();
        let offered = measure(|| {
            let limits = Limits::default();
            drop(LazyIndex::open_with(text.clone(), &limits, |_, entry| pass.offer(entry)));
        });
        let read = measure(|| drop(LazyIndex::open_with(text.clone(), &Limits::default(), |_, _| ())));
        assert_eq!(pass.finish().unwrap(), 5);
        offered.count_total - read.count_total
    };
    let (few, many) = (count(64), count(4096));
    // Annotations are read when they are asked for: never here but for the nearest.
    assert!(many <= few, "{few} allocations of 64 entries, {many} of 4,096");
}

#[test]
fn what_tells_of_every_entry_allocates_a_handful_for_each() {
    let n = 4096;
    let entries = typed(n);
    let each = |run: &dyn Fn()| measure(run).count_total as f64 / n as f64;
    let two = Selector::for_each([Platform::new("linux", "riscv64"), Platform::new("linux", "arm64")]);
    for selector in [Selector::new(Platform::new("linux", "amd64")), two] {
        let rank = each(&|| drop(selector.rank(&entries)));
        assert!(rank < 0.1, "rank: {rank} an entry");
        let explain = each(&|| drop(selector.explain(&entries)));
        assert!(explain < 8.0, "explain: {explain} an entry");
        let filter = each(&|| drop(selector.filter(&entries, Keep::Best)));
        assert!(filter < 8.0, "filter: {filter} an entry");
    }
    let compare = each(&|| drop(compare_policies(&entries, &Platform::new("linux", "riscv64"))));
    assert!(compare < 3.0, "compare: {compare} an entry, of all policies");
}
