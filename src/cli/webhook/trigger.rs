//! `fetchwright webhook trigger`: events of a specification to signed deliveries.
//!
//! ```text
//! trigger a b --times 2   →   a, a, b, b: each with its own id and time, the last of them now
//!         --shuffle       →   b, a, b, a
//!         --tamper body   →   each with a body that its signature does not fit
//! ```

use std::io::{self, IsTerminal};

use fetchwright_runtime::webhooks::{Batch, FieldLocation, Scheme, Unsigned};
use http::{HeaderMap, Method};

use super::arguments::TriggerArguments;
use super::catalogue::{self, Event, Payload};
use super::change::{self, Change};
use super::delivery::{Delivery, Target, set_header};
use super::endpoint::{Signing, time};
use super::payload::{self, Body, Layout, Places};
use super::send::{Sender, Sent};
use super::show::{Line, Style};
use super::{Failure, ids, specification, tamper};
use crate::cli::{FAILED, print, say};
use crate::diagnostics::nearest;
use crate::document::Operation;
use crate::resolve;
use crate::samples::Json;

/// Sends the events; 1 where one was not taken (with `--tamper`: where one was).
pub(super) fn run(arguments: &TriggerArguments) -> Result<u8, Failure> {
    let target = Target::parse(&arguments.to)?;
    let changes = arguments
        .set
        .iter()
        .map(|set| Change::parse(set))
        .collect::<Result<Vec<_>, _>>()?;
    let sources = specification::load(&arguments.spec, &arguments.overlay)?;
    let document = specification::read(&sources)?;
    let signing = Signing::open(
        &arguments.scheme,
        &arguments.key,
        specification::scheme(&document),
    )?;
    let events = catalogue::events(&document);
    let chosen = arguments
        .events
        .iter()
        .map(|name| find(&events, name))
        .collect::<Result<Vec<_>, _>>()?;
    let selection = resolve::everything(&document);
    let pointer = |place: &Option<FieldLocation>| match place {
        Some(FieldLocation::Pointer(pointer)) => Some(in_batch(&signing.scheme, pointer)),
        _ => None,
    };
    let places = Places {
        name: pointer(&signing.scheme.event),
        id: pointer(&signing.scheme.id),
    };
    let make = |event: &&Event<'_, '_>| payload::make(&selection, event, &places);
    let bodies = chosen.iter().map(make).collect::<Result<Vec<_>, _>>()?;
    if let Some(span) = document.work.exceeded() {
        let position = sources.position(span);
        return Err(Failure::new(format!(
            "making this payload causes more work than a specification of its size may; it ran out at {}:{}:{}",
            position.file, position.line, position.column
        )));
    }
    let series = Series {
        arguments,
        changes,
        signing,
        chosen,
        bodies,
        target: target.clone(),
    };
    series.note_what_is_new()?;
    series.send(&Sender::new(target, &arguments.tls)?)
}

/// The event of a name. `batch.cancelled` is `batch_cancelled` too: a key of a specification is often written otherwise than
/// the event.
fn find<'e, 'd, 's>(events: &'e [Event<'d, 's>], name: &str) -> Result<&'e Event<'d, 's>, Failure> {
    let plain = |name: &str| name.replace(['-', '_', '/'], ".").to_lowercase();
    let exact = events.iter().find(|event| event.name == name);
    exact
        .or_else(|| events.iter().find(|event| plain(event.name) == plain(name)))
        .ok_or_else(|| {
            let near = nearest(name, events.iter().map(|event| event.name.to_owned()));
            let help = match near.is_empty() {
                true => "see `fetchwright webhook events --spec SPEC`".to_owned(),
                false => format!("did you mean {}?", near.join(" or ")),
            };
            Failure::usage(format!("the specification has no event `{name}`; {help}"))
        })
}

