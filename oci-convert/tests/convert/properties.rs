//! Whatever the image is: the report balances, and what it says about the way back is true.

use crate::support::{Image, assert_balanced, convert, digest_of, docker_image, oci_image, result};
use oci_convert::{Format, Request, Source, tools};
use oci_spec_types::MediaType;
use proptest::prelude::*;

const DOCKER: [MediaType; 5] = [
    MediaType::DOCKER_LAYER_GZIP,
    MediaType::DOCKER_LAYER,
    MediaType::DOCKER_LAYER_ZSTD,
    MediaType::DOCKER_FOREIGN_LAYER,
    MediaType::DOCKER_FOREIGN_LAYER_GZIP,
];
const OCI: [MediaType; 5] = [
    MediaType::OCI_LAYER_GZIP,
    MediaType::OCI_LAYER,
    MediaType::OCI_LAYER_ZSTD,
    MediaType::OCI_FOREIGN_LAYER,
    MediaType::OCI_FOREIGN_LAYER_GZIP,
];
const NAMES: [&str; 4] = ["a", "b", "c", "a"];

/// A config with steps that have layers (`true`) or not.
fn config() -> impl Strategy<Value = String> {
    let step = prop_oneof![Just(r#"{"created_by":"x"}"#), Just(r#"{"empty_layer":true,"comment":"<"}"#), Just("{}")];
    let member = prop_oneof![
        Just(r#","config":{"Env":["A=1"],"Healthcheck":{"Test":["NONE"]}}"#),
        Just(r#","config":{}"#),
        Just(r#","docker_version":"1.7","id":"x","parent":"y""#),
        Just(r#","created":"2020-01-01T00:00:00.100Z","moby":{"a":1.0}"#),
        Just(r#","throwaway":false,"container_config":{"Cmd":["a"]}"#),
        Just(""),
    ];
    (prop::collection::vec(step, 0..5), member, 0..4usize, any::<bool>()).prop_map(|(steps, member, ids, pretty)| {
        let ids: Vec<String> = NAMES[..ids].iter().map(|name| format!("\"{}\"", digest_of(name))).collect();
        let blank = if pretty { "\n  " } else { "" };
        format!(
            r#"{{{blank}"architecture":"amd64","os":"linux"{member},{blank}"rootfs":{{"type":"layers","diff_ids":[{}]}},"history":[{}]}}"#,
            ids.join(","),
            steps.join(",")
        )
    })
}

fn image() -> impl Strategy<Value = Image> {
    let more = prop_oneof![
        Just(""),
        Just(r#","annotations":{"b":"2","a":"1"}"#),
        Just(r#", "subject":{"mediaType":"m/t","digest":"sha256:1","size":3}"#),
        Just(r#","unknown":[1.0,{"a":1}]"#),
    ];
    let layers = prop::collection::vec(0..5usize, 0..4);
    (config(), layers, more, any::<bool>()).prop_map(|(config, layers, more, docker)| {
        let types = if docker { DOCKER } else { OCI };
        let layers: Vec<_> = layers.iter().zip(NAMES).map(|(at, name)| (name, types[*at].clone())).collect();
        if docker { docker_image(&layers, &config) } else { oci_image(&layers, &config, more) }
    })
}

fn conversions() -> impl Strategy<Value = Request> {
    let tool = prop_oneof![Just(&tools::CONTAINERS_IMAGE), Just(&tools::MINIMAL), Just(&tools::DISTRIBUTION)];
    let target = prop_oneof![
        Just(Request::convert(Format::Oci)),
        Just(Request::convert(Format::DockerV2S2)),
        Just(Request::convert(Format::DockerV2S1)),
        Just(Request::edit())
    ];
    (tool, target).prop_map(|(tool, target)| target.as_tool(tool))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// There and on: whatever comes out is converted once more.
    #[test]
    fn reports_balance(image in image(), first in conversions(), second in conversions()) {
        let Ok(converted) = convert(&image, &first) else { return Ok(()) };
        let next = result(&converted);
        assert_balanced(&image, &next, &converted.report);
        if let Ok(converted) = convert(&next, &second) {
            assert_balanced(&next, &result(&converted), &converted.report);
        }
    }

    /// The report says that the way back is exact if and only if it is.
    #[test]
    fn the_way_back_is_as_told(image in image(), tool in prop_oneof![Just(&tools::CONTAINERS_IMAGE), Just(&tools::MINIMAL)]) {
        let (there, back) = match image.media_type == MediaType::OCI_MANIFEST {
            true => (Format::DockerV2S2, Format::Oci),
            false => (Format::Oci, Format::DockerV2S2),
        };
        let Ok(converted) = convert(&image, &Request::convert(there).as_tool(tool)) else { return Ok(()) };
        let told = converted.report.way_back.clone().expect("the config is known");
        match convert(&result(&converted), &Request::convert(back).as_tool(tool)) {
            Ok(again) => {
                prop_assert_eq!(told.manifest, again.bytes == image.manifest);
                prop_assert_eq!(told.config, Some(result(&again).config == image.config));
            }
            Err(_) => prop_assert!(!told.is_exact()),
        }
        prop_assert_eq!(told.is_exact(), told.obstacles.is_empty());
        if tool == &tools::MINIMAL {
            prop_assert!(told.is_exact(), "{}", converted.report);
        }
    }

    /// Any bytes give a result or an error.
    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..64), text in "[\\[\\]{}:,\"a-z0-9]{0,64}", target in conversions()) {
        for media_type in [MediaType::OCI_MANIFEST, MediaType::DOCKER_MANIFEST, MediaType::DOCKER_SCHEMA1_SIGNED] {
            let _ = target.plan(Source::new(bytes.clone(), media_type.clone())).map(oci_convert::Plan::finish);
            let _ = target.plan(Source::new(text.clone(), media_type)).map(oci_convert::Plan::finish);
        }
    }
}
