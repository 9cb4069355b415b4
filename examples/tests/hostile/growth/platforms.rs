//! oci-platform.

use super::Case;
use oci_platform::{
    Candidate, Fallback, Grammar, Host, Keep, Platform, Policy, Selector, WindowsVersion, compare_policies,
};
use std::hint::black_box;

pub(super) const CASES: &[Case] = &[
    ("platform texts", |n| {
        let texts = ["a".repeat(n), "linux/".repeat(n), "windows(1.".repeat(n), "1.".repeat(n), "a/b/c:".repeat(n)];
        Box::new(move || {
            let host = Host::new("linux", "amd64");
            for text in &texts {
                for grammar in [Grammar::Containerd, Grammar::Crane, Grammar::Regclient] {
                    match Platform::parse_with(text, grammar, &host) {
                        Ok(own) => drop(black_box((own.normalized(&host), own.all_fields().to_string()))),
                        Err(error) => drop(black_box(error.to_string())),
                    }
                }
                let own = Platform::new(text.as_str(), text.as_str()).with_variant(text.as_str());
                let fallback = Fallback::containerd(&own, &host).iter().count();
                black_box((own.crane_text().to_string(), own.regclient_text().to_string(), fallback));
                black_box(WindowsVersion::read(text));
            }
        })
    }),
    ("choose", |n| {
        let entries = entries(n);
        Box::new(move || {
            let selector = Selector::new(Platform::new("linux", "amd64").with_variant("v3"));
            let _ = black_box((selector.rank(&entries), selector.select(&entries).map(|choice| choice.index)));
            let explanation = selector.explain(&entries);
            black_box((explanation.to_string(), serde_json::to_string(&explanation).unwrap()));
            black_box((selector.answer(&entries).is_ok(), selector.pull_then_use(Policy::DOCKER_RUN, &entries)));
            let mut pass = selector.pass().unwrap();
            entries.iter().for_each(|entry| pass.offer(entry));
            let _ = black_box(pass.finish());
            for policy in Policy::ALL {
                let _ = black_box(Selector::new(Platform::new("linux", "arm64")).policy(*policy).answer(&entries));
            }
        })
    }),
    ("compare commands", |n| {
        let entries = entries(n);
        Box::new(move || {
            let comparison = compare_policies(&entries, &Platform::new("linux", "arm64"));
            black_box((comparison.to_string(), serde_json::to_string(&comparison).unwrap()));
        })
    }),
    ("filter entries", |n| {
        let entries = entries(n);
        Box::new(move || {
            let selector = Selector::for_each([Platform::new("linux", "amd64"), Platform::new("linux", "arm64")]);
            black_box((selector.filter(&entries, Keep::Best), selector.filter(&entries, Keep::All)));
        })
    }),
    ("filter platforms", |n| {
        let entries = entries(n);
        let wanted: Vec<_> = (0..n).map(|at| Platform::new("linux", format!("a{at}"))).collect();
        Box::new(move || {
            let selector = Selector::for_each(wanted.clone()).policy(Policy::CONTAINERD_STRICT);
            black_box((selector.filter(&entries, Keep::Best), selector.select(&entries).is_ok()));
        })
    }),
    ("features", |n| {
        let features = |from: usize| {
            (from..from + n).fold(Platform::new("windows", "amd64"), |own, at| own.with_os_feature(at.to_string()))
        };
        let (offered, wanted) = ([Candidate::new(features(1)), Candidate::new(features(0))], features(0));
        Box::new(move || {
            let selector = Selector::new(wanted.clone()).policy(Policy::CONTAINERD);
            black_box((selector.rank(&offered), selector.explain(&offered).to_string()));
            for policy in Policy::commands_for("windows") {
                let _ = black_box(Selector::new(wanted.clone()).policy(policy).answer(&offered));
            }
        })
    }),
];

fn entries(n: usize) -> Vec<Candidate> {
    (0..n)
        .map(|at| match at % 4 {
            0 => Candidate::new(Platform::new("linux", "amd64").with_variant(format!("v{at}")))
                .with_digest(at.to_string()),
            1 => Candidate::new(Platform::new("linux", format!("a{at}"))).with_digest(at.to_string()),
            2 => Candidate::new(Platform::new("unknown", "unknown"))
                .with_annotation("vnd.docker.reference.type", "attestation-manifest")
                .with_annotation("vnd.docker.reference.digest", (at - 2).to_string()),
            _ => Candidate::without_platform(),
        })
        .collect()
}
