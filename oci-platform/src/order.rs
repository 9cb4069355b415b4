//! The order in which a tool would take entries.

use crate::candidate::Entry;
use crate::chooser::{Chooser, Found};
use crate::judge::{Judge, Key, Standing};
use crate::rules::Tie;

/// All entries that are not refused, by index, best first: then those whose config is not known.
pub(crate) fn order<E: Entry>(judge: &Judge, entries: &[E]) -> Vec<usize> {
    let mut keyed: Vec<(Option<Key>, usize)> = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        match judge.stand(entry) {
            Standing::NeedsConfig => keyed.push((None, at)),
            standing => keyed.extend(judge.key(entry, standing).map(|key| (Some(key), at))),
        }
    }
    let platform = |at: usize| entries.get(at).and_then(E::platform).unwrap_or_default();
    keyed.sort_by(|(a, at), (b, other)| match (a, b) {
        (Some(a), Some(b)) => {
            a.cmp(b).then_with(|| judge.version_order(a.1.wanted, platform(*at), platform(*other))).then(at.cmp(other))
        }
        // Not known is last.
        _ => a.is_none().cmp(&b.is_none()).then(at.cmp(other)),
    });
    let mut order: Vec<usize> = keyed.into_iter().map(|(_, at)| at).collect();
    if judge.tie == Tie::OnePass {
        move_best_first(judge, entries, &mut order);
    }
    order
}

/// One pass finds another best than an order where the comparison is none.
fn move_best_first<E: Entry>(judge: &Judge, entries: &[E], order: &mut [usize]) {
    let mut chooser = Chooser::new(judge);
    for entry in entries {
        chooser.offer(entry);
    }
    let Found::Best { at, .. } = chooser.finish() else {
        return;
    };
    if let Some(place) = order.iter().position(|index| *index == at) {
        order.get_mut(..=place).into_iter().for_each(|before| before.rotate_right(1));
    }
}
