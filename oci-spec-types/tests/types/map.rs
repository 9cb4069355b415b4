//! Maps of few and of many entries: the same answers, also where keys stand twice.

use oci_spec_types::{Annotations, Model, oci};

/// As many as documents have, and as many as are looked up otherwise.
const SIZES: [usize; 3] = [3, 23, 100];

/// A map of so many keys, each twice, with the values `old` and `new`.
fn doubled(keys: usize) -> Annotations {
    let entries = |value: &str| (0..keys).map(|at| format!(r#""{at}":"{value}""#)).collect::<Vec<_>>().join(",");
    let text = format!(r#"{{"annotations":{{{},{}}}}}"#, entries("old"), entries("new"));
    oci::Index::parse(text).unwrap().annotations
}

#[test]
fn a_removed_key_is_gone_wherever_it_stood() {
    for keys in SIZES {
        let mut map = doubled(keys);
        assert_eq!(map.len(), 2 * keys);
        assert_eq!(map.remove("1").unwrap(), "new");
        assert_eq!((map.len(), map.get("1")), (2 * keys - 2, None));
        assert_eq!(map.remove("1"), None);
        // What came after it is found where it is now.
        for at in (0..keys).filter(|at| *at != 1) {
            let key = at.to_string();
            assert_eq!(map.get(&key).unwrap(), "new", "{key} of {keys}");
            *map.get_mut(&key).unwrap() = key.as_str().into();
            assert_eq!(map.iter().rfind(|(own, _)| *own == key).unwrap().1, &*key);
        }
        map.insert("1", "again");
        assert_eq!(map.keys().next_back(), Some("1"));
    }
}

#[test]
fn what_is_retained_keeps_its_order() {
    for keys in SIZES {
        let mut map = doubled(keys);
        map.retain(|key, value| value == "old" && key != "0");
        assert_eq!(map.keys().collect::<Vec<_>>(), (1..keys).map(|at| at.to_string()).collect::<Vec<_>>());
        assert_eq!((map.get("0"), map.get("2").unwrap().as_str()), (None, "old"));
    }
}
