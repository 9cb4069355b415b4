//! Digests as strings in any format of serde.

use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::{Algorithm, Digest, V1Id};

macro_rules! as_string {
    ($($name:ident, $expecting:literal;)*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;

                impl Visitor<'_> for Text {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }

                    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<$name, E> {
                        let text = core::str::from_utf8(bytes)
                            .map_err(|_| E::invalid_value(Unexpected::Bytes(bytes), &self))?;
                        self.visit_str(text)
                    }
                }

                deserializer.deserialize_str(Text)
            }
        }
    )*};
}

as_string! {
    Digest, "a digest (algorithm:encoded)";
    Algorithm, "a digest algorithm";
    V1Id, "an ID of 64 lower-case hex digits";
}
