//! Which account an identity belongs to: one total function.
//!
//! ```text
//! (identity, account with this identity, accounts with its address, policy)  →  existing | create | link | conflict(kind)
//! ```
//!
//! The rules come from takeovers that happened elsewhere:
//!
//! - An identity that is known decides. Its address does not matter any more.
//! - An address links only if the provider has verified it **and** is authoritative for it **and** the account's address is verified.
//!   Otherwise somebody who registered the victim's address in advance would receive the victim's identity (pre-hijacking), or somebody
//!   who once had an address would receive the account of who has it now.
//! - An account that has another identity of the same provider is never linked by address: the address was given to somebody else.
//! - A conflict changes nothing. It tells the user to sign in as before and to link then.

use crate::identity::{Identity, normalize};

/// An account, as `Accounts` know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account's id.
    pub id: String,
    /// The account's address.
    pub email: Option<String>,
    /// The account's owner has shown that he reads the mail of this address.
    pub email_verified: bool,
    /// Providers whose identities are linked.
    pub providers: Vec<String>,
}

/// What becomes of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The account that has the identity.
    Existing(String),
    /// A new account, with this verified address.
    Create(Option<String>),
    /// The identity is added to this account.
    Link(String),
    /// Nothing is changed.
    Conflict(Conflict),
    /// The provider has verified no address, and the policy needs one.
    NoVerifiedEmail,
}

/// Why an identity cannot be connected with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conflict {
    /// An account has the address, and the provider does not decide who has it.
    NotAuthoritative,
    /// An account has the address, and nobody has shown that it is his.
    LocalUnverified,
    /// The account with the address has another identity of this provider.
    OtherIdentity,
    /// Several accounts have the address.
    SeveralAccounts,
    /// The user wants to link an identity that belongs to another account.
    LinkedElsewhere,
}

impl Conflict {
    /// A stable code, for apps and logs.
    pub fn code(self) -> &'static str {
        match self {
            Conflict::NotAuthoritative => "conflict_not_authoritative",
            Conflict::LocalUnverified => "conflict_local_unverified",
            Conflict::OtherIdentity => "conflict_other_identity",
            Conflict::SeveralAccounts => "conflict_several_accounts",
            Conflict::LinkedElsewhere => "conflict_linked_elsewhere",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Conflict::LinkedElsewhere => "This {provider} account belongs to another account here",
            _ => "There is an account with your e-mail address already",
        }
    }

    pub(crate) fn advice(self) -> &'static str {
        match self {
            Conflict::NotAuthoritative => {
                "Sign in the way you did before. Then connect {provider} in your account's settings; from then on you can sign in with it."
            }
            Conflict::LocalUnverified => {
                "Nobody has confirmed the address of that account yet. If it is yours, confirm it, sign in the way you did before, and connect {provider} then."
            }
            Conflict::OtherIdentity => {
                "It is connected with another {provider} account. Sign in with that one, or the way you did before."
            }
            Conflict::SeveralAccounts => {
                "Several accounts have it. Sign in to the one you want the way you did before, and connect {provider} there."
            }
            Conflict::LinkedElsewhere => {
                "Sign out, sign in with {provider}, and disconnect it there. Then connect it here."
            }
        }
    }
}

/// What a site wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// A new account needs a verified address. On by default.
    pub needs_verified_email: bool,
    /// Accounts may be linked by their address. On by default.
    pub links_by_email: bool,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            needs_verified_email: true,
            links_by_email: true,
        }
    }
}

/// Decides about a sign-in. `with_address` may hold accounts with other addresses; they do not count.
pub fn decide(
    identity: &Identity,
    with_identity: Option<&Account>,
    with_address: &[Account],
    policy: Policy,
) -> Decision {
    if let Some(account) = with_identity {
        return Decision::Existing(account.id.clone());
    }
    let Some(address) = identity.verified_address() else {
        return match policy.needs_verified_email {
            true => Decision::NoVerifiedEmail,
            false => Decision::Create(None),
        };
    };
    let has_address = |account: &&Account| {
        account.email.as_deref().and_then(normalize).as_ref() == Some(&address.text)
    };
    let mut accounts = with_address.iter().filter(has_address);
    let Some(account) = accounts.next() else {
        return Decision::Create(Some(address.text.clone()));
    };
    let conflict = if accounts.next().is_some() {
        Conflict::SeveralAccounts
    } else if !account.email_verified {
        Conflict::LocalUnverified
    } else if account.providers.contains(&identity.provider) {
        Conflict::OtherIdentity
    } else if !address.authoritative || !policy.links_by_email {
        Conflict::NotAuthoritative
    } else {
        return Decision::Link(account.id.clone());
    };
    Decision::Conflict(conflict)
}

