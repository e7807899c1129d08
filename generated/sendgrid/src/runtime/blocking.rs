//! Calls without `async`, in a program that has no runtime of its own.
//!
//! ```text
//! let blocking = Blocking::new()?;
//! let customer = blocking.wait(stripe.retrieve_customer("cus_1"))?;
//! ```
//!
//! One thread drives the calls of all clones; whoever waits for one is only held up. So connections stay alive between
//! calls, several threads can call at once, and a call from inside of `async` code cannot bring a program down.

use std::io;
use std::sync::{Arc, mpsc};
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use super::error::{Error, ErrorKind};
use super::label::OperationLabel;

/// Waits for calls. A clone shares its thread, which ends with the last one.
#[derive(Clone, Debug)]
pub struct Blocking {
    handle: Handle,
    /// The thread ends when this is dropped.
    _alive: Arc<oneshot::Sender<()>>,
}

impl Blocking {
    /// Starts the thread.
    ///
    /// # Errors
    /// Where the system gives no thread, or no means to wait for sockets.
    pub fn new() -> io::Result<Blocking> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (alive, ended) = oneshot::channel::<()>();
        let drive = move || runtime.block_on(async { drop(ended.await) });
        thread::Builder::new()
            .name("blocking calls".to_owned())
            .spawn(drive)?;
        Ok(Blocking {
            handle,
            _alive: Arc::new(alive),
        })
    }

    /// Sends a call and waits for what comes of it. The call's timeouts bound how long that takes.
    ///
    /// # Errors
    /// The call's own.
    pub fn wait<T, C>(&self, call: C) -> Result<T, Error>
    where
        T: Send + 'static,
        C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static>,
    {
        let (done, outcome) = mpsc::sync_channel(1);
        let call = call.into_future();
        self.handle.spawn(async move {
            // Nobody waits any more if this fails.
            let _ = done.send(call.await);
        });
        outcome.recv().unwrap_or_else(|_| Err(unfinished()))
    }
}

/// Only a panic of a hook, a transport or a clock that the user brought ends a call without an outcome.
fn unfinished() -> Error {
    let label = OperationLabel {
        method: "a".into(),
        path: "call".into(),
    };
    label
        .error(
            ErrorKind::Transport,
            "it ended without an outcome: something that the client was given panicked",
        )
        .maybe_sent()
}
