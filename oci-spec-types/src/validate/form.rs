//! How each target is checked.

use super::documents;
use super::rule::Rule;
use super::schema::{Binding, Object, Text};
use super::target::Target;

pub(super) enum Form {
    Document(&'static Object),
    Text(Text, Rule),
    Json,
}

/// In the order of [`Target`].
static FORMS: [Form; Target::ALL.len()] = [
    Form::Document(&documents::MANIFEST),
    Form::Document(&documents::INDEX),
    Form::Document(&documents::CONFIG),
    Form::Document(&documents::DESCRIPTOR),
    Form::Document(&documents::LAYOUT),
    Form::Document(&documents::DOCKER_MANIFEST),
    Form::Document(&documents::DOCKER_LIST),
    Form::Document(&documents::SCHEMA1),
    Form::Document(&documents::ARTIFACT_MANIFEST),
    Form::Text(Text::MediaType, Rule::Dsc02),
    Form::Text(Text::Timestamp, Rule::Tim01),
    Form::Text(Text::RefName(Binding::Must), Rule::Ann07),
    Form::Text(Text::Digest, Rule::Dsc03),
    Form::Json,
];

#[expect(clippy::indexing_slicing, reason = "a form for each")]
pub(super) fn form_of(target: Target) -> &'static Form {
    &FORMS[target as usize]
}
