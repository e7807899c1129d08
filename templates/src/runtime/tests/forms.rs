//! Values on their way into forms.

use super::super::*;

object! {
    #[flow(out)]
    pub struct Draft {
        pub zone: String,
        pub attachment: Option<File>,
        pub amount: f32,
        pub labels: Vec<String>,
        pub extra: Json,
        pub address: Option<Box<Draft>>,
    }
}

fn draft() -> Draft {
    let extra =
        Json::new(&serde_json::from_str::<Box<serde_json::value::RawValue>>(r#"{"z":1.0,"a":[null]}"#).unwrap());
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
    let body = Draft { address: Some(Box::new(Draft::default())), ..draft() };
    let form = encode::form(&Wire::of(&body).unwrap(), &[]);
    let keys: Vec<&str> = form.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
    assert_eq!(
        keys,
        [
            "zone",
            "amount",
            "labels[0]",
            "labels[1]",
            "extra[z]",
            "extra[a][0]",
            "address[zone]",
            "address[amount]",
            "address[extra]"
        ]
    );
    assert!(form.contains("amount=0.1&"), "a number is written as short as it can be: {form}");
    assert!(form.contains("extra[z]=1.0&"), "raw JSON is not read as a float: {form}");
}

#[test]
fn raw_json_and_numbers_pass_as_what_they_are() {
    // serde_json marks them with names that are its own; this fails if they ever change.
    let raw = serde_json::value::RawValue::from_string(r#"{"b":18446744073709551615,"a":-1e3}"#.to_owned()).unwrap();
    assert_eq!(Wire::of(&raw).unwrap().to_json(), r#"{"b":18446744073709551615,"a":-1000.0}"#);
    let value = serde_json::json!({"n": 3, "f": 2.5, "t": true, "nothing": null});
    assert_eq!(Wire::of(&value).unwrap(), serde_json::from_str(&value.to_string()).unwrap());
}

#[test]
fn what_is_no_text_cannot_be_a_key() {
    let map = std::collections::HashMap::from([(vec![1], 2)]);
    assert!(Wire::of(&map).is_err());
    assert_eq!(Wire::of(&BTreeMap::from([(7, true)])).unwrap().to_json(), r#"{"7":true}"#);
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
    assert_eq!(Wire::of(&Variants).unwrap().to_json(), serde_json::to_string(&Variants).unwrap());
}

/// Transport of one request that keeps its body.
fn multipart(media_type: &str, types: &[(&str, &str)], body: &impl serde::Serialize) -> (String, String) {
    let call: Call<Response> = Call::new(core(), Operation::new("POST", "/", whole));
    let (content_type, body) = call.multipart_as(media_type, types, body).written();
    let boundary = content_type.split_once("boundary=").unwrap().1.to_owned();
    (content_type.replace(&boundary, "X"), String::from_utf8(body.to_vec()).unwrap().replace(&boundary, "X"))
}
