//! Whether the conversion of an index can be undone: by converting back.

use crate::plan::index::{Finished, IndexPlan};
use crate::report::of_index::MadeIndex;
use crate::report::{Change, DigestRole, Obstacle, ObstacleCode, WayBack};
use crate::steps::attestations::{self, Becomes};
use crate::{Cause, Converted, EntryEdit, Error, OddityCode, Request, Source};
use std::collections::{BTreeMap, HashSet};

/// Finishes a plan, and finds the way back where it is asked for.
pub(super) fn finish(plan: IndexPlan) -> Result<Converted, Error> {
    let (mut converted, finished) = plan.finish()?;
    if finished.request.way_back {
        converted.report.way_back = find(&finished, &converted);
    }
    Ok(converted)
}

/// Converts back: the index, with the children that were converted named as they were. `None`: not known of one of them.
fn find(finished: &Finished, converted: &Converted) -> Option<WayBack> {
    let Finished { request, source, made } = finished;
    let Converted { children, report, .. } = converted;
    let mut way_back = WayBack::default();
    let inexact = children
        .values()
        .try_fold(0, |count, child| child.report.way_back.as_ref().map(|own| count + usize::from(!own.is_exact())))?;
    if made.from.family() == made.to.family() && children.is_empty() {
        way_back.manifest = source.bytes == made.bytes;
    } else {
        let mut back = Request::convert(made.from).as_tool(request.tool).index_alone();
        back.reader = request.reader;
        back.default_platform.clone_from(&request.default_platform);
        back.entries = undo(made, children);
        let source_of_back = Source::new(made.bytes.clone(), made.to.index_media_type());
        let result = IndexPlan::new(back, source_of_back).and_then(IndexPlan::finish);
        match result {
            Ok((original, _)) => way_back.manifest = inexact == 0 && original.bytes == source.bytes,
            Err(error) => way_back.obstacles.push(Obstacle::new(ObstacleCode::Refused, error.to_string())),
        }
    }
    if way_back.manifest || !way_back.obstacles.is_empty() {
        return Some(way_back);
    }
    let mut add = |code, detail: String| way_back.obstacles.push(Obstacle::new(code, detail));
    let is_converted = |row: &Change| row.causes.contains(&Cause::ChildConverted);
    let rows = || report.of_role(DigestRole::Child).filter(|row| row.before != row.after);
    let changed = rows().filter(|row| !is_converted(row)).count();
    if changed + inexact > 0 {
        add(ObstacleCode::Children, format!("{} of them", changed + inexact));
    }
    // Several that became one cannot be told from each other.
    let traces = made.entries.traces(&made.now);
    let digests = traces.iter().filter_map(|trace| Some((&trace.before.as_ref()?.digest, &trace.after?.digest)));
    let (before, after): (HashSet<_>, HashSet<_>) = digests.unzip();
    let alike = before.len().saturating_sub(after.len());
    if alike > 0 {
        add(ObstacleCode::Children, format!("{alike} with the digest of another one now"));
    }
    if !report.losses.is_empty() {
        add(ObstacleCode::Lost, format!("{} members", report.losses.len()));
    }
    if report.oddities.iter().any(|odd| odd.code == OddityCode::DefaultPlatform) {
        add(ObstacleCode::Added, "platforms".to_owned());
    }
    if way_back.obstacles.is_empty() {
        way_back.obstacles.push(Obstacle::new(ObstacleCode::Layout, ""));
    }
    Some(way_back)
}

/// The edits that name the children as they were.
fn undo(made: &MadeIndex, children: &BTreeMap<usize, Converted>) -> Vec<EntryEdit> {
    let mut edits = Vec::new();
    let mut becomes = Becomes::new();
    for trace in made.entries.traces(&made.now) {
        let (Some(before), Some(after)) = (&trace.before, trace.after) else { continue };
        if !children.contains_key(&trace.position) {
            continue;
        }
        edits.push(EntryEdit::update(
            after.digest.clone(),
            before.digest.clone(),
            before.size,
            before.media_type.clone(),
        ));
        becomes.insert(after.digest.clone(), before.digest.to_string());
    }
    edits.extend(made.now.iter().filter_map(|entry| attestations::follow(entry, &becomes)));
    edits
}
