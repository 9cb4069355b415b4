use super::*;
use time::{OffsetDateTime, UtcOffset};

#[test]
fn times_are_written_as_go_writes_them() {
    let at = OffsetDateTime::UNIX_EPOCH.replace_nanosecond(120_000_000).unwrap();
    assert_eq!(Text::from(at), "1970-01-01T00:00:00.12Z");
    let west = at.to_offset(UtcOffset::from_hms(-3, -30, 0).unwrap());
    assert_eq!(Text::from(west), "1969-12-31T20:30:00.12-03:30");
    // An offset with seconds is none of RFC 3339.
    assert_eq!(Text::from(at.to_offset(UtcOffset::from_hms(1, 2, 3).unwrap())), "1970-01-01T00:00:00.12Z");
    assert_eq!(OffsetDateTime::try_from(&Text::from(west)).unwrap(), at);
    assert!(OffsetDateTime::try_from(&Text::from("yesterday")).is_err());
}
