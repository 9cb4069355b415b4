//! Which of many wanted platforms can fit an entry at all: found by name, not by looking at each.

use std::collections::HashMap;

use crate::matcher::Matcher;
use crate::normalize;
use crate::platform_ref::PlatformRef;

/// Below this many there is nothing to find.
const FEW: usize = 8;

/// Matchers by the architecture, and where they ask for one by the variant, in containerd's canonical names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    any: Vec<usize>,
    named: HashMap<String, Named>,
}

#[derive(Clone, Debug, Default)]
struct Named {
    any: Vec<usize>,
    variants: HashMap<String, Vec<usize>>,
}

impl Reach {
    /// `None` for a few.
    pub(crate) fn of(matchers: &[Matcher]) -> Option<Self> {
        if matchers.len() <= FEW {
            return None;
        }
        let mut reach = Self::default();
        for (number, matcher) in matchers.iter().enumerate() {
            let Some(names) = matcher.reach() else {
                reach.any.push(number);
                continue;
            };
            for (architecture, variant) in names {
                let named = reach.named.entry(architecture).or_default();
                match variant {
                    Some(variant) => named.variants.entry(variant).or_default().push(number),
                    None => named.any.push(number),
                }
            }
        }
        Some(reach)
    }

    /// The numbers of the matchers that can fit, ascending.
    pub(crate) fn to(&self, platform: PlatformRef<'_>) -> Vec<usize> {
        let (architecture, variant) = normalize::architecture(platform.architecture, platform.variant);
        let named = self.named.get(&*architecture);
        let exact = named.and_then(|named| named.variants.get(&*variant));
        let mut numbers = self.any.clone();
        numbers.extend(named.iter().flat_map(|named| &named.any));
        numbers.extend(exact.into_iter().flatten());
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}
