use crate::Text;
use proptest::prelude::*;

/// Text that a name, a comment or a command may be: mostly plain, sometimes with what JSON writers escape.
pub fn text() -> impl Strategy<Value = Text> {
    prop_oneof![
        6 => "[a-z][a-z0-9./:_-]{0,20}",
        2 => "[ -~]{0,12}",
        1 => "[<>&\"\\\\/\u{7f}\u{2028}\u{2029}\u{fffd}é世😀\t\n\r\u{1}\u{8}\u{c}]{0,6}",
    ]
    .prop_map(Text::from)
}
