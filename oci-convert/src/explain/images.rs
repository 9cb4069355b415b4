//! Two images.

use super::answer::{Answer, Found};
use super::config::{self, Said};
use super::given::Pool;
use super::grade::Missing;
use super::image::{Fit, Image};
use super::note::Note;
use super::order::{Order, Shared};
use super::relation::{Code, Relation};
use super::tree::Comparison;
use crate::Cause;
use oci_digest::Digest;
use oci_spec_types::{ClaimedDigest, Descriptor};

/// What is compared.
pub(super) struct Pair<'p, 'd> {
    pub(super) a: &'p Image<'d>,
    pub(super) b: &'p Image<'d>,
    /// The two documents as JSON.
    pub(super) comparison: &'p Comparison,
    /// Whether two inputs state two diffIDs for one blob.
    pub(super) disagree: bool,
}

impl Pair<'_, '_> {
    /// How the images relate.
    pub(super) fn relate(&self, pool: &Pool<'_>, found: &mut Found) -> Answer {
        if [self.a, self.b].iter().any(|image| image.is_image && image.fit == Fit::Misfit) {
            found.notes.push(Note::ConfigMisfit);
        }
        let answer = match self.same_blobs(pool) {
            Some(answer) => answer,
            None if self.same_config() == Some(true) => self.of_one_config(found),
            None => self.of_two_configs(found),
        };
        self.explain(&answer, found);
        answer
    }

    /// Whether both name one config; `None` where one has none.
    pub(super) fn same_config(&self) -> Option<bool> {
        let (own, other) = (self.a.config?, self.b.config?);
        Some(own.digest == other.digest && own.digest.valid().is_some())
    }

    /// Whether the manifests are of two schemas.
    pub(super) fn other_schema(&self) -> bool {
        self.a.kind != self.b.kind && !self.a.is_config() && !self.b.is_config()
    }

    pub(super) fn same_count(&self) -> bool {
        self.a.layers.len() == self.b.layers.len()
    }

    /// Whether both name the same blobs in the same order.
    fn same_list(&self) -> bool {
        self.same_count() && self.changed() == 0
    }

    /// How many layers are other blobs.
    fn changed(&self) -> usize {
        let differs =
            |(own, other): &(&super::image::Layer<'_>, &super::image::Layer<'_>)| match (&own.blob, &other.blob) {
                (Some(own), Some(other)) => own != other,
                // A config by itself tells no blobs.
                _ => own.is_same(other) != Some(true),
            };
        self.a.layers.iter().zip(&self.b.layers).filter(differs).count()
    }

    /// For each layer whether its content is the same, where that is known.
    fn contents(&self) -> impl Iterator<Item = Option<bool>> {
        self.a.layers.iter().zip(&self.b.layers).map(|(own, other)| own.is_same(other))
    }

    /// The same blobs by digests of two algorithms.
    fn same_blobs(&self, pool: &Pool<'_>) -> Option<Answer> {
        if self.a.kind != self.b.kind || !self.same_count() {
            return None;
        }
        let layers = self.a.layers.iter().zip(&self.b.layers);
        let layers = layers.map(|(own, other)| Some((own.descriptor?, other.descriptor?)));
        let (mut renamed, mut proven) = (0, 0);
        for pair in std::iter::once(Some((self.a.config?, self.b.config?))).chain(layers) {
            let (own, other) = pair?;
            if own.digest == other.digest {
                continue;
            }
            let (own_digest, other_digest) = (own.digest.valid()?, other.digest.valid()?);
            let is_alike = own.size == other.size && own.media_type == other.media_type;
            if own_digest.algorithm_str() == other_digest.algorithm_str() || !is_alike {
                return None;
            }
            renamed += 1;
            for (from, to) in [(own, other_digest), (other, own_digest)] {
                if let Some(blob) = pool.find(&from.digest) {
                    to.verify(blob).ok()?;
                    proven += 1;
                    break;
                }
            }
        }
        match renamed {
            0 => None,
            _ if proven == renamed => Some(Answer::proven(Relation::SameBlobs)),
            _ => Some(Answer::consistent(Relation::SameBlobs, vec![Missing::Blobs])),
        }
    }

