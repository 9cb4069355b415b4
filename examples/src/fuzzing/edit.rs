//! Any bytes as an index and its children, NUL between them: edits of entries, and of the whole index with its children. What
//! comes out is an index with the digest that the report names.

use super::picked::{parts, tool_for};
use super::shown::{check_converted, check_shown};
use oci_convert::{Destination, EntryEdit, Format, ManifestEdit, Need, Plan, Request, Source};
use oci_digest::Digest;
use oci_spec_types::{Descriptor, MediaType, Platform};

pub(super) fn body(bytes: &[u8]) {
    let texts: Vec<&[u8]> = parts(bytes).collect();
    let [index, children @ ..] = texts.as_slice() else { return };
    let new = Descriptor::of(MediaType::OCI_MANIFEST, b"new").with_platform(Platform::new("linux", "arm"));
    let named = |position: usize| {
        let digest = children.get(position).map_or_else(|| Digest::sha256(b""), Digest::sha256);
        oci_spec_types::ClaimedDigest::from(digest)
    };
    let lists = [
        vec![EntryEdit::Delete { position: 0 }],
        vec![EntryEdit::Retain([0, 2].into())],
        vec![EntryEdit::Remove(named(0)), EntryEdit::Insert(Box::new(new.clone()))],
        vec![EntryEdit::Replace(named(1), Box::new(new.clone())), EntryEdit::add(&new)],
        vec![EntryEdit::update(named(0), named(1), 3, MediaType::OCI_MANIFEST)],
        vec![EntryEdit::Merge(Source::new(
            children.first().copied().unwrap_or_default().to_vec(),
            MediaType::OCI_INDEX,
        ))],
    ];
    let tool = tool_for(bytes);
    for edits in &lists {
        let request = Request::edit().as_tool(tool).entries(edits.clone());
        check(request.plan(Source::new(index.to_vec(), MediaType::OCI_INDEX)), index);
    }
    let annotate = [ManifestEdit::annotate("a", "\u{1b}"), ManifestEdit::RemoveAnnotation("b".into())];
    let request = Request::edit().as_tool(tool).edits(annotate);
    check(request.plan(Source::new(index.to_vec(), MediaType::OCI_INDEX)), index);
    for format in [Format::Oci, Format::DockerV2S2] {
        for media_type in [MediaType::OCI_INDEX, MediaType::DOCKER_LIST] {
            let request = Request::convert(format).as_tool(tool).way_back();
            let plan = request.plan(Source::new(index.to_vec(), media_type));
            check(plan.map(|plan| provided(plan, children)), index);
        }
    }
}

/// The plan with what it asks for, where that is among the parts.
fn provided(mut plan: Plan, parts: &[&[u8]]) -> Plan {
    plan.accept_placeholders();
    for _ in 0..2 {
        for need in plan.needs() {
            if let Need::Name { .. } = need {
                let _ = plan.provide(&need, Destination::new("example/name", "tag"));
                continue;
            }
            for part in parts {
                if plan.provide(&need, part.to_vec()).is_ok() {
                    break;
                }
            }
        }
    }
    plan
}

fn check(plan: Result<Plan, oci_convert::Error>, source: &[u8]) {
    match plan.and_then(Plan::finish) {
        Err(error) => check_shown(&error),
        Ok(converted) => {
            check_converted(&converted, source);
        }
    }
}
