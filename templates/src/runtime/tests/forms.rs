//! Values on their way into forms.

use super::super::*;
use crate as runtime;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    pub zone: String,
    pub attachment: Option<File>,
    pub amount: f32,
    pub labels: Vec<String>,
    pub extra: Json,
    pub address: Option<Box<Draft>>,
}
object! { Draft: Serialize { required: zone, amount, labels; nullable: extra; optional: attachment, address; } }

fn draft() -> Draft {
    let extra = Json::new(
        &serde_json::from_str::<Box<serde_json::value::RawValue>>(r#"{"z":1.0,"a":[null]}"#)
            .unwrap(),
    );
    Draft {
        zone: "a\"b".to_owned(),
        amount: 0.1,
        labels: vec!["x".into(), "y".into()],
        extra: extra.unwrap(),
        ..Draft::default()
    }
}

#[test]
fn a_form_keeps_the_order_of_the_struct() {
    let body = Draft {
        address: Some(Box::new(Draft::default())),
        ..draft()
    };
    let form = encode::form(&FormValue::of(&body).unwrap(), &[]);
    let keys: Vec<&str> = form
        .split('&')
        .map(|pair| pair.split('=').next().unwrap())
        .collect();
    assert_eq!(
        keys,
        [
            "zone",
            "amount",
            "labels%5B0%5D",
            "labels%5B1%5D",
            "extra%5Bz%5D",
            "extra%5Ba%5D%5B0%5D",
            "address%5Bzone%5D",
            "address%5Bamount%5D",
            "address%5Bextra%5D"
        ]
    );
    assert!(
        form.contains("amount=0.1&"),
        "a number is written as short as it can be: {form}"
    );
    assert!(
        form.contains("extra%5Bz%5D=1&"),
        "a whole number has no fraction: {form}"
    );
}

#[test]
fn raw_json_and_numbers_pass_as_what_they_are() {
    // serde_json marks them with names that are its own; this fails if they ever change.
    let raw = serde_json::value::RawValue::from_string(
        r#"{"b":18446744073709551615,"a":-1e3}"#.to_owned(),
    )
    .unwrap();
    assert_eq!(
        FormValue::of(&raw).unwrap().to_json(),
        r#"{"b":18446744073709551615,"a":-1000}"#
    );
    let value = serde_json::json!({"n": 3, "f": 2.5, "t": true, "nothing": null});
    assert_eq!(
        FormValue::of(&value).unwrap(),
        serde_json::from_str(&value.to_string()).unwrap()
    );
}

#[test]
fn what_is_no_text_cannot_be_a_key() {
    let map = std::collections::HashMap::from([(vec![1], 2)]);
    assert!(FormValue::of(&map).is_err());
    assert_eq!(
        FormValue::of(&BTreeMap::from([(7, true)]))
            .unwrap()
            .to_json(),
        r#"{"7":true}"#
    );
}

#[test]
fn variants_are_written_as_serde_json_writes_them() {
    #[derive(Clone)]
    struct Variants;
    impl serde::Serialize for Variants {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeTupleVariant;
            let mut variant = serializer.serialize_tuple_variant("Variants", 0, "Pair", 2)?;
            variant.serialize_field(&Some(1u8))?;
            variant.serialize_field(&("x", 'y', ()))?;
            variant.end()
        }
    }
    assert_eq!(
        FormValue::of(&Variants).unwrap().to_json(),
        serde_json::to_string(&Variants).unwrap()
    );
}

fn whole_body(content_type: &str, body: &Body) -> (String, String) {
    let boundary = content_type.split_once("boundary=").unwrap().1;
    let text = String::from_utf8(body.whole().unwrap().to_vec()).unwrap();
    (
        content_type.replace(boundary, "X"),
        text.replace(boundary, "X"),
    )
}

#[test]
fn parts_keep_the_order_of_the_struct_files_last_and_have_their_types() {
    let file = File::new("c\"t.png", "image/png", "PNG");
    let body = Draft {
        attachment: Some(file),
        ..draft()
    };
    let types = &[
        ("zone", "application/json"),
        ("extra", "application/vnd.x+json"),
        ("attachment", "image/*"),
    ];
    let (content_type, body) =
        multipart::compose("multipart/form-data", types, &[], &body).unwrap();
    let (content_type, text) = whole_body(&content_type, &body);
    assert_eq!(content_type, "multipart/form-data; boundary=X");
    let expected = [
        "--X\r\nContent-Disposition: form-data; name=\"zone\"\r\nContent-Type: application/json\r\n\r\n\"a\\\"b\"\r\n",
        "--X\r\nContent-Disposition: form-data; name=\"amount\"\r\n\r\n0.1\r\n",
        "--X\r\nContent-Disposition: form-data; name=\"labels\"\r\n\r\nx\r\n",
        "--X\r\nContent-Disposition: form-data; name=\"labels\"\r\n\r\ny\r\n",
        "--X\r\nContent-Disposition: form-data; name=\"extra\"\r\nContent-Type: application/vnd.x+json\r\n\r\n{\"z\":1,\"a\":[null]}\r\n",
        "--X\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"c%22t.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n",
        "--X--\r\n",
    ];
    assert_eq!(text, expected.concat());
}

