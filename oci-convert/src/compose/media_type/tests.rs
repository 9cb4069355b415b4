use super::is_well_spelt;

#[test]
fn as_the_pattern_says() {
    for good in ["a/b", "application/vnd.x+json", "a/b/c", "a/b;c=d", &format!("{0}/{0}", "a".repeat(127))] {
        assert!(is_well_spelt(good), "{good}");
    }
    for bad in ["", "bad", "no slash", "/b", "a/", "a/ b", "a/é", "a/b c", &format!("a/{}", "a".repeat(128)), "a/{b}"]
    {
        assert!(!is_well_spelt(bad), "{bad}");
    }
}
