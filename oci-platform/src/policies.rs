//! The policies: one row each. Adding one is adding its row.

use crate::matcher::Matching;
use crate::outcome::Failure;
use crate::parse::Grammar;
use crate::policy::Policy;
use crate::request::{Reads, Unasked};
use crate::rules::{Asks, ConfigCheck, Empty, Fate, Kind, Nested, Platformless, Pseudo, Row, Takes, Tie, Types};
use crate::windows::WindowsRules;

const MOBY: &str = "moby b985e23 (v29.7.2-150), containerd/platforms v1.0.0-rc.5";
const CONTAINERD: &str = "containerd 301026e (v2.4.0-beta.0-70), containerd/platforms v1.0.0-rc.5";
const NERDCTL: &str = "nerdctl 8da5040 (v2.3.4-217), containerd 301026e";
const PODMAN: &str = "podman c6580b4 (v6 development), containers/image v5.39.3-0.20260515";
const SKOPEO: &str = "skopeo b71619a, containers/image v5.39.3-0.20260515";
const GGCR: &str = "go-containerregistry 3f4ff3c (v0.21.9-11)";
const REGCLIENT: &str = "regclient 725072f";
const OCI_CLIENT: &str = "oci-client 0.18.0, oci-spec 0.10.0";

const ONLY: Matching = Matching::ContainerdOnly(WindowsRules::Rc5);
const EXACT: Matching = Matching::ContainerdExact(WindowsRules::Rc5);
const ONLY_RC4: Matching = Matching::ContainerdOnly(WindowsRules::Rc4);

/// All types alike.
const fn types(fate: Fate) -> Types {
    Types { schema1: fate, blob: fate, unknown: fate, empty: fate, docker: Fate::Used }
}

const NOT_AN_IMAGE: Fate = Fate::Fails(Failure::NotAnImage);
const SCHEMA1: Fate = Fate::Fails(Failure::Schema1);
const UNKNOWN_TYPE: Fate = Fate::Fails(Failure::UnknownMediaType);
const UNKNOWN_MET: Fate = Fate::Met(Failure::UnknownMediaType);

/// containerd `images.Manifest`.
const IMAGES: Row = Row {
    kind: Kind::Command,
    name: "",
    command: "",
    measured: "",
    grammar: Grammar::Containerd,
    reads: Reads::AsGiven,
    asks: Asks::Caller,
    unasked: Unasked::Machine,
    fits: ONLY,
    fits_unasked: None,
    platformless: Platformless::LastChecked,
    empty: Empty::Platform,
    pseudo: Pseudo::Unknown,
    types: types(Fate::NotFound),
    nested: Nested::Again,
    takes: Takes::One,
    tie: Tie::Position,
    unordered: false,
    present_only: false,
    fetches: None,
    config: None,
    docker_list: None,
    docker_list_only: false,
    reads_late: false,
    own_os: None,
};
const LIBRARY: Row = Row { kind: Kind::Rule, ..IMAGES };
/// containerd, pulling: schema 1 is refused.
const PULL: Row = Row { types: Types { schema1: SCHEMA1, ..types(Fate::NotFound) }, ..IMAGES };
/// Docker's containerd image store, looking among what is there.
const STORE: Row = Row {
    unasked: Unasked::MachineLevel,
    fits: Matching::ContainerdStrict,
    fits_unasked: Some(Matching::DockerHostFirst),
    platformless: Platformless::FromConfig,
    types: types(Fate::PassedOver),
    nested: Nested::Flat,
    present_only: true,
    ..IMAGES
};
/// Docker's graph drivers.
const GRAPH: Row = Row {
    unasked: Unasked::MachineLevel,
    platformless: Platformless::LastUnseen,
    empty: Empty::None,
    types: types(UNKNOWN_TYPE),
    nested: Nested::AgainOrNext,
    ..IMAGES
};
/// containers/image.
const IMAGE: Row = Row {
    grammar: Grammar::Parts,
    unasked: Unasked::Members,
    fits: Matching::ContainersImage,
    platformless: Platformless::LastUnseen,
    tie: Tie::Zstd,
    types: Types { empty: Fate::Used, ..types(NOT_AN_IMAGE) },
    nested: Nested::Fails(Failure::Nested),
    docker_list: Some((Platformless::Skipped, Tie::Position)),
    ..IMAGES
};
/// go-containerregistry `remote`.
const REMOTE: Row = Row {
    grammar: Grammar::Crane,
    unasked: Unasked::LinuxAmd64,
    fits: Matching::CraneRemote,
    platformless: Platformless::LinuxAmd64,
    types: Types { schema1: SCHEMA1, ..types(Fate::Used) },
    ..IMAGES
};
/// The first entry whose operating system and architecture are equal.
const EQUAL: Row = Row {
    grammar: Grammar::Parts,
    fits: Matching::OsArchitecture,
    platformless: Platformless::Skipped,
    types: types(Fate::Kept),
    nested: Nested::Kept,
    unasked: Unasked::LinuxAmd64,
    ..IMAGES
};
/// What keeps entries of an index, or all of it when nothing is asked.
const FILTER: Row = Row {
    kind: Kind::Filter,
    unasked: Unasked::Whole,
    platformless: Platformless::Skipped,
    types: types(Fate::Kept),
    nested: Nested::Kept,
    takes: Takes::All,
    unordered: true,
    ..IMAGES
};

