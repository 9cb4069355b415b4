//! Two configs: whether they say the same.

use super::image::Image;
use super::tree::{self, Difference};
use crate::held::{At, Reader};
use crate::notes::Notes;
use crate::types::specs_go;
use crate::{Part, Stage};
use bytes::Bytes;
use oci_spec_types::{Style, oci};

/// What two configs say.
pub(super) enum Said {
    /// The same in all that an OCI config holds. The differences are members that it does not hold, which a conversion drops.
    Same(Vec<Difference>),
    /// Something else.
    Other(Vec<Difference>),
    /// One of them is not there, or cannot be read.
    Unknown,
}

/// Compares what two manifests or configs say of how the image is run. Schema 1 says it in the v1 image of its top layer,
/// which has neither layers nor history.
pub(super) fn compare(a: &Image<'_>, b: &Image<'_>) -> Said {
    let (Some(own), Some(other)) = (&a.said, &b.said) else { return Said::Unknown };
    let without_layers = a.is_schema1() != b.is_schema1();
    let counts = |difference: &Difference| {
        let of_layers = ["/rootfs", "/history"].iter().any(|part| difference.pointer.starts_with(part));
        !(without_layers && of_layers)
    };
    let (Some(held_a), Some(held_b)) = (held(own), held(other)) else { return Said::Unknown };
    let Some(held) = tree::compare(&held_a, &held_b) else { return Said::Unknown };
    let differences: Vec<Difference> = held.differences.into_iter().filter(counts).collect();
    if !differences.is_empty() || held.more > 0 {
        return Said::Other(differences);
    }
    let all = tree::compare(own, other).unwrap_or_default();
    // A v1 image has members of its own, and no config has those.
    Said::Same(if without_layers { Vec::new() } else { all.differences })
}

/// What the types of the image-spec hold of a config.
fn held(config: &Bytes) -> Option<Vec<u8>> {
    let at = At { stage: Stage::Parse, part: Part::Config };
    let held = Reader::default().read::<oci::ImageConfig>(at, config, &specs_go::IMAGE, &mut Notes::default()).ok()?;
    held.write(&specs_go::IMAGE, Style::default(), Part::Config, config.len()).ok()
}
