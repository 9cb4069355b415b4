//! Texts compared as they stand: go-containerregistry, oras-go, ko, `rules_oci`, jib and others. No order, the first
//! entry that fits.

use super::features::{Set, same};
use super::fit::{Against, unless};
use crate::platform::Platform;
use crate::platform_ref::PlatformRef;

/// What an empty wanted member means, and which further members count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// ggcr `remote`: os and architecture always count, the rest when wanted.
    Remote,
    /// ggcr `Satisfies`: every empty wanted member is a wildcard.
    Satisfies,
    /// ggcr `Equals`: no wildcard at all, features as multisets.
    Equals,
    /// oras-go: as `remote`, CPU features do not exist.
    Oras,
    /// ko: every empty wanted member is a wildcard, versions of Windows without the last part, no features.
    Ko,
    /// `os/architecture/variant` equal as one text.
    Text,
    /// Operating system and architecture alone.
    OsArchitecture,
}

/// A form made ready for a wanted platform.
#[derive(Clone, Debug)]
pub(super) struct Plain {
    form: Form,
    os_features: Set,
    features: Set,
}

impl Plain {
    pub(super) fn new(form: Form, wanted: &Platform) -> Self {
        let counts = |counts: bool, features: &[String]| Set::of(features.iter().filter(|_| counts));
        let os_features = matches!(form, Form::Remote | Form::Satisfies | Form::Oras);
        let features = os_features && form != Form::Oras;
        Self {
            form,
            os_features: counts(os_features, &wanted.os_features),
            features: counts(features, &wanted.features),
        }
    }

    pub(super) fn check(&self, wanted: PlatformRef<'_>, found: PlatformRef<'_>) -> Result<(), Against> {
        // Whether an empty wanted text accepts everything: names, then the rest.
        let (names, rest) = match self.form {
            Form::Remote | Form::Oras => (false, true),
            Form::Satisfies | Form::Ko => (true, true),
            Form::Equals | Form::OsArchitecture => (false, false),
            Form::Text if text(wanted).eq(text(found)) => return Ok(()),
            Form::Text => (false, false),
        };
        let same_text = |wanted: &str, found: &str, optional: bool| wanted == found || (optional && wanted.is_empty());
        unless(Against::Os, same_text(wanted.os, found.os, names))?;
        unless(Against::Architecture, same_text(wanted.architecture, found.architecture, names))?;
        if self.form == Form::OsArchitecture {
            return Ok(());
        }
        unless(Against::Variant, same_text(wanted.variant, found.variant, rest))?;
        let version = match self.form {
            Form::Text => true,
            Form::Ko if wanted.os == "windows" => windows_prefix(wanted.os_version, found.os_version),
            _ => false,
        };
        unless(Against::OsVersion, version || same_text(wanted.os_version, found.os_version, rest))?;
        match self.form {
            Form::Equals => unless(
                Against::Features,
                same(wanted.os_features.iter(), found.os_features.iter())
                    && same(wanted.features.iter(), found.features.iter()),
            ),
            _ => unless(
                Against::Offered,
                self.os_features.is_within(found.os_features.iter()) && self.features.is_within(found.features.iter()),
            ),
        }
    }

    /// The wanted features that the entry does not offer: the opposite direction to containerd.
    pub(super) fn absent(&self, found: PlatformRef<'_>) -> Vec<&str> {
        let mut absent = self.os_features.absent_from(found.os_features.iter());
        absent.extend(self.features.absent_from(found.features.iter()));
        absent
    }
}

/// `os/architecture`, and `/variant` when there is one.
fn text(platform: PlatformRef<'_>) -> impl Iterator<Item = u8> {
    let slash = if platform.variant.is_empty() { "" } else { "/" };
    [platform.os, "/", platform.architecture, slash, platform.variant].into_iter().flat_map(str::bytes)
}

/// Whether a version of three parts is wanted and the entry has it with a fourth.
fn windows_prefix(wanted: &str, found: &str) -> bool {
    let release = found.rsplit_once('.').map(|(release, _)| release);
    wanted.split('.').count() == 3 && found.split('.').count() == 4 && release == Some(wanted)
}
