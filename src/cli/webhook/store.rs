//! Deliveries on the disk: an append-only file with a line of JSON for each.
//!
//! ```text
//! {"number":1,"at":1700000000,"method":"POST","path":"/hook","event":"ping","id":null,"headers":[["X-A","1"]],"body":"e30="}
//! ```
//!
//! Invariants: a body is kept byte for byte (as base64), and so are the headers' values (a byte is the character with its
//! number, as in ISO 8859-1). A line is written with one call, so that a crash tears only the last one: it costs itself,
//! whoever reads next leaves it out, and whoever writes next begins a new line. The file is its owner's alone, since
//! headers may hold secrets.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::Failure;
use super::delivery::Delivery;

/// Longer than the line of any delivery that `listen` takes.
const LINE: u64 = 64 << 20;

/// A delivery as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kept {
    /// Counts from 1 in each file.
    pub number: u64,
    /// When it came, in Unix seconds.
    pub at: u64,
    /// The event's type and id, where the scheme declares where they are.
    pub event: Option<String>,
    /// See `event`.
    pub id: Option<String>,
    /// The request.
    pub delivery: Delivery,
}

/// A store that is written to.
#[derive(Debug)]
pub(super) struct Store {
    file: File,
    path: PathBuf,
    next: u64,
}

/// What a store holds, and how many lines could not be read.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// In the order in which they came.
    pub deliveries: Vec<Kept>,
    /// The numbers of the lines that are torn or no deliveries, from 1.
    pub broken: Vec<usize>,
}

impl Store {
    /// Opens a store to write to its end, and makes it if it is not there.
    pub(super) fn open(path: &Path) -> Result<Store, Failure> {
        let failed = |error: std::io::Error| {
            Failure::new(format!(
                "cannot keep deliveries in {}: {error}",
                path.display()
            ))
        };
        let last = match read(path) {
            Ok(contents) => contents.deliveries.last().map_or(0, |kept| kept.number),
            Err(error) if error.kind() == ErrorKind::NotFound => 0,
            Err(error) => return Err(failed(error)),
        };
        let mut file = owners_alone()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(failed)?;
        keep_from_others(&file).map_err(failed)?;
        end_the_last_line(&mut file).map_err(failed)?;
        Ok(Store {
            file,
            path: path.to_owned(),
            next: last.saturating_add(1),
        })
    }

    /// Keeps a delivery under the next number, which it gives back.
    pub(super) fn append(&mut self, mut kept: Kept) -> Result<u64, Failure> {
        kept.number = self.next;
        self.file
            .write_all(line(&kept).as_bytes())
            .map_err(|error| {
                Failure::new(format!(
                    "cannot keep a delivery in {}: {error}",
                    self.path.display()
                ))
            })?;
        self.next = self.next.saturating_add(1);
        Ok(kept.number)
    }
}

#[cfg(unix)]
fn owners_alone() -> OpenOptions {
    let mut options = OpenOptions::new();
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(not(unix))]
fn owners_alone() -> OpenOptions {
    OpenOptions::new()
}

/// A store that was there before may be readable by others: by an older umask, or because somebody made it.
#[cfg(unix)]
fn keep_from_others(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = file.metadata()?.permissions();
    if permissions.mode() & 0o777 != 0o600 {
        permissions.set_mode(0o600);
        file.set_permissions(permissions)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_from_others(_: &File) -> std::io::Result<()> {
    Ok(())
}

/// A torn last line gets its line break, so that the next one is alone.
fn end_the_last_line(file: &mut File) -> std::io::Result<()> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(());
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    if last == *b"\n" {
        Ok(())
    } else {
        file.write_all(b"\n")
    }
}

/// Reads a whole store.
pub(super) fn read(path: &Path) -> std::io::Result<Contents> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut contents = Contents::default();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if reader.by_ref().take(LINE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        match parse(&line) {
            Some(kept) => contents.deliveries.push(kept),
            None => contents.broken.push(number),
        }
    }
    Ok(contents)
}

fn line(kept: &Kept) -> String {
    let Kept {
        number,
        at,
        event,
        id,
        delivery,
    } = kept;
    let headers: Vec<(&str, String)> = delivery
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), characters(value.as_bytes())))
        .collect();
    let [method, path, event, id, headers] = [
        json!(delivery.method.as_str()),
        json!(delivery.path),
        json!(event),
        json!(id),
        json!(headers),
    ]
    .map(|value| value.to_string());
    let body = STANDARD.encode(&delivery.body);
    format!(
        r#"{{"number":{number},"at":{at},"method":{method},"path":{path},"event":{event},"id":{id},"headers":{headers},"body":"{body}"}}"#
    ) + "\n"
}

fn parse(line: &[u8]) -> Option<Kept> {
    let value: Value = serde_json::from_slice(line).ok()?;
    let text = |key: &str| value.get(key)?.as_str();
    let delivery = Delivery {
        method: text("method")?.parse().ok()?,
        path: text("path")?.to_owned(),
        headers: headers(value.get("headers")?)?,
        body: STANDARD.decode(text("body")?).ok()?,
    };
    Some(Kept {
        number: value.get("number")?.as_u64()?,
        at: value.get("at")?.as_u64()?,
        event: text("event").map(str::to_owned),
        id: text("id").map(str::to_owned),
        delivery,
    })
}