/// Everything that is sent by one command.
struct Series<'a, 'd, 's> {
    arguments: &'a TriggerArguments,
    changes: Vec<Change>,
    signing: Signing,
    chosen: Vec<&'a Event<'d, 's>>,
    bodies: Vec<Body>,
    target: Target,
}

impl Series<'_, '_, '_> {
    fn send(&self, sender: &Sender) -> Result<u8, Failure> {
        let style = match (self.arguments.json, io::stdout().is_terminal()) {
            (true, _) => Style::Json,
            (false, true) => Style::Terminal,
            (false, false) => Style::Plain,
        };
        let mut order: Vec<usize> = (0..self.len()).collect();
        if self.arguments.shuffle {
            shuffle(&mut order);
        }
        let now = time(self.arguments.key.now);
        let mut code = 0;
        for index in order {
            let Some((event, body)) = self.at(index) else {
                continue;
            };
            let (delivery, id) = self.delivery(event, body, index, now)?;
            let sent = sender.send(&delivery);
            let line = Line {
                number: index as u64 + 1,
                event: Some(event.name),
                id: id.as_deref(),
                bytes: delivery.body.len(),
                outcome: None,
                sent: &sent,
            };
            print(&line.text(style));
            if !self.is_as_wanted(&sent) {
                code = FAILED;
            }
        }
        Ok(code)
    }

    fn len(&self) -> usize {
        self.chosen.len().saturating_mul(self.times())
    }

    fn times(&self) -> usize {
        usize::try_from(self.arguments.times).unwrap_or(usize::MAX)
    }

    fn at(&self, index: usize) -> Option<(&Event<'_, '_>, &Body)> {
        let event = index.checked_div(self.times())?;
        Some((self.chosen.get(event)?, self.bodies.get(event)?))
    }

    fn layout(&self) -> Layout {
        match (self.arguments.pretty, self.arguments.compact) {
            (true, _) => Layout::Pretty,
            (false, true) => Layout::Compact,
            (false, false) => Layout::Raw,
        }
    }

    /// A receiver takes what is right, and responds otherwise to what was changed.
    fn is_as_wanted(&self, sent: &Sent) -> bool {
        match self.arguments.tamper {
            None => sent.is_taken(),
            Some(_) => sent.response.is_ok() && !sent.is_taken(),
        }
    }

    /// The delivery of a place in the series, and its event's id.
    fn delivery(
        &self,
        event: &Event<'_, '_>,
        body: &Body,
        index: usize,
        now: i64,
    ) -> Result<(Delivery, Option<String>), Failure> {
        let before = i64::try_from(self.len().saturating_sub(index + 1)).unwrap_or_default();
        let mut json = body.json.clone();
        self.personal(&mut json, body, now.saturating_sub(before));
        for change in &self.changes {
            change.apply(&mut json)?;
        }
        let (id, id_in_body) = (self.header_id(), self.body_id(&json));
        let event_header = self
            .signing
            .event_header()
            .map(|_| header_event(event, self.action(&json).as_deref()));
        let plain = Delivery {
            method: Method::POST,
            path: "/".to_owned(),
            headers: headers(body)?,
            body: body.written(&json, self.layout()).into_bytes(),
        };
        let url = plain.url(&self.target);
        let sign = |seconds: i64| {
            let bare = Unsigned::new(&[], seconds);
            let unsigned = Unsigned {
                id: &id,
                event: event_header.as_deref(),
                url: Some(&url),
                ..bare
            };
            self.signing.signed(plain.clone(), &unsigned)
        };
        let signed = sign(now)?;
        let delivery = match self.arguments.tamper {
            None => signed,
            Some(part) => tamper::tamper(
                signed,
                || sign(now.saturating_sub(3600)),
                &self.signing.scheme,
                part,
            )?,
        };
        let is_in_header = matches!(self.signing.scheme.id, Some(FieldLocation::Header(_)));
        Ok((delivery, if is_in_header { Some(id) } else { id_in_body }))
    }

    /// Makes a payload one of its own: its id and its time.
    fn personal(&self, json: &mut Json, body: &Body, at: i64) {
        let scheme = &self.signing.scheme;
        if let Some(FieldLocation::Pointer(pointer)) = &scheme.id
            && let Some(id) = change::at_pointer(json, &in_batch(scheme, pointer))
        {
            *id = ids::like(id);
        }
        for key in &body.times {
            if let Some(time) = change::at_pointer(json, &format!("/{key}")) {
                *time = Json::Number(at.to_string());
            }
        }
    }

    fn header_id(&self) -> String {
        match &self.signing.scheme.id {
            // GitHub's are UUIDs; the others' are opaque.
            Some(FieldLocation::Header(name)) if name.contains("Delivery") => ids::uuid(),
            _ => ids::delivery(),
        }
    }

    fn body_id(&self, json: &Json) -> Option<String> {
        match &self.signing.scheme.id {
            Some(FieldLocation::Pointer(pointer) | FieldLocation::Number(pointer)) => {
                change::text_at(json, &in_batch(&self.signing.scheme, pointer))
            }
            _ => None,
        }
    }

    fn action(&self, json: &Json) -> Option<String> {
        match &self.signing.scheme.action {
            Some(FieldLocation::Pointer(pointer)) => change::text_at(json, pointer),
            _ => None,
        }
    }

    /// A change of something that the sample does not have is often a slip of the pen.
    fn note_what_is_new(&self) -> Result<(), Failure> {
        for change in &self.changes {
            let mut known = false;
            for body in &self.bodies {
                known |= change.apply(&mut body.json.clone())?;
            }
            if !known {
                say(&format!(
                    "note: the payload has no `{}` by itself; it was added",
                    change.written
                ));
            }
        }
        Ok(())
    }
}

