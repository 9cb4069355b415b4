use super::{JsonString, Scanner, Token, Walk};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

/// The RFC 6901 pointer of the value or member that stands at a byte offset.
///
/// Meant for errors and findings: nothing keeps track of pointers while reading; the text is walked again when one is
/// wanted. Text that is not JSON gives the pointer of the place up to which it is. For many offsets: [`Pointers`].
///
/// ```
/// use oci_digest::json::pointer_at;
///
/// let text = br#"{"layers":[{"size":1},{"size":"2"}]}"#;
/// assert_eq!(pointer_at(text, 30), "/layers/1/size");
/// ```
#[must_use]
pub fn pointer_at(text: &[u8], offset: usize) -> String {
    Pointers::new(text).at(offset)
}

/// The RFC 6901 pointers of many places in a text, found in one walk.
///
/// ```
/// use oci_digest::json::Pointers;
///
/// let mut pointers = Pointers::new(br#"{"layers":[{"size":1},{"size":"2"}]}"#);
/// assert_eq!(pointers.at(19), "/layers/0/size");
/// assert_eq!(pointers.at(30), "/layers/1/size");
/// ```
#[derive(Debug)]
pub struct Pointers<'a> {
    scanner: Scanner<'a>,
    walk: Walk,
    path: Vec<Step<'a>>,
    after_name: bool,
    /// The last token that was read, while what it does to the path is not done.
    token: Option<Last>,
    reached: usize,
}

#[derive(Debug)]
enum Step<'a> {
    Name(JsonString<'a>),
    Index(usize),
    /// An object before its first member, or what breaks the grammar between members or elements.
    Fresh,
}

#[derive(Debug, Clone, Copy)]
enum Last {
    BeginObject,
    BeginArray,
    End,
    Other,
}

impl<'a> Pointers<'a> {
    /// The pointers of a text.
    #[must_use]
    pub fn new(text: &'a [u8]) -> Self {
        Self {
            scanner: Scanner::new(text),
            walk: Walk::new(),
            path: Vec::new(),
            after_name: false,
            token: None,
            reached: 0,
        }
    }

    /// The pointer of the value or member at a byte offset. Offsets that ascend cost one walk together.
    #[must_use]
    pub fn at(&mut self, offset: usize) -> String {
        self.advance(offset);
        let mut pointer = String::new();
        for step in &self.path {
            step.push(&mut pointer, usize::MAX);
        }
        pointer
    }

    /// The same, but of a pointer of very many or very long segments only the beginning and the end, each of about this many
    /// bytes, with `…` between them: what is printed of it, at the cost of what is printed.
    #[must_use]
    pub fn excerpt_at(&mut self, offset: usize, bytes: usize) -> String {
        self.advance(offset);
        let mut head = String::new();
        let mut steps = self.path.iter();
        for step in steps.by_ref() {
            step.push(&mut head, bytes);
            if head.len() > bytes {
                break;
            }
        }
        let mut tail: Vec<String> = Vec::new();
        let mut len = 0;
        while len <= bytes
            && let Some(step) = steps.next_back()
        {
            let mut segment = String::new();
            step.push(&mut segment, bytes);
            len += segment.len();
            tail.push(segment);
        }
        if steps.next().is_some() {
            head.push('…');
        }
        tail.iter().rev().for_each(|segment| head.push_str(segment));
        head
    }

    fn advance(&mut self, offset: usize) {
        if offset < self.reached {
            *self = Self::new(self.scanner.text());
        }
        self.reached = offset;
        loop {
            let token = match self.token {
                Some(token) => token,
                None => match self.read() {
                    Some(token) => token,
                    None => return self.fail(),
                },
            };
            // The token that holds the offset ends after it.
            let is_here = match token {
                Last::End => self.walk.start() >= offset,
                _ => self.scanner.offset() > offset,
            };
            if is_here {
                self.token = Some(token);
                return;
            }
            match token {
                Last::BeginObject => self.path.push(Step::Fresh),
                Last::BeginArray => self.path.push(Step::Index(usize::MAX)),
                Last::End => drop(self.path.pop()),
                Last::Other => {}
            }
            self.token = None;
        }
    }

    /// The text ends, or breaks the grammar: after a member that is whole, the fault is one of the object or array around it.
    fn fail(&mut self) {
        if !self.after_name
            && let Some(step) = self.path.last_mut()
        {
            *step = Step::Fresh;
        }
    }

    /// Reads a token; that of a name or value has its place in the path at once.
    fn read(&mut self) -> Option<Last> {
        let Ok(Some(token)) = self.walk.next(&mut self.scanner) else { return None };
        let last = match token {
            Token::EndObject | Token::EndArray => return Some(Last::End),
            Token::BeginObject => Last::BeginObject,
            Token::BeginArray => Last::BeginArray,
            _ => Last::Other,
        };
        if let Token::Name(name) = token {
            if let Some(step) = self.path.last_mut() {
                *step = Step::Name(name);
            }
            self.after_name = true;
        } else {
            if !self.after_name
                && let Some(Step::Index(index)) = self.path.last_mut()
            {
                *index = index.wrapping_add(1);
            }
            self.after_name = false;
        }
        Some(last)
    }
}

impl Step<'_> {
    /// Appends the segment; of a longer name than this the beginning and the end.
    fn push(&self, pointer: &mut String, longest: usize) {
        match self {
            Self::Name(name) if name.raw().len() / 2 > longest => {
                // Looked at as it is spelt: to decode all of it would cost its length for each place below it.
                #[expect(clippy::indexing_slicing, reason = "the name has more than twice as many bytes")]
                let (start, end) = (&name.raw()[..longest], &name.raw()[name.raw().len() - longest..]);
                push_segment(pointer, &String::from_utf8_lossy(start));
                pointer.push('…');
                pointer.push_str(&String::from_utf8_lossy(end));
            }
            Self::Name(name) => push_segment(pointer, &name.decode_go()),
            Self::Index(usize::MAX) | Self::Fresh => {}
            Self::Index(index) => {
                // Writing to a string does not fail.
                let _ = write!(pointer, "/{index}");
            }
        }
    }
}

/// Appends one reference token to a pointer, with `~` and `/` escaped (RFC 6901 section 3).
pub fn push_segment(pointer: &mut String, name: &str) {
    pointer.push('/');
    for c in name.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}