/// Decides about a signed-in user who links an identity. Addresses do not matter: the user has proved both sides.
pub fn decide_link(user: &str, with_identity: Option<&Account>) -> Decision {
    match with_identity {
        None => Decision::Link(user.to_owned()),
        Some(account) if account.id == user => Decision::Existing(account.id.clone()),
        Some(_) => Decision::Conflict(Conflict::LinkedElsewhere),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Address;

    #[derive(Clone, Copy, Debug)]
    enum Sent {
        Nothing,
        Unverified,
        Verified,
        Authoritative,
    }

    /// The accounts that a store returns for the address.
    #[derive(Clone, Copy, Debug)]
    enum Local {
        None,
        /// A store with a lax comparison returns it.
        OtherAddress,
        Unverified,
        Verified,
        VerifiedWithSameProvider,
        Two,
    }

    fn identity(sent: Sent) -> Identity {
        let (verified, authoritative) = match sent {
            Sent::Nothing | Sent::Unverified => (false, false),
            Sent::Verified => (true, false),
            Sent::Authoritative => (true, true),
        };
        let address = Address {
            text: "ada@example.com".to_owned(),
            verified,
            authoritative,
        };
        let address = (!matches!(sent, Sent::Nothing)).then_some(address);
        Identity {
            address,
            ..Identity::new("google", "1")
        }
    }

    fn accounts(local: Local) -> Vec<Account> {
        let account = |id: &str, email: &str, email_verified: bool, provider: &str| Account {
            id: id.to_owned(),
            email: Some(email.to_owned()),
            email_verified,
            providers: vec![provider.to_owned()],
        };
        match local {
            Local::None => Vec::new(),
            Local::OtherAddress => vec![account("x", "ada.@example.com", true, "github")],
            Local::Unverified => vec![account("u", "ada@example.com", false, "github")],
            Local::Verified => vec![account("v", "Ada@Example.com", true, "github")],
            Local::VerifiedWithSameProvider => {
                vec![account("p", "ada@example.com", true, "google")]
            }
            Local::Two => vec![
                account("1", "ada@example.com", true, "github"),
                account("2", "ADA@example.com", true, "github"),
            ],
        }
    }

    /// Every row: what the provider sent, which accounts have the address, and the decision.
    #[test]
    fn every_row_of_the_table() {
        use Conflict::{LocalUnverified, NotAuthoritative, OtherIdentity, SeveralAccounts};
        let create = || Decision::Create(Some("ada@example.com".to_owned()));
        let none = || Decision::NoVerifiedEmail;
        let link = || Decision::Link("v".to_owned());
        let conflict = Decision::Conflict;
        let locals = [
            Local::None,
            Local::OtherAddress,
            Local::Unverified,
            Local::Verified,
            Local::VerifiedWithSameProvider,
            Local::Two,
        ];
        let table = [
            (
                Sent::Nothing,
                [none(), none(), none(), none(), none(), none()],
            ),
            (
                Sent::Unverified,
                [none(), none(), none(), none(), none(), none()],
            ),
            (
                Sent::Verified,
                [
                    create(),
                    create(),
                    conflict(LocalUnverified),
                    conflict(NotAuthoritative),
                    conflict(OtherIdentity),
                    conflict(SeveralAccounts),
                ],
            ),
            (
                Sent::Authoritative,
                [
                    create(),
                    create(),
                    conflict(LocalUnverified),
                    link(),
                    conflict(OtherIdentity),
                    conflict(SeveralAccounts),
                ],
            ),
        ];
        let known = Account {
            id: "k".to_owned(),
            email: None,
            email_verified: false,
            providers: Vec::new(),
        };
        for (sent, row) in table {
            for (local, expected) in locals.into_iter().zip(row) {
                let (identity, accounts) = (identity(sent), accounts(local));
                let decision = decide(&identity, None, &accounts, Policy::default());
                assert_eq!(decision, expected, "{sent:?}, {local:?}");
                // A known identity decides, whatever the addresses are.
                let decision = decide(&identity, Some(&known), &accounts, Policy::default());
                assert_eq!(
                    decision,
                    Decision::Existing("k".to_owned()),
                    "{sent:?}, {local:?}"
                );
                // Without links by address, the row's link is a conflict and everything else stays.
                let expected = if expected == link() {
                    conflict(NotAuthoritative)
                } else {
                    expected
                };
                let policy = Policy {
                    links_by_email: false,
                    ..Policy::default()
                };
                assert_eq!(
                    decide(&identity, None, &accounts, policy),
                    expected,
                    "{sent:?}, {local:?}"
                );
                // A site that needs no address: what was refused for its lack is a new account without an address.
                let expected = if expected == none() {
                    Decision::Create(None)
                } else {
                    expected
                };
                let policy = Policy {
                    needs_verified_email: false,
                    links_by_email: false,
                };
                assert_eq!(
                    decide(&identity, None, &accounts, policy),
                    expected,
                    "{sent:?}, {local:?}"
                );
            }
        }
    }

    #[test]
    fn a_signed_in_user_links() {
        let account = |id: &str| Account {
            id: id.to_owned(),
            email: None,
            email_verified: false,
            providers: Vec::new(),
        };
        assert_eq!(decide_link("ada", None), Decision::Link("ada".to_owned()));
        assert_eq!(
            decide_link("ada", Some(&account("ada"))),
            Decision::Existing("ada".to_owned())
        );
        assert_eq!(
            decide_link("ada", Some(&account("eve"))),
            Decision::Conflict(Conflict::LinkedElsewhere)
        );
    }
}