macro_rules! policies {
    ($($ident:ident = $name:literal, $command:literal, $measured:expr, $base:ident { $($field:ident: $value:expr),* };)*) => {
        impl Policy {
            $(
                #[doc = concat!("`", $command, "`")]
                pub const $ident: Self =
                    Self(&Row { name: $name, command: $command, measured: $measured, $($field: $value,)* ..$base });
            )*

            /// Every policy.
            pub const ALL: &'static [Self] = &[$(Self::$ident),*];
        }
    };
}

policies! {
    DOCKER_RUN = "docker-run", "docker run, docker create (containerd image store)", MOBY, STORE {};
    DOCKER_PULL = "docker-pull", "docker pull (containerd image store)", MOBY, IMAGES {
        unasked: Unasked::MachineLevel,
        platformless: Platformless::LastUnseen,
        types: Types { schema1: SCHEMA1, ..types(NOT_AN_IMAGE) }
    };
    DOCKER_PULL_GRAPH = "docker-pull-graph", "docker pull (graph drivers, linux)", MOBY, GRAPH {};
    DOCKER_PULL_WINDOWS = "docker-pull-windows", "docker pull (graph drivers, Windows)", MOBY, GRAPH {
        fits: Matching::DockerWindowsAsked,
        fits_unasked: Some(Matching::DockerWindows),
        platformless: Platformless::Skipped
    };
    DOCKER_HISTORY = "docker-history", "docker history --platform (containerd image store)", MOBY, STORE { fits: ONLY };
    DOCKER_INSPECT = "docker-inspect", "docker image inspect, docker image ls (containerd image store)", MOBY, STORE {
        pseudo: Pseudo::Layers,
        present_only: false
    };
    DOCKER_PUSH = "docker-push", "docker push (containerd image store)", MOBY, STORE {
        pseudo: Pseudo::Annotated,
        takes: Takes::Only
    };
    BUILDKIT = "buildkit", "docker build, docker buildx build (FROM)",
        "buildkit 73ed682, containerd/platforms v1.0.0-rc.4", IMAGES {
        fits: ONLY_RC4,
        types: Types { schema1: SCHEMA1, blob: Fate::NotFound, ..types(UNKNOWN_TYPE) }
    };
    KUBELET = "kubelet", "kubelet with containerd 2 (transfer service)", CONTAINERD, PULL {
        asks: Asks::Machine,
        fits: Matching::ContainerdDefault,
        fetches: Some(EXACT)
    };
    KUBELET_LOCAL_PULL = "kubelet-local-pull", "kubelet with containerd 1, or use_local_image_pull", CONTAINERD, PULL {
        asks: Asks::Machine,
        fits: Matching::ContainerdDefault
    };
    CTR = "ctr", "ctr images pull", CONTAINERD, PULL {
        unasked: Unasked::MachineNotDarwin,
        own_os: Some("linux"),
        fits: EXACT,
        platformless: Platformless::Kept,
        types: Types { schema1: SCHEMA1, ..types(Fate::Kept) },
        takes: Takes::All
    };
    NERDCTL = "nerdctl", "nerdctl pull, nerdctl run", NERDCTL, PULL { fits: Matching::Nerdctl };
    NERDCTL_LOCAL = "nerdctl-local", "nerdctl run, of an image that is there", NERDCTL, IMAGES {
        fits: Matching::ContainerdStrict
    };
    PODMAN = "podman", "podman pull, podman run, buildah from", PODMAN, IMAGE { reads: Reads::Podman };
    PODMAN_LOCAL = "podman-local", "podman run, buildah from, of a manifest list that is there", PODMAN, IMAGE {
        reads: Reads::Podman,
        types: types(Fate::Used),
        nested: Nested::Fails(Failure::NotAnImage),
        config: Some(ConfigCheck { fits: EXACT, fails: None, names_only: true, unasked: false })
    };
    SKOPEO_COPY = "skopeo-copy", "skopeo copy, skopeo sync", SKOPEO, IMAGE {};
    SKOPEO_INSPECT = "skopeo-inspect", "skopeo inspect", SKOPEO, IMAGE { nested: Nested::Again };
    CRANE = "crane", "crane pull, crane config, crane export", GGCR, REMOTE {};
    KANIKO = "kaniko", "kaniko without --custom-platform (with it: crane)",
        "kaniko 236ba56 (v1.24.0-2), go-containerregistry 3f4ff3c", REMOTE {
        asks: Asks::Machine,
        unasked: Unasked::MachineNormalized
    };
    APPTAINER = "apptainer", "apptainer pull docker://",
        "apptainer 917d665 (v1.5.3-312), go-containerregistry 3f4ff3c", REMOTE {
        reads: Reads::Apptainer,
        unasked: Unasked::MachineArmVariant
    };
    APPTAINER_OCI_LAYOUT = "apptainer-oci-layout", "apptainer pull oci:",
        "apptainer 917d665 (v1.5.3-312), go-containerregistry 3f4ff3c", REMOTE {
        reads: Reads::Apptainer,
        unasked: Unasked::MachineArmVariant,
        fits: Matching::CraneSatisfies,
        platformless: Platformless::Fails(Failure::ToolPanics),
        pseudo: Pseudo::BothUnknown,
        nested: Nested::Unasked(&REMOTE, Failure::Nested)
    };
    SINGULARITY = "singularity", "singularity pull --oci docker://",
        "singularity ec04331 (v4.5.0-64), go-containerregistry 3f4ff3c", REMOTE {
        reads: Reads::Singularity,
        unasked: Unasked::MachineArmVariant,
        config: Some(ConfigCheck {
            fits: Matching::CraneSatisfies,
            fails: Some(Failure::ConfigMismatch),
            names_only: false,
            unasked: true
        })
    };
    KO = "ko", "ko build --platform", "ko 4297871 (v0.19.1-24)", REMOTE {
        fits: Matching::Ko,
        platformless: Platformless::Skipped,
        pseudo: Pseudo::EitherUnknown,
        types: types(UNKNOWN_MET),
        nested: Nested::Met(Failure::UnknownMediaType),
        takes: Takes::AllOrNothing,
        unordered: true
    };
    JIB = "jib", "jib", "jib fb949e2", EQUAL {
        types: Types { empty: Fate::Used, ..types(NOT_AN_IMAGE) },
        nested: Nested::Fails(Failure::Nested)
    };
    RULES_OCI = "rules-oci", "rules_oci oci_pull(platforms)", "rules_oci 75ff282 (v2.3.2)", EQUAL {
        fits: Matching::Text,
        platformless: Platformless::Fails(Failure::NoPlatform),
        empty: Empty::Fails(Failure::NoPlatform),
        types: types(Fate::Used),
        nested: Nested::Fails(Failure::Nested)
    };
    REGCTL = "regctl", "regctl image inspect, regctl image config, regbot", REGCLIENT, IMAGES {
        grammar: Grammar::Regclient,
        unasked: Unasked::MachineLevel,
        fits: Matching::RegclientCompatible,
        platformless: Platformless::Skipped,
        types: types(Fate::Used),
        tie: Tie::OnePass
    };
    ORAS = "oras", "oras pull, oras manifest fetch", "oras-go 19db72b (v2.6.0-80)", EQUAL {
        grammar: Grammar::Crane,
        unasked: Unasked::Whole,
        fits: Matching::Oras
    };
    OCI_CLIENT = "oci-client", "oci-client (Rust) pull_image_manifest", OCI_CLIENT, EQUAL {
        empty: Empty::Unreadable(Failure::Parse),
        types: Types { empty: Fate::Used, ..types(UNKNOWN_TYPE) },
        nested: Nested::Fails(Failure::Nested)
    };
    OCI_CLIENT_RESOLVER = "oci-client-resolver", "oci-client (Rust) platform resolvers alone", OCI_CLIENT, EQUAL {
        kind: Kind::Rule,
        empty: Empty::Unreadable(Failure::Parse)
    };
    OCIDIR = "ocidir", "ocidir (Rust) open_image_this_platform, of an index.json", "ocidir 0.8.0", EQUAL {
        unasked: Unasked::Machine,
        platformless: Platformless::FromConfig,
        empty: Empty::Unreadable(Failure::Parse),
        types: Types { docker: UNKNOWN_MET, ..types(UNKNOWN_MET) },
        nested: Nested::FlatOnce(Failure::Nested)
    };
    REGISTRY_2_8 = "registry-2.8", "registry 2.8, 3.0 for clients that know no lists", "distribution 2.8.2", EQUAL {
        asks: Asks::Nobody,
        docker_list_only: true
    };

    CRANE_INDEX_FILTER = "crane-index-filter", "crane index filter --platform", GGCR, FILTER {
        grammar: Grammar::Crane,
        fits: Matching::CraneSatisfies
    };
    REGCTL_COPY = "regctl-copy", "regctl image copy --platforms, regsync platforms", REGCLIENT, FILTER {
        grammar: Grammar::Regclient,
        fits: Matching::RegclientEqual,
        platformless: Platformless::EmptyWanted,
        reads_late: true,
        empty: Empty::NoneWithoutOs
    };
    BUILDX_IMAGETOOLS = "buildx-imagetools", "docker buildx imagetools create --platform",
        "buildx 461836b (v0.36.0-54), containerd/platforms v1.0.0-rc.4", FILTER {
        fits: Matching::ContainerdExact(WindowsRules::Rc4),
        platformless: Platformless::Kept,
        pseudo: Pseudo::WithSubject,
        takes: Takes::AllOrNothing
    };
    INSTANCE_PLATFORMS = "instance-platforms", "containers/image copy with InstancePlatforms", PODMAN, FILTER {
        grammar: Grammar::Parts,
        fits: Matching::OsArchitecture,
        platformless: Platformless::Empty,
        takes: Takes::AllOrNothing
    };

    CONTAINERD = "containerd", "containerd Only: a platform and what its machine also runs", CONTAINERD, LIBRARY {};
    CONTAINERD_RC4 = "containerd-rc4", "containerd Only of containerd/platforms v1.0.0-rc.4",
        "containerd/platforms 09756f5 (v1.0.0-rc.4)", LIBRARY { fits: ONLY_RC4 };
    CONTAINERD_STRICT = "containerd-strict", "containerd OnlyStrict: a platform alone", CONTAINERD, LIBRARY {
        fits: Matching::ContainerdStrict
    };
    CONTAINERD_ORDERED = "containerd-ordered", "containerd Ordered: the first of several platforms", CONTAINERD, LIBRARY {
        fits: EXACT
    };
    CONTAINERD_ANY = "containerd-any", "containerd Any: several platforms without preference", CONTAINERD, LIBRARY {
        fits: EXACT,
        unordered: true
    };
    CONTAINERD_ONLY_OS = "containerd-only-os", "containerd OnlyOS: any architecture of an operating system",
        CONTAINERD, LIBRARY { fits: Matching::ContainerdOs };
    CONTAINERD_DEFAULT = "containerd-default", "containerd Default() of a machine", CONTAINERD, LIBRARY {
        asks: Asks::Machine,
        fits: Matching::ContainerdDefault
    };
    CONTAINERD_ALL = "containerd-all", "containerd All: the first entry, whatever it is", CONTAINERD, LIBRARY {
        fits: Matching::Everything
    };
    CONTAINERS_IMAGE_GZIP = "containers-image-gzip", "containers/image asked to prefer gzip", PODMAN, IMAGE {
        kind: Kind::Rule,
        tie: Tie::Gzip
    };
}
