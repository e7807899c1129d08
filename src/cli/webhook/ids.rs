//! Ids that are made up: of deliveries, and of events in a payload.

use crate::samples::Json;

/// Random signs of an id: as many as providers use.
const LENGTH: usize = 24;

/// The id of a delivery.
pub(super) fn delivery() -> String {
    format!("msg_{}", random())
}

fn random() -> String {
    std::iter::repeat_with(fastrand::alphanumeric)
        .take(LENGTH)
        .collect()
}

/// Another id of the same form: a number, a UUID, or a text with the same prefix (`evt_`).
pub(super) fn like(sample: &Json) -> Json {
    match sample {
        Json::Number(_) => Json::Number(fastrand::u32(1..=i32::MAX as u32).to_string()),
        Json::String(text) if is_uuid(text) => Json::String(uuid()),
        Json::String(text) => match text.rsplit_once('_') {
            Some((prefix, _)) => Json::String(format!("{prefix}_{}", random())),
            None => Json::String(format!("evt_{}", random())),
        },
        _ => Json::String(format!("evt_{}", random())),
    }
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12]
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Version 4 (RFC 9562, section 5.4).
pub(super) fn uuid() -> String {
    let random = fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let digits = format!("{random:032x}");
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
    [
        part(0..8),
        part(8..12),
        part(12..16),
        part(16..20),
        part(20..32),
    ]
    .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_keeps_its_form() {
        let of = |text: &str| match like(&Json::String(text.to_owned())) {
            Json::String(id) => id,
            other => panic!("{other}"),
        };
        assert!(of("text").starts_with("evt_") && of("text").len() == 28);
        assert!(of("in_test_1").starts_with("in_test_"));
        assert!(is_uuid(&of("0191e5a4-7c3b-4d2a-9f10-000000000000")));
        assert!(matches!(
            like(&Json::Number("1".to_owned())),
            Json::Number(_)
        ));
        assert_ne!(of("text"), of("text"));
    }

    #[test]
    fn a_uuid_states_its_version() {
        for _ in 0..100 {
            let uuid = uuid();
            assert!(is_uuid(&uuid), "{uuid}");
            assert_eq!(uuid.as_bytes()[14], b'4');
            assert!(b"89ab".contains(&uuid.as_bytes()[19]), "{uuid}");
        }
    }
}
