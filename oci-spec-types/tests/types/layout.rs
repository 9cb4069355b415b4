//! What a writer with types of its own makes of a document.

use oci_spec_types::{LayoutRow, Model, Omit, WriterLayout, oci};

static PLATFORM: WriterLayout = WriterLayout::new(&[
    LayoutRow::of::<oci::Platform>("os", Omit::Never),
    LayoutRow::of::<oci::Platform>("variant", Omit::Empty),
    LayoutRow::of::<oci::Platform>("os.features", Omit::Empty).nilable(),
]);

fn written(layout: &'static WriterLayout, text: &str) -> String {
    let entry = oci::Descriptor::parse(text.as_bytes().to_vec()).unwrap();
    String::from_utf8(entry.to_layout(layout)).unwrap()
}

#[test]
fn members_are_left_out_as_the_types_of_the_writer_say() {
    static ALWAYS: WriterLayout = WriterLayout::new(&[
        LayoutRow::of::<oci::Descriptor>("size", Omit::Never).zero("0"),
        LayoutRow::of::<oci::Descriptor>("urls", Omit::Never).nilable(),
        LayoutRow::of::<oci::Descriptor>("platform", Omit::Never).objects(&PLATFORM),
    ]);
    static EMPTY: WriterLayout = WriterLayout::new(&[
        LayoutRow::of::<oci::Descriptor>("size", Omit::Empty).zero("0"),
        LayoutRow::of::<oci::Descriptor>("urls", Omit::Empty).nilable(),
        LayoutRow::of::<oci::Descriptor>("platform", Omit::Empty).pointer().objects(&PLATFORM),
    ]);
    static ZERO: WriterLayout = WriterLayout::new(&[
        LayoutRow::of::<oci::Descriptor>("size", Omit::Zero).zero("0"),
        LayoutRow::of::<oci::Descriptor>("platform", Omit::Zero).objects(&PLATFORM),
    ]);
    for (text, always, empty, zero) in [
        ("{}", r#"{"size":0,"urls":null,"platform":{"os":""}}"#, "{}", "{}"),
        (
            r#"{"size":0,"urls":[],"platform":{"os":""}}"#,
            r#"{"size":0,"urls":[],"platform":{"os":""}}"#,
            r#"{"platform":{"os":""}}"#,
            "{}",
        ),
        (
            r#"{"size":1,"urls":["a"],"platform":{"variant":"v8","os":"linux"}}"#,
            r#"{"size":1,"urls":["a"],"platform":{"os":"linux","variant":"v8"}}"#,
            r#"{"size":1,"urls":["a"],"platform":{"os":"linux","variant":"v8"}}"#,
            r#"{"size":1,"platform":{"os":"linux","variant":"v8"}}"#,
        ),
        // An empty list is no zero value, though it is left out itself.
        (
            r#"{"platform":{"os.features":[]}}"#,
            r#"{"size":0,"urls":null,"platform":{"os":""}}"#,
            r#"{"platform":{"os":""}}"#,
            r#"{"platform":{"os":""}}"#,
        ),
    ] {
        assert_eq!([&ALWAYS, &EMPTY, &ZERO].map(|layout| written(layout, text)), [always, empty, zero], "{text}");
    }
}

#[test]
fn an_empty_list_is_null_where_it_was_null() {
    static LAYERS: WriterLayout = WriterLayout::new(&[LayoutRow::of::<oci::Manifest>("layers", Omit::Never).nilable()]);
    let of = |manifest: oci::Manifest| String::from_utf8(manifest.to_layout(&LAYERS)).unwrap();
    let read = |text: &'static str| of(oci::Manifest::parse(text).unwrap());
    assert_eq!(read(r#"{"layers":[]}"#), r#"{"layers":[]}"#);
    assert_eq!(read(r#"{"layers":null}"#), r#"{"layers":null}"#);
    assert_eq!(read("{}"), r#"{"layers":null}"#);
    // Who makes a manifest gives it a list.
    assert_eq!(of(oci::Manifest::new(oci::Descriptor::default(), Vec::new())), r#"{"layers":[]}"#);
}
