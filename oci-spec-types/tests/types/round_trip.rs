//! What is written, in the order of the model or in a style, is read as what was written.

use oci_spec_types::{Document, Model, Style, strategies as any};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

fn holds<M>(model: &M) -> Result<(), TestCaseError>
where
    M: Model + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let bytes = model.to_json();
    let again = M::parse(bytes.clone()).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(&again.to_json(), &bytes);
    // Read again in the order of the document: the detected style gives the same bytes.
    prop_assert_eq!(&again.to_styled(Style::detect(&bytes)), &bytes);
    prop_assert_eq!(&again, model);
    // One model, one text, whoever writes it; and whoever reads it, also out of a value where that holds all its numbers.
    prop_assert_eq!(&serde_json::to_vec(model).unwrap(), &bytes);
    prop_assert_eq!(&serde_json::from_slice::<M>(&bytes).unwrap(), model);
    if let Ok(value) = serde_json::to_value(model) {
        prop_assert_eq!(&serde_json::from_value::<M>(value).unwrap(), model);
    }
    Ok(())
}

macro_rules! round_trips {
    ($($test:ident: $strategy:ident,)*) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(32))]
            $(#[test] fn $test(model in any::$strategy()) { holds(&model)?; })*
        }
    };
}

round_trips! {
    descriptors: descriptor,
    platforms: platform,
    oci_manifests: oci_manifest,
    oci_indexes: oci_index,
    docker_manifests: docker_manifest,
    docker_lists: docker_list,
    artifact_manifests: artifact_manifest,
    layouts: layout,
    schema1_manifests: schema1,
    archive_entries: archive_entry,
    statements: statement,
    container_configs: container_config,
    histories: history,
    image_configs: image_config,
    v1_images: v1_image,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Detecting a style and writing in it changes nothing, whatever the style.
    #[test]
    fn the_detected_style_gives_the_same_bytes((kind, bytes) in any::document()) {
        let document = Document::parse_as(bytes.clone(), kind).unwrap();
        prop_assert_eq!(document.bytes(), &bytes);
        prop_assert_eq!(document.view().to_styled(document.style()), bytes);
    }

    /// Valid documents are found to be what they are.
    #[test]
    fn the_kind_is_found((kind, bytes) in any::document()) {
        prop_assert_eq!(Document::parse(bytes).unwrap().kind(), kind);
    }

    /// Of an odd document nothing is lost either: written and read again it says the same.
    #[test]
    fn odd_documents_lose_nothing((kind, bytes) in any::odd_document()) {
        let document = Document::parse_as(bytes, kind).unwrap();
        let written = document.view().to_styled(Style::default());
        let again = Document::parse_as(written.clone(), kind).unwrap();
        prop_assert_eq!(again.view().to_styled(Style::default()), written);
    }
}
