/// What a program prints, and whether it is what the user hoped for.
#[derive(Debug)]
#[must_use]
pub struct Answer {
    pub(crate) text: String,
    pub(crate) is_good: bool,
}

impl Answer {
    pub(crate) fn new(text: String) -> Self {
        Self { text, is_good: true }
    }

    /// The same answer, which is a bad one where this is `false`: findings, nothing found, a digest that does not match. The
    /// program ends with status 1 then.
    pub fn good_if(mut self, is_good: bool) -> Self {
        self.is_good &= is_good;
        self
    }
}