    /// Both name the same config.
    fn of_one_config(&self, found: &mut Found) -> Answer {
        if self.same_list() {
            return Answer::proven(match self.other_schema() {
                true => Relation::Converted { same_config: Some(true) },
                false => Relation::ManifestEdited,
            });
        }
        let order = Order::of(&self.a.layers, &self.b.layers);
        let is = |fit: Fit| self.a.fit == fit || self.b.fit == fit;
        if !self.a.is_image || !self.b.is_image || is(Fit::Silent) {
            return Answer::proven(match order.relation() {
                Some(relation @ (Relation::LayerRemoved { .. } | Relation::LayersReordered)) => relation,
                _ => Relation::SameConfig,
            });
        }
        let relation = order.relation().filter(|own| !self.same_count() || *own == Relation::LayersReordered);
        if let Some(relation) = relation {
            found.notes.push(Note::OneConfigTwoContents);
            return Answer::proven(relation);
        }
        if self.disagree {
            found.notes.push(Note::DiffIdsDisagree);
            return Answer::contradiction();
        }
        if !self.same_count() || is(Fit::Misfit) || self.contents().any(|same| same == Some(false)) {
            if self.a.fit == Fit::Unknown {
                // Whether it is the config of an image at all is not known.
                return Answer::undecided([Code::SameConfig, Code::Contradiction], self.missing());
            }
            found.notes.push(Note::OneConfigTwoContents);
            return Answer::contradiction();
        }
        let relation = self.recoded().unwrap_or_else(|| {
            let (layers, of) = (self.changed(), self.a.layers.len());
            match self.other_schema() {
                true => Relation::ConvertedAndRecompressed { layers, of },
                false => Relation::Recompressed { layers, of },
            }
        });
        if self.contents().all(|same| same == Some(true)) {
            return Answer::proven(relation);
        }
        Answer::consistent(relation, self.missing())
    }

    /// Layers were encrypted or decrypted, and the schema is the same.
    fn recoded(&self) -> Option<Relation> {
        let changed = || self.a.layers.iter().zip(&self.b.layers).filter(|(own, other)| !own.is_same_blob(other));
        let layers = changed().count();
        let ways = [(false, Relation::Encrypted { layers }), (true, Relation::Decrypted { layers })];
        let is = |before: bool| {
            changed().all(|(own, other)| {
                own.is_encrypted() == before
                    && other.is_encrypted() != before
                    && own.compression() == other.compression()
            })
        };
        let mut ways = ways.into_iter().filter(|_| layers > 0 && !self.other_schema());
        ways.find(|(before, _)| is(*before)).map(|(_, relation)| relation)
    }

    /// The configs are two, or one is not named.
    fn of_two_configs(&self, found: &mut Found) -> Answer {
        if self.a.is_schema1() && self.b.is_schema1() && self.same_list() {
            return Answer::proven(self.of_schema1());
        }
        if self.disagree {
            found.notes.push(Note::DiffIdsDisagree);
            return Answer::contradiction();
        }
        let (of, is_image) = (self.a.layers.len(), self.a.is_image && self.b.is_image);
        if self.same_count() && of > 0 && self.contents().all(|same| same == Some(true)) {
            return self.of_same_layers(found);
        }
        let order = Order::of(&self.a.layers, &self.b.layers);
        if !is_image {
            return Answer::proven(match order.relation() {
                Some(relation @ (Relation::LayerRemoved { .. } | Relation::LayersReordered)) => relation,
                _ => Relation::Different,
            });
        }
        if let Some(relation) = order.relation() {
            return Answer::proven(relation);
        }
        if order.shared() == Shared::OnlyEmpty {
            found.notes.push(Note::OnlyEmptyShared);
        }
        let all_known = |image: &Image<'_>| image.layers.iter().all(|layer| layer.diff_id.is_some());
        let none = self.a.layers.is_empty() || self.b.layers.is_empty();
        let comparable = || self.same_count() && self.contents().all(|same| same.is_some());
        if none || comparable() || (all_known(self.a) && all_known(self.b) && self.one_algorithm()) {
            return Answer::proven(Relation::Different);
        }
        let could_be: &[Code] = match (self.same_count(), self.other_schema()) {
            (true, true) => {
                &[Code::ConvertedAndRecompressed, Code::ConfigChangedAndRecompressed, Code::SharesBase, Code::Different]
            }
            (true, false) => &[Code::ConfigChangedAndRecompressed, Code::SharesBase, Code::Different],
            (false, _) => &[Code::SharesBase, Code::Different],
        };
        Answer::undecided(could_be, self.missing())
    }

    /// Whether all diffIDs are of one algorithm, so that they can be compared.
    fn one_algorithm(&self) -> bool {
        let mut ids = self.a.layers.iter().chain(&self.b.layers).filter_map(|layer| layer.diff_id.as_ref());
        let first = ids.next().map(Digest::algorithm_str);
        ids.all(|id| Some(id.algorithm_str()) == first)
    }

    /// Two schema 1 manifests with the same layers: the v1 images hold what configs do.
    fn of_schema1(&self) -> Relation {
        let differs = |part: &str| self.comparison.differences.iter().any(|own| own.pointer.starts_with(part));
        let only_name = self.comparison.differences.iter().all(|own| matches!(own.pointer.as_str(), "/name" | "/tag"));
        match () {
            () if differs("/history") || self.comparison.more > 0 => Relation::ConfigChanged,
            () if only_name => Relation::Renamed,
            () => Relation::ManifestEdited,
        }
    }

