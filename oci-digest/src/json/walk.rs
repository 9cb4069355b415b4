use super::error::JsonError;
use super::kind::ValueKind;
use super::scanner::Scanner;
use super::text::{JsonString, Number};
use alloc::vec::Vec;

/// One token of JSON text.
#[derive(Debug, Clone, Copy)]
pub enum Token<'a> {
    /// `{`
    BeginObject,
    /// `}`
    EndObject,
    /// `[`
    BeginArray,
    /// `]`
    EndArray,
    /// The name of a member; its value follows.
    Name(JsonString<'a>),
    /// A string value.
    String(JsonString<'a>),
    /// A number.
    Number(Number<'a>),
    /// `true` or `false`
    Bool(bool),
    /// `null`
    Null,
}

/// Reads one whole value token by token, however deep it is nested, without recursion.
///
/// ```
/// use oci_digest::json::{Scanner, Token, Walk};
///
/// let mut scanner = Scanner::new(b"[1,{}]");
/// let mut walk = Walk::new();
/// let mut tokens = 0;
/// while let Some(token) = walk.next(&mut scanner)? {
///     tokens += 1;
///     if let Token::Number(number) = token {
///         assert_eq!(number.text(), "1");
///     }
/// }
/// assert_eq!(tokens, 5);
/// # Ok::<(), oci_digest::json::JsonError>(())
/// ```
#[derive(Debug, Default)]
pub struct Walk {
    nesting: Nesting,
    state: State,
    start: usize,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum State {
    /// A value must follow.
    #[default]
    Value,
    /// A container was just opened: its first child or its end must follow.
    First,
    /// A child ended: `,` or the end of the container must follow.
    Next,
    /// The value ended.
    Done,
}

impl Walk {
    /// A walk over the next value of a scanner.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many containers are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.nesting.len
    }

    /// The byte offset at which the last token began (a string or name: its quote).
    #[must_use]
    pub fn start(&self) -> usize {
        self.start
    }

    /// The next token; `None` when the value has ended.
    ///
    /// # Errors
    /// When the text breaks the grammar or nests too deep.
    pub fn next<'a>(&mut self, scanner: &mut Scanner<'a>) -> Result<Option<Token<'a>>, JsonError> {
        self.advance(scanner)
    }

    /// Inlined where the tokens are not looked at: they are not made there.
    #[inline(always)]
    fn advance<'a>(&mut self, scanner: &mut Scanner<'a>) -> Result<Option<Token<'a>>, JsonError> {
        match self.state {
            State::Done => return Ok(None),
            State::Value => {}
            State::First | State::Next => {
                let in_object = self.nesting.in_object();
                let byte = scanner.byte();
                self.start = scanner.offset();
                if byte == Some(if in_object { b'}' } else { b']' }) {
                    scanner.close();
                    self.nesting.pop();
                    self.ended();
                    return Ok(Some(if in_object { Token::EndObject } else { Token::EndArray }));
                }
                if self.state == State::Next {
                    if byte != Some(b',') {
                        return Err(scanner.expected(if in_object { "',' or '}'" } else { "',' or ']'" }));
                    }
                    scanner.step();
                }
                if in_object {
                    let name = scanner.name()?;
                    self.start = name.offset() - 1;
                    self.state = State::Value;
                    return Ok(Some(Token::Name(name)));
                }
            }
        }
        let kind = scanner.peek()?;
        self.start = scanner.offset();
        match kind {
            ValueKind::Object | ValueKind::Array => {
                scanner.open()?;
                self.nesting.push(kind == ValueKind::Object);
                self.state = State::First;
                Ok(Some(if kind == ValueKind::Object { Token::BeginObject } else { Token::BeginArray }))
            }
            _ => {
                let token = scanner.scalar(kind)?;
                self.ended();
                Ok(Some(token))
            }
        }
    }

    #[inline]
    fn ended(&mut self) {
        self.state = if self.nesting.len == 0 { State::Done } else { State::Next };
    }
}

impl<'a> Scanner<'a> {
    /// Reads any value and returns its text, whitespace inside it included.
    ///
    /// # Errors
    /// When no well-formed value stands here, or containers are nested too deep.
    #[expect(clippy::indexing_slicing, reason = "`pos` has passed bytes of the text")]
    pub fn skip(&mut self) -> Result<&'a [u8], JsonError> {
        let kind = self.peek()?;
        let start = self.pos;
        match kind {
            ValueKind::String => drop(self.string_here("a string")?),
            ValueKind::Number => drop(self.number()?),
            ValueKind::Bool => drop(self.boolean()?),
            ValueKind::Null => drop(self.null()?),
            ValueKind::Object | ValueKind::Array => {
                let mut walk = Walk::new();
                while walk.advance(self)?.is_some() {}
            }
        }
        Ok(&self.bytes[start..self.pos])
    }

    /// Reads a scalar of which it is known that it begins here.
    #[inline]
    fn scalar(&mut self, kind: ValueKind) -> Result<Token<'a>, JsonError> {
        Ok(match kind {
            ValueKind::String => Token::String(self.string_here("a string")?),
            ValueKind::Number => Token::Number(self.number()?),
            ValueKind::Bool => Token::Bool(self.boolean()?),
            _ => {
                self.null()?;
                Token::Null
            }
        })
    }
}

/// One bit an open container: object or array. The first 64 levels need no allocation.
#[derive(Debug, Default)]
struct Nesting {
    top: u64,
    below: Vec<u64>,
    len: usize,
}

impl Nesting {
    #[inline]
    fn push(&mut self, object: bool) {
        if self.len > 0 && self.len.is_multiple_of(64) {
            self.below.push(self.top);
        }
        self.top = self.top << 1 | u64::from(object);
        self.len += 1;
    }

    #[inline]
    fn pop(&mut self) {
        self.top >>= 1;
        self.len -= 1;
        if self.len > 0 && self.len.is_multiple_of(64) {
            self.top = self.below.pop().unwrap_or_default();
        }
    }

    #[inline]
    fn in_object(&self) -> bool {
        self.top & 1 == 1
    }
}
