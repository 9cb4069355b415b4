use super::{Fallback, Levels};
use crate::host::Host;
use crate::platform::Platform;

/// The computed place is the place found by looking through the list.
#[test]
fn places_agree_with_the_list() {
    let host = Host::default();
    let variants = [
        "", "v0", "v1", "v2", "v3", "v5", "v6", "v7", "v8", "v8.0", "v8.3", "v8.9", "v8.10", "v9", "v9.2", "v9.7",
        "v9.8", "v10", "3", "03", "v03", "v+3", "foo", "power8", "power9", "rva22u64",
    ];
    let levels = Levels { ppc64le: true, riscv64: true };
    for architecture in ["amd64", "386", "arm", "arm64", "ppc64le", "riscv64", "s390x"] {
        for variant in variants {
            let wanted = Platform::new("linux", architecture).with_variant(variant).normalized(&host);
            let list = Fallback::containerd_of(wanted.clone(), levels);
            let elements: Vec<Platform> = list.iter().map(|element| element.normalized(&host)).collect();
            assert_eq!(list.len(), elements.len() as u64);
            for other in ["amd64", "386", "arm", "arm64", "ppc64le", "riscv64", "s390x"] {
                for variant in variants {
                    let found = Platform::new("linux", other).with_variant(variant).normalized(&host);
                    let searched = elements.iter().position(|element| *element == found).map(|at| at as u64);
                    let placed = list.place_normalized(&found.architecture, &found.variant).ok();
                    assert_eq!(placed, searched, "{found} in the list of {wanted}");
                }
            }
        }
    }
}

#[test]
fn huge_variants_cost_nothing() {
    let wanted = Platform::new("linux", "amd64").with_variant("v9223372036854775807");
    let list = Fallback::containerd(&wanted, &Host::default());
    assert_eq!(list.len(), 9_223_372_036_854_775_808);
    assert_eq!(list.place_normalized("amd64", "v9223372036854775806"), Ok(1));
    assert_eq!(list.place_normalized("386", ""), Ok(9_223_372_036_854_775_807));
    let beyond = Platform::new("linux", "amd64").with_variant("v9223372036854775808");
    assert_eq!(Fallback::containerd(&beyond, &Host::default()).len(), 2);
}
