//! containers/image `platform_matcher.go`: podman, skopeo, buildah.

use super::Fit;
use crate::fallback::{Fallback, Miss};
use crate::{Platform, Refusal};

pub(super) fn fit(list: &Fallback, platform: &Platform) -> Result<Fit, Refusal> {
    let wanted = list.wanted();
    if platform.os != wanted.os {
        return Err(Refusal::os(&wanted.os, &platform.os));
    }
    match list.place_exact(&platform.architecture, &platform.variant) {
        Ok(step) => Ok(Fit { step, ..Fit::default() }),
        Err(Miss::Architecture) => Err(Refusal::architecture(&wanted.architecture, &platform.architecture)),
        Err(Miss::Variant) => Err(Refusal::variant(&wanted.variant, &platform.variant)),
    }
}
