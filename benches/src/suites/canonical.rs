//! Canonical JSON.

use std::rc::Rc;

use oci_digest::canonical::{Form, rewrite, to_rewritten};
use olpc_cjson::CanonicalFormatter;
use serde::Serialize as _;
use serde_json::{Serializer, Value};

use crate::documents;
use crate::suite::{Candidate, Cells, Row, Scale, Suite, Table, size};

/// Canonical JSON.
pub const CANONICAL: Suite = Suite {
    name: "canonical",
    title: "Canonical JSON",
    about: "Documents printed in canonical forms: from their text (`rewrite`) and from a `serde_json::Value` (`to_rewritten`). \
            The first column is `serde_json::to_vec` of that value, in no canonical form; the peers print it, too.",
    tables,
};

fn tables(scale: Scale) -> Vec<Table> {
    let sizes = scale.pick(&[16, 256][..], &[16, 256, 4_096, 65_536]);
    let mut documents = vec![documents::manifest(12), documents::config(12)];
    documents.extend(sizes.iter().map(|entries| documents::index(*entries, true)));
    documents.sort_by_key(Vec::len);
    vec![Table {
        title: "manifests, configs and indexes",
        cells: Cells::Speed,
        chart: Some("bytes of the document"),
        rows_are: "document",
        rows: documents.into_iter().map(row).collect(),
    }]
}

fn row(text: Vec<u8>) -> Row {
    Row::new(size(text.len()), text.len(), text.len(), move || {
        let value: Rc<Value> = Rc::new(serde_json::from_slice(&text).expect("JSON"));
        let text = Rc::new(text);
        let printed = |form: Form| {
            let value = value.clone();
            move || to_rewritten(&*value, &form).expect("JSON")
        };
        let rewritten = |form: Form| {
            let text = text.clone();
            move || rewrite(&text, &form).expect("JSON")
        };
        let (plain, olpc, jcs) = (value.clone(), value.clone(), value.clone());
        vec![
            Candidate::peer("serde_json", move || serde_json::to_vec(&*plain).expect("JSON")),
            Candidate::own("rewrite, as Go", rewritten(Form::GO_VALUE)),
            Candidate::own("rewrite, JCS", rewritten(Form::JCS)),
            Candidate::own("to_rewritten, JCS", printed(Form::JCS)),
            Candidate::peer("serde_json_canonicalizer, JCS", move || {
                serde_json_canonicalizer::to_vec(&*jcs).expect("JSON")
            }),
            Candidate::own("to_rewritten, OLPC", printed(Form::OLPC)),
            Candidate::peer("olpc-cjson, OLPC", move || {
                let mut out = Vec::new();
                olpc.serialize(&mut Serializer::with_formatter(&mut out, CanonicalFormatter::new())).expect("JSON");
                out
            }),
        ]
    })
}