/// A pointer into the first event of a batch.
fn in_batch(scheme: &Scheme, pointer: &str) -> String {
    match &scheme.batch {
        Some(Batch { list, item, .. }) => format!("{list}/0{item}{pointer}"),
        None => pointer.to_owned(),
    }
}

/// The header of an event whose action is in the body: `pull_request` of an operation `pull-request/opened`, or
/// of the name `pull-request-opened`.
fn header_event(event: &Event<'_, '_>, action: Option<&str>) -> String {
    if let Payload::Declared(Operation { id: Some(id), .. }) = event.payload
        && let Some((event, _)) = id.split_once('/')
    {
        return event.replace('-', "_");
    }
    without_action(event.name, action)
}

fn without_action(name: &str, action: Option<&str>) -> String {
    let name = name.replace(['-', '/'], "_");
    let end = action.map(|action| format!("_{}", action.replace('-', "_")));
    end.and_then(|end| name.strip_suffix(&end).map(str::to_owned))
        .unwrap_or(name)
}

fn headers(body: &Body) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    set_header(&mut headers, "content-type", &body.media_type)?;
    for (name, value) in &body.headers {
        // A sample that no header may hold is left out.
        drop(set_header(&mut headers, name, value));
    }
    Ok(headers)
}

/// Another order than the one that was.
fn shuffle(order: &mut [usize]) {
    let before = order.to_vec();
    while order == before && before.len() > 1 {
        fastrand::shuffle(order);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_states_the_event_without_its_action() {
        assert_eq!(
            without_action("pull-request-opened", Some("opened")),
            "pull_request"
        );
        assert_eq!(
            without_action("check-run-requested-action", Some("requested_action")),
            "check_run"
        );
        assert_eq!(without_action("push", None), "push");
        assert_eq!(without_action("issues", Some("opened")), "issues");
    }

    #[test]
    fn shuffled_is_another_order() {
        for _ in 0..50 {
            let mut order = [0, 1, 2];
            shuffle(&mut order);
            assert_ne!(order, [0, 1, 2]);
            order.sort_unstable();
            assert_eq!(order, [0, 1, 2]);
        }
        shuffle(&mut [0]);
    }
}
