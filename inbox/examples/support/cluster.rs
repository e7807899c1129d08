//! A Postgres server of its own, in a new folder, at a socket in that folder: no port is taken, and it can be stopped the
//! hard way.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

static NEXT: AtomicUsize = AtomicUsize::new(0);

pub struct Cluster {
    folder: PathBuf,
}

impl Cluster {
    /// Needs `initdb`, which Debian keeps in `/usr/lib/postgresql`. As root it runs as the user `postgres`, because
    /// `initdb` refuses root.
    pub fn start() -> Result<Cluster, String> {
        // Short enough for a socket's path, and open to the user `postgres`, wherever the temporary folder is.
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = PathBuf::from(format!(
            "/tmp/inbox-postgres-{}-{number}",
            std::process::id()
        ));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let cluster = Cluster { folder };
        let data = cluster.data();
        let initdb = [
            "-D",
            &data,
            "-U",
            "inbox",
            "--auth=trust",
            "-E",
            "UTF8",
            "--no-sync",
        ];
        run(program("initdb")?.args(initdb))?;
        cluster.control("start")?;
        Ok(cluster)
    }

    pub fn url(&self) -> String {
        let socket = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://inbox@{socket}/postgres")
    }

    /// As after a power cut: the server recovers from its log.
    #[allow(dead_code, reason = "not every example has a use for it")]
    pub fn crash_and_start(&self) -> Result<(), String> {
        self.control("stop")?;
        self.control("start")
    }

    pub fn control(&self, what: &str) -> Result<(), String> {
        let (data, log) = (self.data(), self.folder.join("log"));
        let options = format!(
            "-k {} -c listen_addresses='' -c max_connections=300 -c shared_preload_libraries=pg_stat_statements",
            self.folder.display()
        );
        let mut command = program("pg_ctl")?;
        command.args([what, "-w", "-D", &data]);
        match what {
            "start" => command.args(["-o", &options]).arg("-l").arg(log),
            _ => command.args(["-m", "immediate"]),
        };
        run(&mut command)
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.control("stop");
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0)
}

fn program(name: &str) -> Result<Command, String> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut found: Vec<PathBuf> = versions
        .map(|it| it.path().join("bin").join(name))
        .filter(|it| it.exists())
        .collect();
    found.sort();
    let path = found.pop().unwrap_or_else(|| Path::new(name).to_owned());
    if !is_root() {
        return Ok(Command::new(path));
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(path);
    Ok(command)
}

fn run(command: &mut Command) -> Result<(), String> {
    let command = command
        .current_dir("/")
        .stdout(Stdio::null())
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    let status = command
        .status()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?}: {status}"))
    }
}
