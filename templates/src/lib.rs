//! What all clients that fetchwright generates have in common: calls, credentials, retries, limits, errors, logs, pages,
//! streams, files and webhooks.
//!
//! A generated client uses this library in one of two ways, which look the same to its users: as a dependency, or as a
//! copy of the parts that it needs in the project of the user ([`vendor`] makes it). Clients that share it share its
//! types: [`Error`], [`Auth`], [`Secret`], [`Builder`] and a transport work with each of them.
//!
//! # An API by hand
//!
//! A generated client is data and a thin type around [`ClientInner`]:
//!
//! ```
//! use fetchwright_runtime::{Api, Arguments, Auth, Builder, Call, ClientInner, Json, Operation, json};
//!
//! static API: Api = Api::new("example", "https://api.example.com");
//!
//! struct Client(ClientInner);
//!
//! impl From<ClientInner> for Client {
//!     fn from(inner: ClientInner) -> Client {
//!         Client(inner)
//!     }
//! }
//!
//! impl Client {
//!     fn retrieve_customer(&self, customer: &str) -> Call<Json> {
//!         let operation = Operation::new("GET", "/v1/customers/{customer}", json);
//!         Call::new(self.0.clone(), operation).path(customer)
//!     }
//! }
//!
//! # async fn example() -> Result<(), fetchwright_runtime::Error> {
//! let client: Client = Builder::new(&API, Auth::none()).build();
//! let customer = client.retrieve_customer("cus_1").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! `client` is the core. Others bring parts and the crates that they need; [`vendor::FEATURES`] lists the purpose of each.
//! On by default are those that need no further crate: `client`, `hooks`, `limits`, `log-bodies` and `tower`. `full` is all of
//! them.
//!
//! # Versions
//!
//! Versions follow semver. Everything that is public here is the interface, for programs and for generated code; a test
//! holds its list.

pub mod vendor;

/// How the generator reads relative servers too.
#[cfg(not(feature = "client"))]
#[path = "runtime/server_urls.rs"]
pub mod server_urls;

#[cfg(feature = "client")]
mod runtime;
#[cfg(feature = "client")]
pub use runtime::*;

/// Webhooks alone: the data of schemes, and with the feature `webhooks` what verifies deliveries.
#[cfg(not(feature = "client"))]
#[path = "runtime/webhooks/mod.rs"]
pub mod webhooks;
