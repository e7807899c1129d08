//! A response whose headers are there and whose body still comes.

use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;

use super::body::Body;
use super::boxed::BoxFuture;
use super::client::ClientInner;
use super::draft::RequestDraft;
use super::engine::{self, Reading, Received};
use super::error::{Error, ErrorKind, Timeout};
use super::response::Response;

/// Such a response and its request.
pub(super) struct Incoming {
    pub(super) core: ClientInner,
    pub(super) draft: RequestDraft,
    /// Status and headers.
    pub(super) response: Response,
    pub(super) body: Body,
    /// How long nothing at all may come.
    pub(super) idle: Duration,
    /// How long nothing may come that counts, where not all does: `Incoming::came`.
    pub(super) quiet: Option<Duration>,
    silence: Option<Alarm>,
    quietness: Option<Alarm>,
}

type Alarm = BoxFuture<'static, ()>;

/// How long a body may stall by default.
const IDLE: Duration = Duration::from_secs(120);

impl Incoming {
    /// Sends a call and waits for the headers of a success.
    pub(super) async fn open(
        core: ClientInner,
        mut draft: RequestDraft,
    ) -> Result<Incoming, Error> {
        let Received { response, rest } = engine::send(&core, &mut draft, Reading::Stream).await?;
        Ok(Incoming {
            core,
            draft,
            response,
            body: rest.unwrap_or_default(),
            idle: IDLE,
            quiet: None,
            silence: None,
            quietness: None,
        })
    }

    /// Something came that counts.
    #[cfg(feature = "streams")]
    pub(super) fn came(&mut self) {
        self.quietness = None;
    }

    /// The next chunk; `None` at the end.
    pub(super) fn poll_chunk(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error>>> {
        // What counts must come in time, also where something else comes all the while.
        if let Some(quiet) = self.quiet {
            let alarm = self
                .quietness
                .get_or_insert_with(|| alarm(&self.core, quiet));
            if alarm.as_mut().poll(cx).is_ready() {
                let message = format!("nothing but comments came for {quiet:?}");
                return Poll::Ready(Some(Err(self.timeout(message))));
            }
        }
        if let Poll::Ready(chunk) = self.body.poll_chunk(cx) {
            self.silence = None;
            let failed = |error| {
                let error = engine::failed(&self.draft.label, error);
                engine::classified(&self.core.0.settings, error)
            };
            return Poll::Ready(chunk.map(|chunk| chunk.map_err(failed)));
        }
        let idle = self.idle;
        let alarm = self.silence.get_or_insert_with(|| alarm(&self.core, idle));
        ready!(alarm.as_mut().poll(cx));
        let message = format!("nothing came for {idle:?}");
        Poll::Ready(Some(Err(self.timeout(message))))
    }

    fn timeout(&self, message: String) -> Error {
        let kind = ErrorKind::Timeout(Timeout::Idle);
        let error = self.draft.label.error(kind, message).maybe_sent();
        engine::classified(&self.core.0.settings, error)
    }
}

fn alarm(core: &ClientInner, after: Duration) -> Alarm {
    let core = core.clone();
    Box::pin(async move { core.0.settings.clock.alarm(after).await })
}
