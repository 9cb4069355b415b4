//! The walk over a document along the tables of its members.

use std::borrow::Cow;

use oci_digest::json::{JsonError, JsonErrorKind, JsonString, Number, ValueKind};

use super::checker::{Checker, Flow};
use super::form::{Form, form_of};
use super::level::Level;
use super::part::Part;
use super::rule::Rule;
use super::schema::{Integer, Key, List, Map, Member, Need, Object, Role, Seen, Value};
use super::strings;
use super::target::Target;
use crate::ambiguity::Ambiguity;
use crate::finding::Finding;
use crate::utf8;

impl<'a> Checker<'a, '_> {
    pub(super) fn run(mut self, target: Target) -> Vec<Finding> {
        self.target = target;
        self.check(form_of(target))
    }

    pub(super) fn check(mut self, form: &'static Form) -> Vec<Finding> {
        let text = self.scanner.text();
        if text.len() > self.options.limits.max_document {
            let limit = self.options.limits.max_document;
            self.raise(Rule::Sec04, limit, None, || {
                format!("found {} bytes, expected at most {limit}", text.len()).into()
            });
        }
        match form {
            Form::Text(check, rule) => self.check_text(*check, *rule, text, 0),
            Form::Document(_) | Form::Json => {
                strings::check_encoding(&mut self, text);
                if let Err(error) = self.document(form) {
                    self.broken(error);
                }
            }
        }
        self.findings
    }

    fn document(&mut self, form: &'static Form) -> Flow {
        let kind = self.scanner.peek()?;
        let Form::Document(object) = form else {
            self.unknown()?;
            return self.scanner.end();
        };
        if kind == ValueKind::Object {
            self.object(object, None)?;
        } else {
            let at = self.scanner.offset();
            let target = self.target;
            // What only begins like a value is not called one.
            self.unknown()?;
            self.raise(object.rule, at, Some(Ambiguity::NotAnObject), || {
                format!("found {kind}, expected {target}, which is an object").into()
            });
        }
        self.scanner.end()
    }

    /// The text breaks the grammar of JSON.
    #[cold]
    fn broken(&mut self, error: JsonError) {
        let text = self.scanner.text();
        let encoding = utf8::other_encoding(text);
        let (rule, ambiguity) = match error.kind() {
            JsonErrorKind::Trailing => (Rule::Jsn03, Some(Ambiguity::TrailingData)),
            _ if utf8::has_byte_order_mark(text) => (Rule::Jsn01, Some(Ambiguity::ByteOrderMark)),
            _ => (Rule::Jsn01, None),
        };
        self.raise((rule, Part::Syntax), error.offset(), ambiguity, || match ambiguity {
            _ if encoding.is_some() => Cow::Borrowed(encoding.unwrap_or_default()),
            Some(Ambiguity::TrailingData) => {
                Cow::Borrowed("found text after the document, expected nothing but whitespace")
            }
            _ => error.kind().to_string().into(),
        });
    }

    pub(super) fn object(&mut self, object: &'static Object, role: Option<&'static Role>) -> Flow {
        let mut members = self.scanner.begin_object()?;
        let mut seen = Seen::new(object, role, self.scanner.offset() - 1);
        let base = self.names.len();
        self.depth += 1;
        let mut likely = 0;
        loop {
            // Writers mostly write members in the order of the table, without whitespace.
            let expected = object.members.get(likely).is_some_and(|member| {
                seen.present >> likely & 1 == 0 && self.scanner.member_named(&mut members, member.name)
            });
            if !expected {
                let Some(name) = self.scanner.member(&mut members)? else { break };
                let known = if name.is_escaped() {
                    self.check_string(name);
                    object.find(name.decode_go().as_bytes())
                } else {
                    object.find(name.raw())
                };
                let Some(index) = known else {
                    self.unknown_member(object, name)?;
                    continue;
                };
                if seen.present >> index & 1 == 1 {
                    self.duplicate(name, Rule::Jsn04);
                }
                likely = index;
            }
            let bit = 1 << likely;
            seen.present |= bit;
            #[expect(clippy::indexing_slicing, reason = "it was found in the table")]
            self.member(&object.members[likely], bit, &mut seen)?;
            likely += 1;
        }
        self.depth -= 1;
        if self.names.len() > base {
            self.close_names(base, Rule::Jsn04);
        }
        if object.required & !seen.present != 0 {
            self.missing(object, &seen);
        }
        (object.finish)(self, &seen);
        Ok(())
    }

    #[cold]
    fn missing(&mut self, object: &'static Object, seen: &Seen<'a>) {
        for (index, member) in object.members.iter().enumerate() {
            let what = match member.need {
                _ if seen.present >> index & 1 == 1 => continue,
                Need::Rule(rule) => (rule, Part::Whole),
                Need::Part(rule, part) => (rule, part),
                Need::Optional => continue,
            };
            self.raise(what, seen.start, Some(Ambiguity::MissingMember), || {
                format!("found no member \"{}\", expected {}", member.name, member.value.expected()).into()
            });
        }
    }

    #[inline]
    fn member(&mut self, member: &'static Member, bit: u64, seen: &mut Seen<'a>) -> Flow {
        let kind = self.scanner.peek()?;
        let at = self.scanner.offset();
        if kind == ValueKind::Null && !matches!(member.value, Value::Remark(..)) {
            self.scanner.null()?;
            self.null_member(member, at);
            return Ok(());
        }
        seen.set |= bit;
        match (&member.value, kind) {
            (Value::Text(check, rule), ValueKind::String) => {
                let text = self.text(*check, *rule)?;
                seen.keep(member, text);
            }
            (Value::Integer(Integer::Size), ValueKind::Number) => {
                seen.size = self.integer(&Integer::Size, member.rule)?;
            }
            (Value::Bool, ValueKind::Bool) => {
                if !self.scanner.boolean()? {
                    seen.set &= !bit;
                }
            }
            (value, _) => self.value(value, member.rule, kind, at)?,
        }
        Ok(())
    }

    #[cold]
    fn null_member(&mut self, member: &'static Member, at: usize) {
        let what = match (member.need, &member.value) {
            // Where an empty list is refused, null is no better.
            (Need::Rule(_), Value::List(list)) => list
                .empty
                .filter(|(rule, part)| part.level(*rule) >= Level::Must)
                .unwrap_or((member.rule, Part::NullList)),
            // A member that only SHOULD be there: null is no more than its absence.
            (Need::Rule(rule), _) if rule.level() < Level::Must => (rule, Part::Whole),
            (Need::Rule(_), _) => (member.rule, Part::Whole),
            (Need::Part(rule, part), _) => (rule, part),
            (Need::Optional, _) if member.rule == Rule::Ann01 => (Rule::Ann03, Part::Null),
            (Need::Optional, _) => (member.rule, Part::Null),
        };
        self.raise(what, at, Some(Ambiguity::Null), || {
            let is_needed = matches!(member.need, Need::Rule(rule) if rule.level() >= Level::Must);
            let or_absent = if is_needed { "" } else { ", or no such member" };
            format!("found null, expected {}{or_absent}", member.value.expected()).into()
        });
    }

    /// Checks a value that is not the `null` of a member.
    pub(super) fn value(&mut self, value: &'static Value, rule: Rule, kind: ValueKind, at: usize) -> Flow {
        match (value, kind) {
            (Value::Text(check, content), ValueKind::String) => drop(self.text(*check, *content)?),
            (Value::Integer(integer), ValueKind::Number) => drop(self.integer(integer, rule)?),
            (Value::Bool, ValueKind::Bool) => drop(self.scanner.boolean()?),
            (Value::Object(object), ValueKind::Object) => self.object(object, None)?,
            (Value::Descriptor(object, role), ValueKind::Object) => self.object(object, Some(role))?,
            (Value::List(list), ValueKind::Array) => self.list(list)?,
            (Value::Map(map), ValueKind::Object) => self.map(map)?,
            (Value::AnyObject, ValueKind::Object) | (Value::Any, _) => self.unknown()?,
            (Value::Remark(remark, text), _) => {
                self.raise((*remark, Part::Remark), at, None, || Cow::Borrowed(text));
                self.unknown()?;
            }
            _ => {
                let ambiguity = (kind == ValueKind::Null).then_some(Ambiguity::Null);
                self.unknown()?;
                self.raise(rule, at, ambiguity, || format!("found {kind}, expected {}", value.expected()).into());
            }
        }
        Ok(())
    }

    fn list(&mut self, list: &'static List) -> Flow {
        let mut elements = self.scanner.begin_array()?;
        let start = self.scanner.offset() - 1;
        self.depth += 1;
        let mut count = 0;
        while self.scanner.element(&mut elements)? {
            count += 1;
            let kind = self.scanner.peek()?;
            let at = self.scanner.offset();
            self.value(&list.item, list.rule, kind, at)?;
        }
        self.depth -= 1;
        if let Some(name) = list.count {
            self.facts.set_count(name, count);
        }
        if count == 0
            && let Some(what) = list.empty
        {
            self.raise(what, start, None, || Cow::Borrowed("found an empty array, expected at least one element"));
        }
        let limit = self.options.limits.max_descriptors;
        if count > limit && matches!(list.item, Value::Descriptor(..)) {
            self.raise(Rule::Sec04, start, None, || {
                format!("found {count} descriptors, expected at most {limit}").into()
            });
        }
        Ok(())
    }

    fn map(&mut self, map: &'static Map) -> Flow {
        let mut members = self.scanner.begin_object()?;
        let start = self.scanner.offset() - 1;
        let base = self.names.len();
        self.depth += 1;
        while let Some(name) = self.scanner.member(&mut members)? {
            if name.is_escaped() {
                self.check_string(name);
            }
            self.names.push(name);
            let kind = self.scanner.peek()?;
            let at = self.scanner.offset();
            if map.key != Key::Any && self.options.wants(Level::Should) {
                self.check_key(map.key, name, kind)?;
            }
            self.value(&map.value, map.rule, kind, at)?;
        }
        self.depth -= 1;
        let count = self.names.len() - base;
        let limit = self.options.limits.max_map_entries;
        if count > limit {
            self.raise(Rule::Sec04, start, None, || format!("found {count} entries, expected at most {limit}").into());
        }
        self.close_names(base, map.unique);
        Ok(())
    }

    /// Reads a number that should be an integer.
    #[inline]
    fn integer(&mut self, expected: &Integer, rule: Rule) -> Flow<Option<i64>> {
        let at = self.scanner.offset();
        let value = match self.scanner.short_integer() {
            Some(value) => value,
            None => {
                let number = self.scanner.number()?;
                let Some(value) = self.long_integer(expected, rule, number) else { return Ok(None) };
                value
            }
        };
        match *expected {
            Integer::Is(version) if value != version => {
                let part = if matches!(value, 1 | 2) { Part::Whole } else { Part::OtherVersion };
                self.raise((rule, part), at, None, || format!("found {value}, expected {version}").into());
            }
            Integer::Size if value < 0 => {
                self.raise((Rule::Dsc05, Part::Carried), at, None, || {
                    format!("found {value}, expected a size that is not negative").into()
                });
            }
            _ => {}
        }
        Ok(Some(value))
    }

    /// A number of many digits, with a sign, or no integer at all.
    #[cold]
    fn long_integer(&mut self, expected: &Integer, rule: Rule, number: Number<'a>) -> Option<i64> {
        let value = number.to_i64();
        if !value.is_ok_and(|value| value.unsigned_abs() <= strings::MAX_EXACT) {
            self.check_number(number);
        }
        let error = match value {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let ambiguity = match error.kind() {
            JsonErrorKind::Range => Ambiguity::NumberRange,
            _ => Ambiguity::NumberForm,
        };
        self.raise(rule, number.offset(), Some(ambiguity), || {
            let wanted = match expected {
                Integer::Is(version) => format!("the integer {version}"),
                _ => format!("an integer up to {}, without fraction and exponent", i64::MAX),
            };
            format!("found {}, expected {wanted}", strings::quote_number(number)).into()
        });
        None
    }

    /// A member that its table does not have: unknown, of another kind of document, or known but for the case.
    #[cold]
    fn unknown_member(&mut self, object: &'static Object, name: JsonString<'a>) -> Flow {
        let at = name.offset() - 1;
        let text = name.decode_go();
        self.names.push(name);
        if object.foreign.iter().any(|foreign| *foreign == text) {
            let target = self.target;
            self.raise((Rule::Sec01, object.foreign_part), at, None, || {
                format!("found the member {}, expected only members of {target}", strings::quote(text.as_bytes()))
                    .into()
            });
        } else if let Some(known) = object
            .members
            .iter()
            .map(|member| member.name)
            .chain(object.tools.iter().copied())
            .chain(object.foreign.iter().copied())
            .find(|known| crate::fold::folds_to(&text, known))
            .filter(|known| **known != *text)
        {
            self.raise(Rule::Jsn06, at, Some(Ambiguity::CaseFoldedName), || {
                format!("found the member {}, which Go reads as \"{known}\"", strings::quote(text.as_bytes())).into()
            });
        }
        self.unknown()
    }
}
