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
    /// How long nothing at all may come; `None` is as long as it likes.
    pub(super) idle: Option<Duration>,
    alarm: Option<BoxFuture<'static, ()>>,
}

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
            idle: None,
            alarm: None,
        })
    }

    /// The next chunk; `None` at the end.
    pub(super) fn poll_chunk(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error>>> {
        if let Poll::Ready(chunk) = self.body.poll_chunk(cx) {
            self.alarm = None;
            let label = &self.draft.label;
            return Poll::Ready(
                chunk.map(|chunk| chunk.map_err(|error| engine::failed(label, error))),
            );
        }
        let Some(idle) = self.idle else {
            return Poll::Pending;
        };
        let core = &self.core;
        let alarm = self.alarm.get_or_insert_with(|| {
            let core = core.clone();
            Box::pin(async move { core.0.settings.clock.alarm(idle).await })
        });
        ready!(alarm.as_mut().poll(cx));
        let message = format!("nothing came for {idle:?}");
        Poll::Ready(Some(Err(self
            .draft
            .label
            .error(ErrorKind::Timeout(Timeout::Idle), message)
            .maybe_sent())))
    }
}
