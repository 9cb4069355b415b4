//! How two documents relate.

use super::Report;
use bytes::Bytes;
use oci_convert::Cause;
use oci_convert::explain::{Code, Explanation, Given, Grade, Missing, Note, Relation, Which, explain};
use oci_convert::report::{Change, DigestRole, Fate};
use oci_spec_types::ClaimedDigest;

fn why(report: &Report<'_>, a: &str, b: &str, configs: &[Bytes]) -> Explanation {
    explain(&Given { configs, ..Given::new(&report.document(a), &report.document(b)) })
}

fn rows(found: &Explanation, role: DigestRole) -> Vec<&Change> {
    found.digests.iter().filter(|row| row.role == role).collect()
}

/// Nothing is said of the layers but that their blobs differ, and no tool made one of the other.
pub(super) fn artifacts_share_empty_config(report: &Report<'_>) {
    for configs in [&[][..], &[Bytes::from_static(b"{}")]] {
        let found = why(report, "artifact-a.json", "artifact-b.json", configs);
        assert_eq!((&found.relation, found.grade), (&Relation::SameConfig, Grade::Proven), "{found}");
        assert!(found.made_by.is_empty() && found.missing.is_empty(), "{found}");
        for note in [Note::SameDiffIds, Note::SameImageId, Note::OnlyLayers, Note::EncoderDecides] {
            assert!(!found.notes.contains(&note), "{found}");
        }
        let layers = rows(&found, DigestRole::Layer);
        assert!(!layers.is_empty() && layers.iter().all(|row| row.fate() != Fate::Same), "{found}");
        assert!(rows(&found, DigestRole::DiffId).is_empty(), "{found}");
        let differs: Vec<&str> = found.differences.iter().map(|own| own.pointer.as_str()).collect();
        assert_eq!(differs, ["/layers/0/digest"]);
    }
}

/// Consistent with one config, undecided without, and never other content.
pub(super) fn converted_and_recompressed(report: &Report<'_>) {
    let (a, b) = ("push-a.v2s2.json", "push-b.oci-zstd.json");
    let found = why(report, a, b, &[report.bytes("push-a.config.json")]);
    assert_eq!(found.relation, Relation::ConvertedAndRecompressed { layers: 2, of: 2 }, "{found}");
    assert_eq!(found.grade, Grade::ConsistentWith, "{found}");
    let config_of_b = |missing: &&Missing| matches!(missing, Missing::Config { of: Which::B, .. });
    assert_eq!(found.missing.iter().filter(config_of_b).count(), 1, "{found}");
    let config = rows(&found, DigestRole::Config);
    assert_eq!(config.iter().map(|row| row.fate()).collect::<Vec<_>>(), [Fate::Changed], "{found}");

    let found = why(report, a, b, &[]);
    let Relation::Undecided { could_be } = &found.relation else { panic!("{found}") };
    assert!(could_be.contains(&Code::ConvertedAndRecompressed), "{found}");
    assert_eq!(found.missing.iter().filter(|one| matches!(one, Missing::Config { .. })).count(), 2, "{found}");
}

/// A layer moved onto another base; the layer in common is named.
pub(super) fn rebased(report: &Report<'_>) {
    let found = why(report, "rebase-a.json", "rebase-b.json", &[]);
    assert_eq!((&found.relation, found.grade), (&Relation::Rebased { layers: 1 }, Grade::Proven), "{found}");
    let top = report.document("rebase-a.json").view().layers()[1].digest.clone();
    let kept: Vec<_> = rows(&found, DigestRole::Layer).into_iter().filter(|row| row.fate() == Fate::Same).collect();
    assert_eq!(kept.iter().map(|row| row.after.as_ref()).collect::<Vec<_>>(), [Some(&top)], "{found}");
}

/// Annotations of entries were added, and the layout is the same.
pub(super) fn index_annotation_added(report: &Report<'_>) {
    let found = why(report, "zstd-index-a.json", "zstd-index-b.json", &[]);
    assert_eq!((&found.relation, found.grade), (&Relation::IndexEdited, Grade::Proven), "{found}");
    let index = rows(&found, DigestRole::Index);
    assert_eq!(index[0].causes.to_vec(), [Cause::Annotations], "{found}");
    assert!(rows(&found, DigestRole::Child).iter().all(|row| row.fate() == Fate::Same), "{found}");
    let added = |own: &oci_convert::explain::Difference| own.a.is_none() && own.pointer.contains("/annotations");
    assert!(found.differences.len() == 2 && found.differences.iter().all(added), "{found}");
}

/// The images are the same, only an attestation is another one.
pub(super) fn attestation_replaced(report: &Report<'_>) {
    let found = why(report, "att-a.json", "att-b.json", &[]);
    let expected = Relation::SharedChildren { shared: 1, only_a: 1, only_b: 1 };
    assert_eq!((&found.relation, found.grade), (&expected, Grade::Proven), "{found}");
    assert!(found.notes.contains(&Note::OnlyAttestations), "{found}");
    assert!(!found.notes.contains(&Note::AttestationsFollow), "{found}");
    assert!(found.to_string().contains("only attestations differ"), "{found}");
}

/// Two platforms, each with its attestation, and all four entries changed: platforms are two.
pub(super) fn all_rebuilt(report: &Report<'_>) {
    let found = why(report, "rebuilt-a.json", "rebuilt-b.json", &[]);
    assert_eq!(found.relation, Relation::ChildrenChanged { platforms: 2 }, "{found}");
    assert!(found.notes.contains(&Note::AttestationsFollow), "{found}");
    let digests = |name: &str| {
        let entries = report.document(name).view().entries().to_vec();
        entries.into_iter().map(|entry| Some(entry.digest)).collect::<Vec<Option<ClaimedDigest>>>()
    };
    let children = rows(&found, DigestRole::Child);
    let told = |side: fn(&Change) -> &Option<ClaimedDigest>| children.iter().map(|row| side(row).clone()).collect();
    let (before, after): (Vec<_>, Vec<_>) = (told(|row| &row.before), told(|row| &row.after));
    assert_eq!((before, after), (digests("rebuilt-a.json"), digests("rebuilt-b.json")), "{found}");
}