    /// The contents are the same, the configs are two.
    fn of_same_layers(&self, found: &mut Found) -> Answer {
        let (layers, of) = (self.changed(), self.a.layers.len());
        let converted = match layers {
            0 => Relation::Converted { same_config: self.same_config() },
            _ => Relation::ConvertedAndRecompressed { layers, of },
        };
        let changed = match layers {
            0 => Relation::ConfigChanged,
            _ => Relation::ConfigChangedAndRecompressed { layers, of },
        };
        if !self.a.is_image || !self.b.is_image {
            return Answer::proven(changed);
        }
        match (config::compare(self.a, self.b), self.other_schema()) {
            (Said::Same(differences), true) => {
                found.config_differences = differences;
                Answer::proven(converted)
            }
            (Said::Same(differences) | Said::Other(differences), _) => {
                found.config_differences = differences;
                Answer::proven(changed)
            }
            (Said::Unknown, true) => Answer::undecided([converted.code(), changed.code()], self.missing()),
            (Said::Unknown, false) => Answer::consistent(changed, self.missing()),
        }
    }

    /// What would tell more.
    pub(super) fn missing(&self) -> Vec<Missing> {
        let mut missing = Vec::new();
        for image in [self.a, self.b] {
            let digest = image.config.map(|config| config.digest.clone());
            match digest {
                Some(digest) if image.said.is_none() => missing.push(Missing::Config { of: image.which, digest }),
                _ if image.layers.iter().any(|layer| layer.diff_id.is_none()) && !image.is_config() => {
                    missing.push(Missing::DiffIds { of: image.which });
                }
                _ => {}
            }
        }
        missing.dedup_by(|second, first| match (second, first) {
            (Missing::Config { digest: second, .. }, Missing::Config { digest: first, .. }) => second == first,
            _ => false,
        });
        missing
    }

    /// Causes and notes that follow from the answer.
    fn explain(&self, answer: &Answer, found: &mut Found) {
        use Relation as R;
        let same_config = self.same_config();
        let is_schema1 = self.a.is_schema1() || self.b.is_schema1();
        if self.other_schema() {
            found.causes.push(if is_schema1 { Cause::Schema } else { Cause::MediaTypes });
            if is_schema1 {
                found.causes.push(Cause::NameEmbedded);
                found.notes.extend([Note::NameInside, Note::PayloadOnly]);
            }
        }
        if same_config == Some(false) {
            found.causes.push(Cause::ConfigDigest);
        }
        if !self.same_list() {
            found.causes.push(Cause::LayerDigests);
        }
        if same_config == Some(true) && self.a.is_image {
            found.notes.push(Note::SameImageId);
        }
        let proven = answer.grade == super::grade::Grade::Proven;
        match &answer.relation {
            R::Recompressed { .. } | R::ConvertedAndRecompressed { .. } | R::ConfigChangedAndRecompressed { .. } => {
                if proven {
                    found.notes.push(Note::SameDiffIds);
                }
                found.notes.push(Note::EncoderDecides);
                let only = |own: &super::tree::Difference| own.pointer.starts_with("/layers/");
                let is_recompressed = matches!(answer.relation, R::Recompressed { .. });
                if is_recompressed
                    && self.comparison.more == 0
                    && self.comparison.differences.iter().all(only)
                    && self.only_blobs()
                {
                    found.notes.push(Note::OnlyLayers);
                }
            }
            R::Converted { same_config: Some(false) } => found.notes.push(Note::ConfigRewritten),
            R::Renamed => {
                found.causes.push(Cause::NameEmbedded);
                found.notes.push(Note::NameInside);
            }
            R::ManifestEdited => found.causes.push(edited(self.comparison)),
            R::ConfigChanged if self.a.is_schema1() && self.b.is_schema1() => found.causes.push(Cause::ConfigRewritten),
            R::ConfigChanged if self.a.is_config() && self.b.is_config() => found.causes.push(Cause::ConfigRewritten),
            R::SharesBase { parent: Some(_), .. } => found.notes.push(Note::ParentNotNamed),
            _ => {}
        }
    }

    /// Whether descriptors of layers differ in nothing but what belongs to the blob.
    fn only_blobs(&self) -> bool {
        let rest = |own: &Descriptor| {
            let mut own = own.clone();
            own.digest = ClaimedDigest::default();
            own.size = 0;
            own.media_type = oci_spec_types::MediaType::default();
            own
        };
        let pairs = self.a.layers.iter().zip(&self.b.layers);
        pairs.into_iter().all(|(own, other)| match (own.descriptor, other.descriptor) {
            (Some(own), Some(other)) => rest(own) == rest(other),
            _ => true,
        })
    }
}

/// What a manifest with the same config and layers was edited for.
fn edited(comparison: &Comparison) -> Cause {
    let all = |parts: &[&str]| {
        let has = |own: &super::tree::Difference| parts.iter().any(|part| own.pointer.contains(part));
        comparison.differences.iter().all(has)
    };
    match () {
        () if all(&["/annotations"]) => Cause::Annotations,
        () if all(&["/mediaType"]) => Cause::MediaTypes,
        () => {
            let added = comparison.differences.iter().all(|own| own.a.is_none());
            let dropped = comparison.differences.iter().all(|own| own.b.is_none());
            if added {
                Cause::MembersAdded
            } else if dropped {
                Cause::MembersDropped
            } else {
                Cause::MembersReplaced
            }
        }
    }
}
