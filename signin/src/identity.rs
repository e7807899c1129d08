//! A user's identity at a provider: claims and profiles → an [`Identity`].
//!
//! ```text
//! {"sub":"10769","email":"Ada@Gmail.com","email_verified":"true"}
//!   →  subject 10769, address ada@gmail.com: verified, authoritative
//! ```
//!
//! Invariants: an address counts as verified only for the boolean `true` or the text `"true"`. Addresses are compared in lower case of
//! ASCII alone: `str::to_lowercase` makes one address of two (`K`, the Kelvin sign, becomes `k`). Dots and plus signs stay.

use serde_json::Value;

use crate::facts::{Facts, IdentityFacts};

/// An e-mail address, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// `ada@example.com`
    pub text: String,
    /// The provider has checked that the user reads its mail.
    pub verified: bool,
    /// The provider itself decides who has this address, now and not only when it was checked.
    pub authoritative: bool,
}

/// A user at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// The provider's name in addresses: `google`.
    pub provider: String,
    /// The user's id at the provider. It never changes; an e-mail address can.
    pub subject: String,
    /// The user's primary address, if the provider tells it.
    pub address: Option<Address>,
    /// The name to greet the user with.
    pub name: Option<String>,
}

impl Identity {
    /// An identity without address and name.
    pub fn new(provider: impl Into<String>, subject: impl Into<String>) -> Identity {
        Identity {
            provider: provider.into(),
            subject: subject.into(),
            address: None,
            name: None,
        }
    }

    /// The address, if the provider has verified it.
    pub fn verified_address(&self) -> Option<&Address> {
        self.address.as_ref().filter(|address| address.verified)
    }
}

/// An address in the form in which addresses are compared. `None` if it is none, or could be read in two ways.
pub fn normalize(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let plain = |text: &str| {
        !text.is_empty()
            && !text.chars().any(|sign| {
                sign.is_whitespace() || sign.is_control() || "<>()[]\\,;:\"@".contains(sign)
            })
    };
    let fits = address.len() <= 254 && plain(local) && plain(domain);
    fits.then(|| address.to_ascii_lowercase())
}

/// `true` or `"true"`: some providers send a text, and `"false"` is one too.
pub(crate) fn is_true(value: Option<&Value>) -> bool {
    matches!(value, Some(Value::Bool(true))) || value.and_then(Value::as_str) == Some("true")
}

/// An id as text: GitHub's is a number.
fn id(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.is_empty() && text.len() <= 255 => Some(text.clone()),
        Value::Number(number) => number.as_u64().map(|number| number.to_string()),
        _ => None,
    }
}

/// The identity in claims of an ID token, or in a profile.
pub(crate) fn from_claims(provider: &str, facts: &Facts, claims: &Value) -> Option<Identity> {
    let places = &facts.identity;
    let text = |pointer: &str| claims.pointer(pointer).and_then(Value::as_str);
    let verified = places
        .email_verified
        .as_deref()
        .is_some_and(|pointer| is_true(claims.pointer(pointer)));
    let address = text(&places.email).and_then(|email| address(places, email, verified, claims));
    let name = text(&places.name)
        .map(str::trim)
        .filter(|name| !name.is_empty() && name.len() <= 255);
    Some(Identity {
        provider: provider.to_owned(),
        subject: id(claims.pointer(&places.subject))?,
        address,
        name: name.map(str::to_owned),
    })
}

/// The primary address of GitHub's list `[{email, primary, verified}]`.
pub(crate) fn primary_address(facts: &Facts, list: &Value) -> Option<Address> {
    let primary = list
        .as_array()?
        .iter()
        .find(|entry| is_true(entry.get("primary")))?;
    let email = primary.get("email")?.as_str()?;
    address(
        &facts.identity,
        email,
        is_true(primary.get("verified")),
        primary,
    )
}

