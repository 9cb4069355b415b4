use crate::style::{Blanks, Style};
use std::borrow::Cow;

/// Whose bytes a new document is written in: member order, blanks and escapes decide the digest.
///
/// ```
/// use oci_spec_types::{MediaType, Model, Profile, docker, oci::Descriptor};
/// use oci_digest::Digest;
///
/// let config = Descriptor::new(MediaType::DOCKER_CONFIG, Digest::sha256(b"{}"), 2);
/// let manifest = docker::Manifest::new(config, vec![]);
/// let text = String::from_utf8(manifest.to_bytes(Profile::Distribution)).unwrap();
/// assert!(text.starts_with("{\n   \"schemaVersion\": 2,\n   \"mediaType\""));
/// assert!(text.find("\"size\"") < text.find("\"digest\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Profile {
    /// `json.Marshal` of the Go types of image-spec 1.1: compact. What containers/image (podman, skopeo, buildah) and
    /// regclient write for OCI documents.
    #[default]
    ImageSpec,
    /// containers/image for Docker documents: compact, `size` before `digest`.
    ContainersImage,
    /// distribution/distribution and the classic Docker engine: three spaces, `size` before `digest`.
    Distribution,
    /// BuildKit and buildx: two spaces, the Go types of the image-spec for both families.
    BuildKit,
    /// go-containerregistry (crane, ko, kaniko): compact, its own member orders.
    GoContainerRegistry,
    /// umoci: compact with a line break at the end.
    Umoci,
}

/// A profile as data.
struct Rules {
    profile: Profile,
    blanks: Blanks,
    trailing_newline: bool,
    /// Member orders that differ from the model's: the name of the object, and the members that come first.
    orders: &'static [(&'static str, &'static [&'static str])],
}

/// `size` before `digest`: the descriptors of distribution and of containers/image for Docker documents.
const SIZE_FIRST: (&str, &[&str]) =
    ("descriptor", &["mediaType", "size", "digest", "urls", "annotations", "platform", "data", "artifactType"]);
/// distribution writes schema 1 with `schemaVersion` first.
const SCHEMA1_DISTRIBUTION: (&str, &[&str]) =
    ("schema1", &["schemaVersion", "name", "tag", "architecture", "fsLayers", "history"]);
/// go-containerregistry `pkg/v1/manifest.go`, `pkg/v1/config.go`.
const GGCR: &[(&str, &[&str])] = &[
    ("descriptor", &["mediaType", "size", "digest", "data", "urls", "annotations", "platform", "artifactType"]),
    ("manifest", &["schemaVersion", "mediaType", "config", "layers", "annotations", "subject", "artifactType"]),
    ("index", &["schemaVersion", "mediaType", "artifactType", "manifests", "annotations", "subject"]),
    (
        "config",
        &[
            "architecture",
            "author",
            "container",
            "created",
            "docker_version",
            "history",
            "os",
            "rootfs",
            "config",
            "os.version",
            "variant",
            "os.features",
        ],
    ),
    ("history", &["author", "created", "created_by", "comment", "empty_layer"]),
];

const RULES: &[Rules] = &[
    Rules { profile: Profile::ImageSpec, blanks: Blanks::Compact, trailing_newline: false, orders: &[] },
    Rules {
        profile: Profile::ContainersImage,
        blanks: Blanks::Compact,
        trailing_newline: false,
        orders: &[SIZE_FIRST],
    },
    Rules {
        profile: Profile::Distribution,
        blanks: Blanks::Spaces(3),
        trailing_newline: false,
        orders: &[SIZE_FIRST, SCHEMA1_DISTRIBUTION],
    },
    Rules { profile: Profile::BuildKit, blanks: Blanks::Spaces(2), trailing_newline: false, orders: &[] },
    Rules { profile: Profile::GoContainerRegistry, blanks: Blanks::Compact, trailing_newline: false, orders: GGCR },
    Rules { profile: Profile::Umoci, blanks: Blanks::Compact, trailing_newline: true, orders: &[] },
];

impl Profile {
    fn rules(self) -> &'static Rules {
        // Each variant has its row; the first one stands in for none.
        RULES.iter().find(|rules| rules.profile == self).unwrap_or(&RULES[0])
    }

    /// The blanks and escapes of this writer. All of them escape `<`, `>` and `&`, because Go does.
    #[must_use]
    pub fn style(self) -> Style {
        let rules = self.rules();
        Style { blanks: rules.blanks, html_escapes: true, trailing_newline: rules.trailing_newline }
    }

    /// The order of an object's members, as indices into its table.
    pub(crate) fn order(self, object: &str, members: &'static [&'static str]) -> Cow<'static, [u8]> {
        let own = self.rules().orders.iter().find(|(name, _)| *name == object).map_or(&[][..], |(_, order)| *order);
        let index = |name: &str| members.iter().position(|member| *member == name).map(|at| at as u8);
        let mut order: Vec<u8> = own.iter().filter_map(|name| index(name)).collect();
        order.extend((0..members.len() as u8).filter(|at| !own.contains(&members[usize::from(*at)])));
        order.into()
    }
}
