//! Which servers are trusted, and who the client is: certificates to a configuration of TLS.
//!
//! ```text
//! root_certificates(pem)                      Mozilla's roots, and those
//! SSL_CERT_FILE=/etc/company.pem              those in place of Mozilla's, as OpenSSL and curl read it
//! client_certificate(chain, key)              mutual TLS
//! ```
//!
//! Files are read when the client is built. What cannot be read is an error of each call, which names the file.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rustls::client::WantsClientCert;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use super::boxed::BoxError;
use super::connections::Certificates;
#[cfg(feature = "system-roots")]
use super::system_roots::usual_roots;

/// The configuration with the roots and the client's certificate.
pub(super) fn configure(
    builder: ConfigBuilder<ClientConfig, WantsVerifier>,
    certificates: &Certificates,
) -> Result<ClientConfig, BoxError> {
    let mut roots = match from_environment(|name| std::env::var_os(name))? {
        Some(found) => found,
        None => usual_roots()?,
    };
    for pem in &certificates.roots {
        add(&mut roots, pem, "`root_certificates`")?;
    }
    let builder: ConfigBuilder<ClientConfig, WantsClientCert> =
        builder.with_root_certificates(roots);
    let Some((chain, key)) = &certificates.client else {
        return Ok(builder.with_no_client_auth());
    };
    let chain = read(chain, "`client_certificate`")?;
    // Nothing of a key is in an error.
    let key = PrivateKeyDer::from_pem_slice(key)
        .map_err(|_| "`client_certificate` has no private key in PEM")?;
    Ok(builder.with_client_auth_cert(chain, key)?)
}

/// Mozilla's roots.
#[cfg(not(feature = "system-roots"))]
fn usual_roots() -> Result<RootCertStore, BoxError> {
    Ok(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect())
}

/// The roots that `SSL_CERT_FILE` and `SSL_CERT_DIR` name, where one of them is set.
fn from_environment(
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<RootCertStore>, BoxError> {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let (file, folders) = (set("SSL_CERT_FILE"), set("SSL_CERT_DIR"));
    if file.is_none() && folders.is_none() {
        return Ok(None);
    }
    let mut roots = RootCertStore::empty();
    if let Some(file) = file {
        let path = PathBuf::from(file);
        let pem = std::fs::read(&path)
            .map_err(|error| format!("SSL_CERT_FILE, {}: {error}", path.display()))?;
        add(&mut roots, &pem, "SSL_CERT_FILE")?;
    }
    for folder in folders.iter().flat_map(std::env::split_paths) {
        add_folder(&mut roots, &folder)
            .map_err(|error| format!("SSL_CERT_DIR, {}: {error}", folder.display()))?;
    }
    Ok(Some(roots))
}

/// Adds the certificates of all files in a folder; what else lies there is left alone.
fn add_folder(roots: &mut RootCertStore, folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let Ok(pem) = std::fs::read(entry?.path()) else {
            continue;
        };
        let certificates = CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok);
        roots.add_parsable_certificates(certificates);
    }
    Ok(())
}

fn add(roots: &mut RootCertStore, pem: &[u8], source: &str) -> Result<(), BoxError> {
    let (added, _) = roots.add_parsable_certificates(read(pem, source)?);
    match added {
        0 => Err(format!("{source}: no certificate of an authority").into()),
        _ => Ok(()),
    }
}

fn read(pem: &[u8], source: &str) -> Result<Vec<CertificateDer<'static>>, BoxError> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates = read.map_err(|error| format!("{source}: {error}"))?;
    match certificates.is_empty() {
        true => Err(format!("{source}: no certificate in PEM").into()),
        false => Ok(certificates),
    }
}
