use super::*;

#[test]
fn known_moments() {
    for (text, seconds) in [
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59Z", -1),
        ("2000-02-29T12:34:56Z", 951_827_696),
        ("2038-01-19T03:14:08Z", 2_147_483_648),
        ("0000-01-01T00:00:00Z", *RANGE.start()),
        ("9999-12-31T23:59:59Z", *RANGE.end()),
    ] {
        assert_eq!(text.parse::<SigningTime>().map(SigningTime::unix), Ok(seconds), "{text}");
        assert_eq!(SigningTime::from_unix(seconds).map(|time| time.to_string()), Ok(text.to_owned()));
    }
}

#[test]
fn what_is_no_time() {
    for text in [
        "",
        "2016-04-18",
        "2016-04-18 20:54:42Z",
        "2016-04-18T20:54:42z",
        "2016-04-18T20:54:42+00:00",
        "2016-04-18T20:54:42.5Z",
        "2015-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2016-04-31T00:00:00Z",
        "2016-00-10T00:00:00Z",
        "2016-13-10T00:00:00Z",
        "2016-10-00T00:00:00Z",
        "2016-04-18T24:00:00Z",
        "2016-04-18T23:60:00Z",
        "2016-04-18T23:59:60Z",
        "2016-04-18T23:59:5\u{0665}",
    ] {
        assert!(text.parse::<SigningTime>().is_err(), "{text}");
    }
    for seconds in [i64::MAX, RANGE.start() - 1] {
        let text = format!("{seconds} seconds since 1970 lie outside the years 0000-9999");
        assert_eq!(SigningTime::from_unix(seconds).unwrap_err().to_string(), text);
    }
}