#[test]
fn parts_outside_of_forms_have_no_names() {
    let body = Draft {
        attachment: Some(File::new("a.txt", "", "A")),
        ..Draft::default()
    };
    let (content_type, body) = multipart::compose(
        "multipart/related",
        &[("attachment", "text/x-a")],
        &[],
        &body,
    )
    .unwrap();
    let (content_type, text) = whole_body(&content_type, &body);
    assert_eq!(content_type, "multipart/related; boundary=X");
    assert!(!text.contains("form-data"), "{text}");
    assert!(
        text.contains("Content-Disposition: attachment; filename=\"a.txt\"\r\nContent-Type: text/x-a\r\n\r\nA\r\n"),
        "{text}"
    );
}

#[tokio::test]
async fn a_file_that_is_a_stream_is_sent_once_and_its_length_is_kept() {
    let stream = || Body::streamed(Box::pin(Body::from("streamed")));
    let body = Draft {
        attachment: Some(File::new("s", "text/plain", stream())),
        ..draft()
    };
    let (_, composed) = multipart::compose("multipart/form-data", &[], &[], &body).unwrap();
    assert!(composed.whole().is_none(), "a stream stays one");
    let length = http_body::Body::size_hint(&composed).exact().unwrap();
    let sent = composed.collect(10_000).await.unwrap();
    assert_eq!(length, sent.len() as u64);
    assert!(String::from_utf8_lossy(&sent).contains("\r\n\r\nstreamed\r\n--fetchwright-"));
    let again = multipart::compose("multipart/form-data", &[], &[], &body).unwrap_err();
    assert!(again.contains("was sent before"), "{again}");
}

#[test]
fn a_file_in_json_is_base64_and_a_stream_is_refused() {
    assert_eq!(
        serde_json::to_string(&File::new("a", "", "hi")).unwrap(),
        r#""aGk=""#
    );
    let stream = File::new("a", "", Body::streamed(Box::pin(Body::from("x"))));
    assert!(serde_json::to_string(&stream).is_err());
}

#[test]
fn content_of_files_is_not_shown() {
    assert!(!format!("{:?}", File::new("a", "", "canary")).contains("canary"));
}

#[test]
fn parts_have_the_style_that_the_encoding_gives_them() {
    let body = serde_json::json!({
        "csv": ["a", "b,c"],
        "deep": {"a": {"b": [1]}},
        "multi": ["x y", "z"],
        "object": {"R": 1.0, "G": 2.5},
        "pipes": ["a", "b"],
        "tabs": [1, 2],
    });
    let styles = [
        ("csv", Style::Form),
        ("deep", Style::DeepObject),
        ("multi", Style::FormExplode),
        ("object", Style::FormExplode),
        ("pipes", Style::PipeDelimited),
        ("tabs", Style::TabDelimited),
    ];
    let (content_type, body) =
        multipart::compose("multipart/form-data", &[], &styles, &body).unwrap();
    let (_, text) = whole_body(&content_type, &body);
    let part = |name: &str, value: &str| {
        format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let wanted = [
        part("csv", "a,b,c"),
        part("deep[a][b][0]", "1"),
        part("multi", "x y"),
        part("multi", "z"),
        part("G", "2.5"),
        part("R", "1"),
        part("pipes", "a|b"),
        part("tabs", "1\t2"),
        "--X--\r\n".to_owned(),
    ];
    assert_eq!(text, wanted.concat());
}

#[test]
fn whole_numbers_have_no_fraction() {
    for (number, written) in [
        (3.0, "3"),
        (-0.0, "0"),
        (-12.0, "-12"),
        (2.5, "2.5"),
        (9_999_999_999_999_998.0, "9999999999999998"),
        (1e16, "1e+16"),
        (1e300, "1e+300"),
        (1e-7, "1e-7"),
    ] {
        let value = FormValue::of(&number).unwrap();
        assert_eq!(value, FormValue::Bare(written.to_owned()));
        assert_eq!(
            Json::new(&[number]).unwrap().as_str(),
            format!("[{written}]")
        );
    }
    assert_eq!(Json::new(&34e9_f32).unwrap().as_str(), "34000000000");
    assert_eq!(Json::new(&0.1_f32).unwrap().as_str(), "0.1");
    assert_eq!(Json::new(&f64::NAN).unwrap().as_str(), "null");
}

#[test]
fn files_are_compared_by_identity() {
    let bytes = Bytes::from_static(b"content");
    let file = File::new("a.txt", "text/plain", bytes.clone());
    assert_eq!(file, file.clone());
    assert_eq!(file, File::new("a.txt", "text/plain", bytes.clone()));
    assert_ne!(
        file,
        File::new("b.txt", "text/plain", bytes.clone()),
        "the name"
    );
    assert_ne!(
        file,
        File::new("a.txt", "text/html", bytes.clone()),
        "the type"
    );
    let copy = Bytes::copy_from_slice(&bytes);
    assert_ne!(
        file,
        File::new("a.txt", "text/plain", copy),
        "equal bytes in another buffer are not read"
    );
    assert_ne!(file, File::new("a.txt", "text/plain", bytes.slice(..3)));
    let stream = || Body::streamed(Box::pin(Body::from("content")));
    let once = File::new("a.txt", "text/plain", stream());
    assert_eq!(once, once.clone());
    assert_ne!(once, File::new("a.txt", "text/plain", stream()));
    assert_ne!(once, file);
    assert_eq!(File::default(), File::default());
}