fn address(places: &IdentityFacts, email: &str, verified: bool, claims: &Value) -> Option<Address> {
    let text = normalize(email)?;
    let domain = text.rsplit_once('@').map_or("", |(_, domain)| domain);
    let hosted = places
        .authoritative
        .claim
        .as_deref()
        .and_then(|pointer| claims.pointer(pointer)?.as_str());
    let named = places
        .authoritative
        .domains
        .iter()
        .any(|it| it.eq_ignore_ascii_case(domain));
    let authoritative = named || hosted.is_some_and(|hosted| hosted.eq_ignore_ascii_case(domain));
    Some(Address {
        text,
        verified,
        authoritative: verified && authoritative,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::facts::Facts;

    #[test]
    fn addresses_in_the_form_in_which_they_are_compared() {
        for (address, expected) in [
            ("Ada@Example.COM", Some("ada@example.com")),
            ("a.d.a+shop@gmail.com", Some("a.d.a+shop@gmail.com")),
            // The Kelvin sign, a dotless i, a Cyrillic a: other addresses than k, i and a.
            ("\u{212a}im@example.com", Some("\u{212a}im@example.com")),
            ("m\u{131}ke@example.com", Some("m\u{131}ke@example.com")),
            ("\u{430}da@example.com", Some("\u{430}da@example.com")),
            ("ada", None),
            ("@example.com", None),
            ("ada@", None),
            ("ada@evil.com@example.com", None),
            ("ada@example.com,eve@evil.com", None),
            ("\"ada\"@example.com", None),
            ("ada @example.com", None),
            ("ada@example.com\n", None),
            ("ada\u{200b}\u{a0}@example.com", None),
        ] {
            assert_eq!(normalize(address).as_deref(), expected, "{address:?}");
        }
        assert_eq!(normalize(&format!("{}@example.com", "a".repeat(250))), None);
    }

    #[test]
    fn only_true_is_verified() {
        let google = Facts::named("google").unwrap();
        for (value, expected) in [
            (json!(true), true),
            (json!("true"), true),
            (json!(false), false),
            (json!("false"), false),
            (json!("True"), false),
            (json!("1"), false),
            (json!(1), false),
            (json!(null), false),
            (json!([true]), false),
        ] {
            let claims = json!({"sub": "1", "email": "ada@gmail.com", "email_verified": value});
            let address = from_claims("google", &google, &claims)
                .unwrap()
                .address
                .unwrap();
            assert_eq!(
                (address.verified, address.authoritative),
                (expected, expected),
                "{value}"
            );
        }
        let absent = from_claims(
            "google",
            &google,
            &json!({"sub": "1", "email": "ada@gmail.com"}),
        )
        .unwrap();
        assert_eq!(absent.verified_address(), None);
    }

    #[test]
    fn google_is_authoritative_for_its_own_and_for_hosted_addresses() {
        let google = Facts::named("google").unwrap();
        for (claims, expected) in [
            (json!({"email": "ada@gmail.com"}), true),
            (json!({"email": "ada@GMAIL.com"}), true),
            (
                json!({"email": "ada@corp.example", "hd": "corp.example"}),
                true,
            ),
            (json!({"email": "ada@corp.example"}), false),
            (
                json!({"email": "ada@corp.example", "hd": "other.example"}),
                false,
            ),
            (json!({"email": "ada@gmail.com.evil.example"}), false),
            (json!({"email": "ada@notgmail.com"}), false),
            (json!({"email": "ada@corp.example", "hd": true}), false),
        ] {
            let mut claims = claims;
            claims["sub"] = json!("1");
            claims["email_verified"] = json!(true);
            let address = from_claims("google", &google, &claims)
                .unwrap()
                .address
                .unwrap();
            assert_eq!(address.authoritative, expected, "{claims}");
        }
    }

    #[test]
    fn github_has_a_number_and_a_list_of_addresses() {
        let github = Facts::named("github").unwrap();
        let profile = json!({"id": 583231, "email": "public@example.com", "name": " Octo "});
        let identity = from_claims("github", &github, &profile).unwrap();
        assert_eq!(
            (identity.subject.as_str(), identity.name.as_deref()),
            ("583231", Some("Octo"))
        );
        assert_eq!(
            identity.verified_address(),
            None,
            "the profile's address is not verified"
        );
        let entry = |email: &str, primary: bool, verified: bool| json!({"email": email, "primary": primary, "verified": verified});
        let address = primary_address(
            &github,
            &json!([entry("a@x.org", false, true), entry("B@x.org", true, true)]),
        )
        .unwrap();
        assert_eq!(
            (
                address.text.as_str(),
                address.verified,
                address.authoritative
            ),
            ("b@x.org", true, false)
        );
        let address = primary_address(
            &github,
            &json!([entry("a@x.org", false, true), entry("b@x.org", true, false)]),
        )
        .unwrap();
        assert!(!address.verified, "another verified address does not help");
        assert_eq!(primary_address(&github, &json!([])), None);
        assert_eq!(
            primary_address(&github, &json!({"message": "Not Found"})),
            None
        );
    }

    #[test]
    fn without_an_id_there_is_no_identity() {
        let google = Facts::named("google").unwrap();
        for subject in [
            json!(null),
            json!(""),
            json!(-1),
            json!(1.5),
            json!({"a": 1}),
            json!("x".repeat(256)),
        ] {
            assert_eq!(
                from_claims("google", &google, &json!({"sub": subject})),
                None,
                "{subject}"
            );
        }
    }
}