fn headers(value: &Value) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for pair in value.as_array()? {
        let name = HeaderName::from_bytes(pair.get(0)?.as_str()?.as_bytes()).ok()?;
        headers.append(
            name,
            HeaderValue::from_bytes(&bytes(pair.get(1)?.as_str()?)?).ok()?,
        );
    }
    Some(headers)
}

fn characters(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn bytes(characters: &str) -> Option<Vec<u8>> {
    characters
        .chars()
        .map(|sign| u8::try_from(sign).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of a test's own, gone at its end.
    struct Temporary(PathBuf);

    impl Temporary {
        fn new(name: &str) -> Temporary {
            let path = std::env::temp_dir()
                .join(format!("fetchwright-store-{}-{name}", std::process::id()));
            drop(std::fs::remove_file(&path));
            Temporary(path)
        }
    }

    impl Drop for Temporary {
        fn drop(&mut self) {
            drop(std::fs::remove_file(&self.0));
        }
    }

    fn kept(number: u64, body: &[u8]) -> Kept {
        let mut headers = HeaderMap::new();
        headers.append(
            "x-bytes",
            HeaderValue::from_bytes(b"caf\xe9\xff\t\"").unwrap(),
        );
        headers.append("x-twice", HeaderValue::from_static("1"));
        headers.append("x-twice", HeaderValue::from_static("2"));
        let delivery = Delivery {
            method: http::Method::PUT,
            path: "/a?b=\"c".to_owned(),
            headers,
            body: body.to_owned(),
        };
        Kept {
            number,
            at: 1_700_000_000,
            event: Some("a\nb".to_owned()),
            id: None,
            delivery,
        }
    }

    #[test]
    fn bytes_come_back_as_they_were() {
        let file = Temporary::new("bytes");
        let every: Vec<u8> = (0..=255).collect();
        let mut store = Store::open(&file.0).unwrap();
        for body in [&b""[..], b"\r\n\0", &every] {
            store.append(kept(0, body)).unwrap();
        }
        let contents = read(&file.0).unwrap();
        assert_eq!(
            contents.deliveries,
            [kept(1, b""), kept(2, b"\r\n\0"), kept(3, &every)]
        );
        assert_eq!(contents.broken, [0; 0]);
    }

    #[test]
    fn a_torn_last_line_costs_only_itself() {
        let file = Temporary::new("torn");
        let whole = line(&kept(1, b"one"));
        for cut in 1..whole.len() {
            let torn: String = line(&kept(2, b"two")).chars().take(cut).collect();
            std::fs::write(&file.0, format!("{whole}{torn}")).unwrap();
            Store::open(&file.0)
                .unwrap()
                .append(kept(0, b"three"))
                .unwrap();
            let contents = read(&file.0).unwrap();
            assert_eq!(
                contents.deliveries.first().unwrap(),
                &kept(1, b"one"),
                "cut at {cut}"
            );
            assert_eq!(
                contents.deliveries.last().unwrap().delivery.body,
                b"three",
                "cut at {cut}"
            );
            assert!(
                contents.deliveries.len() + contents.broken.len() == 3,
                "cut at {cut}"
            );
        }
    }

    #[test]
    fn a_line_with_any_fault_is_a_delivery_or_none() {
        let whole = line(&kept(1, b"body")).into_bytes();
        let mut random = fastrand::Rng::with_seed(1);
        let mut read = 0;
        for _ in 0..20_000 {
            let mut faulty = whole.clone();
            for _ in 0..random.usize(1..4) {
                let at = random.usize(..faulty.len());
                faulty[at] = random.u8(..);
            }
            // What is read is written and read again as the same.
            if let Some(kept) = parse(&faulty) {
                read += 1;
                assert_eq!(parse(line(&kept).as_bytes()), Some(kept));
            }
        }
        assert!(read > 100, "{read}");
    }

    #[test]
    fn numbers_go_on_where_they_ended() {
        let file = Temporary::new("numbers");
        assert_eq!(
            Store::open(&file.0).unwrap().append(kept(0, b"")).unwrap(),
            1
        );
        assert_eq!(
            Store::open(&file.0).unwrap().append(kept(0, b"")).unwrap(),
            2
        );
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let file = Temporary::new("mode");
        drop(Store::open(&file.0).unwrap());
        std::fs::set_permissions(&file.0, std::fs::Permissions::from_mode(0o644)).unwrap();
        drop(Store::open(&file.0).unwrap());
        assert_eq!(
            std::fs::metadata(&file.0).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn lines_that_are_no_deliveries_are_counted() {
        let file = Temporary::new("broken");
        std::fs::write(
            &file.0,
            "\n{}\n[1]\n\u{0}\n{\"number\":1,\"headers\":[[1]]}\n",
        )
        .unwrap();
        let contents = read(&file.0).unwrap();
        assert!(contents.deliveries.is_empty());
        assert_eq!(contents.broken, [1, 2, 3, 4, 5]);
    }
}
