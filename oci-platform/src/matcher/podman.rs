//! containers/image `platform_matcher.go`: podman, skopeo, buildah.

use super::Fit;
use crate::fallback::{Fallback, Miss};
use crate::{Platform, Refusal};

pub(super) fn fit(list: &Fallback, wanted: &Platform, platform: &Platform) -> Result<Fit, Refusal> {
    let first = list.iter().next().unwrap_or_else(|| wanted.clone());
    if platform.os != first.os {
        return Err(Refusal::os(&first.os, &platform.os));
    }
    match list.place_exact(&platform.architecture, &platform.variant) {
        Ok(step) => Ok(Fit { step, ..Fit::default() }),
        Err(Miss::Architecture) => Err(Refusal::architecture(&first.architecture, &platform.architecture)),
        Err(Miss::Variant) => Err(Refusal::variant(&first.variant, &platform.variant)),
    }
}
