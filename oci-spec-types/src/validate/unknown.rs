//! Values without a table: whatever is in them, they are checked for what holds for all JSON.

use std::borrow::Cow;

use oci_digest::json::{JsonString, Token, Walk};

use super::checker::{Checker, Flow};
use super::rule::Rule;
use super::strings::quote;
use crate::ambiguity::Ambiguity;

/// Up to so many names each is compared with each; more are sorted.
const FEW: usize = 12;

impl<'a> Checker<'a, '_> {
    /// Reads a value of any type, however deep.
    pub(super) fn unknown(&mut self) -> Flow {
        let mut walk = Walk::new();
        // For each open object, where its names begin.
        let mut objects = Vec::new();
        while let Some(token) = walk.next(&mut self.scanner)? {
            match token {
                Token::Name(name) => {
                    if name.is_escaped() {
                        self.check_string(name);
                    }
                    self.names.push(name);
                }
                Token::String(text) => {
                    if text.is_escaped() {
                        self.check_string(text);
                    }
                }
                Token::Number(number) => self.check_number(number),
                Token::BeginObject => {
                    objects.push(self.names.len());
                    self.check_depth(&walk);
                }
                Token::BeginArray => self.check_depth(&walk),
                Token::EndObject => {
                    if let Some(base) = objects.pop() {
                        self.close_names(base, Rule::Jsn04);
                    }
                }
                Token::EndArray | Token::Bool(_) | Token::Null => {}
            }
        }
        Ok(())
    }

    #[inline]
    fn check_depth(&mut self, walk: &Walk) {
        let limit = self.options.limits.max_depth as usize;
        if self.depth + walk.depth() > limit && !self.too_deep {
            self.too_deep = true;
            self.raise(Rule::Jsn07, walk.start(), Some(Ambiguity::Depth), || {
                format!("found containers nested deeper than {limit}").into()
            });
        }
    }

    #[cold]
    pub(super) fn duplicate(&mut self, name: JsonString<'_>, rule: Rule) {
        self.raise(rule, name.offset() - 1, Some(Ambiguity::DuplicateMember), || {
            let name = name.decode_go();
            format!("found a second member {}, expected every name once", quote(name.as_bytes())).into()
        });
    }

    /// An object ends whose names were gathered: finds those that stand twice, and forgets them.
    #[expect(clippy::indexing_slicing, reason = "`base` names were there before")]
    pub(super) fn close_names(&mut self, base: usize, rule: Rule) {
        let count = self.names.len() - base;
        if count > FEW || self.names[base..].iter().any(JsonString::is_escaped) {
            self.close_many_names(base, rule);
        } else {
            for later in base + 1..self.names.len() {
                let name = self.names[later];
                if self.names[base..later].iter().any(|earlier| earlier.raw() == name.raw()) {
                    self.duplicate(name, rule);
                }
            }
        }
        self.names.truncate(base);
    }

    #[expect(clippy::indexing_slicing, reason = "`base` names were there before")]
    fn close_many_names(&mut self, base: usize, rule: Rule) {
        let mut names: Vec<(Cow<'a, str>, JsonString<'a>)> =
            self.names[base..].iter().map(|name| (name.decode_go(), *name)).collect();
        names.sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then(x.offset().cmp(&y.offset())));
        let mut again: Vec<JsonString<'a>> =
            names.iter().zip(names.iter().skip(1)).filter(|(a, b)| a.0 == b.0).map(|(_, (_, name))| *name).collect();
        again.sort_unstable_by_key(JsonString::offset);
        for name in again {
            self.duplicate(name, rule);
        }
    }
}
