mod image;
mod index;
mod index_making;
mod index_way_back;
mod making;
mod way_back;

use crate::{Converted, Error, ErrorKind, Format, Need, Part, Provided, Request, Source};
use image::ImagePlan;
use index::IndexPlan;
pub(crate) use index::children;

/// A conversion that has been begun: the document is read, the rest is asked for.
///
/// An image that is signed in schema 1 has the same digest signed and unsigned: who keeps documents by their digest keeps one
/// of both.
#[derive(Debug, Clone)]
pub struct Plan(State);

#[derive(Debug, Clone)]
enum State {
    Image(Box<ImagePlan>),
    Index(Box<IndexPlan>),
}

impl Request {
    /// Reads the document and says what else is needed. Its media type tells whether it is an index or an image.
    ///
    /// This, [`Plan::provide`] and [`Plan::finish`] take time and memory in proportion to the documents, and hash them.
    ///
    /// # Errors
    /// When the document cannot be read, or the tool has no such conversion.
    pub fn plan(&self, source: impl Into<Source>) -> Result<Plan, Error> {
        Plan::new(self.clone(), source.into())
    }
}

impl Plan {
    fn new(request: Request, source: Source) -> Result<Self, Error> {
        let refuse = |text: String| Error::parse(ErrorKind::UnsupportedConversion, Part::Manifest, "", text);
        if Format::of_index_media_type(&source.media_type).is_some() {
            if request.layers.is_some() {
                return Err(refuse(
                    "an index has no layers; those of its children are edited by their places".to_owned(),
                ));
            }
            if !request.config_edits.is_empty() {
                return Err(refuse("an index has no config".to_owned()));
            }
            return IndexPlan::new(request, source).map(|plan| Self(State::Index(Box::new(plan))));
        }
        if request.index_alone || !request.entries.is_empty() || request.edited_children().next().is_some() {
            return Err(refuse(format!("{:?} is no list of manifests", source.media_type.as_str())));
        }
        let plan = ImagePlan::new(request, source.clone()).map_err(|error| naming(error, &source))?;
        Ok(Self(State::Image(Box::new(plan))))
    }

    /// What is still needed, required things first. Empty when nothing is.
    ///
    /// What is provided may bring new needs: the manifest of a child that of its config.
    #[must_use]
    pub fn needs(&self) -> Vec<Need> {
        match &self.0 {
            State::Image(plan) => plan.needs(),
            State::Index(plan) => plan.needs(),
        }
    }

    /// Gives what a need asks for.
    ///
    /// # Errors
    /// When it is not what was asked for: a blob of another digest, a list of another length, or what answers another need.
    pub fn provide(&mut self, need: &Need, provided: impl Into<Provided>) -> Result<(), Error> {
        let provided = provided.into();
        match &mut self.0 {
            State::Image(plan) => plan.provide(need, provided),
            State::Index(plan) => plan.provide(need, provided),
        }
    }

    /// Sizes and diffIDs that were not provided are written as `0` and `""`, as containers/image does where nobody knows
    /// them. The result is no image that can be pulled.
    pub fn accept_placeholders(&mut self) {
        match &mut self.0 {
            State::Image(plan) => plan.accept_placeholders(),
            State::Index(plan) => plan.accept_placeholders(),
        }
    }

    /// Converts.
    ///
    /// # Errors
    /// When something is missing that [`Plan::needs`] lists as required, or the conversion is not possible.
    pub fn finish(self) -> Result<Converted, Error> {
        match self.0 {
            State::Image(plan) => {
                let source = plan.source().clone();
                way_back::finish(*plan).map_err(|error| naming(error, &source))
            }
            State::Index(plan) => index_way_back::finish(*plan),
        }
    }
}

/// The error of a conversion that the document's types refuse, with what the document is, if it is no image.
fn naming(error: Error, source: &Source) -> Error {
    let by_type = matches!(error.kind(), ErrorKind::UnknownMediaType | ErrorKind::UnsupportedConversion);
    match by_type.then(|| source.other_than_image()).flatten() {
        Some(artifact) => error.because(format_args!("this is no image, but: {artifact}, {}", artifact.reason)),
        None => error,
    }
}
