//! Which types go out and which come in, so that each derives only what it needs.

use crate::ir::{Api, BodyKind, Operation, Type, TypeId, Types};

/// The ways a type travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// It is sent.
    pub out: bool,
    /// It is received.
    pub incoming: bool,
}

/// The usage of every type of the arena.
pub(super) fn usages(api: &Api) -> Vec<Usage> {
    let mut usages = vec![Usage::default(); api.types.0.len()];
    for operation in &api.operations {
        for ty in sent(operation) {
            spread(&api.types, ty, &mut |id| {
                mark(&mut usages, id, |usage| &mut usage.out)
            });
        }
        for id in received(operation) {
            spread(&api.types, Type::Named(id), &mut |id| {
                mark(&mut usages, id, |usage| &mut usage.incoming)
            });
        }
    }
    for id in &api.wanted {
        spread(&api.types, Type::Named(*id), &mut |id| {
            mark(&mut usages, id, |usage| &mut usage.incoming)
        });
    }
    for event in api.webhooks.iter().flat_map(|webhooks| &webhooks.events) {
        spread(&api.types, event.ty.clone(), &mut |id| {
            mark(&mut usages, id, |usage| &mut usage.incoming)
        });
    }
    usages
}

fn sent(operation: &Operation) -> Vec<Type> {
    let parameters = operation
        .path_parameters
        .iter()
        .chain(&operation.parameters)
        .map(|parameter| parameter.ty.clone());
    let body = operation.body.as_ref().and_then(|body| match &body.kind {
        BodyKind::Json(ty, _) | BodyKind::Form(ty, _) | BodyKind::Multipart(ty, _) => {
            Some(ty.clone())
        }
        BodyKind::Text(_) | BodyKind::Bytes(_) | BodyKind::Nothing(_) => None,
    });
    parameters.chain(body).collect()
}

fn received(operation: &Operation) -> Vec<TypeId> {
    let mut found = Vec::new();
    operation.response_body.mentions(&mut |id| found.push(id));
    if let Some(item) = operation
        .stream
        .as_ref()
        .and_then(|stream| stream.item.as_ref())
    {
        item.mentions(&mut |id| found.push(id));
    }
    for (_, ty) in &operation.errors {
        ty.mentions(&mut |id| found.push(id));
    }
    found
}

/// Marks a type and all that it mentions; `mark` returns whether that was new.
fn spread(types: &Types, ty: Type, mark: &mut dyn FnMut(TypeId) -> bool) {
    let mut waiting = Vec::new();
    ty.mentions(&mut |id| waiting.push(id));
    while let Some(id) = waiting.pop() {
        if mark(id)
            && let Some(def) = types.get(id)
        {
            def.kind.mentions(&mut |id| waiting.push(id));
        }
    }
}

fn mark(usages: &mut [Usage], id: TypeId, way: fn(&mut Usage) -> &mut bool) -> bool {
    match usages.get_mut(id.0 as usize) {
        Some(usage) => !std::mem::replace(way(usage), true),
        None => false,
    }
}
