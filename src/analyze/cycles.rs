//! Types that contain each other by value, found as strongly connected components (Tarjan, without recursion).

use crate::ir::{Type, TypeKind, Types};

/// A number for each type; types with the same number contain each other. A type that does not contain itself has a
/// number of its own that no edge leads back to, so two equal numbers always mean a cycle or one and the same type.
pub(super) fn components(types: &Types) -> Vec<u32> {
    let edges: Vec<Vec<u32>> = types.iter().map(|(_, def)| held(&def.kind)).collect();
    Tarjan::new(&edges).run()
}

/// What a type holds by value: not behind a list, a map or an expandable reference, which have their own heap.
fn held(kind: &TypeKind) -> Vec<u32> {
    let mut found = Vec::new();
    match kind {
        TypeKind::Object(object) => object
            .fields
            .iter()
            .for_each(|field| by_value(&field.ty, &mut found)),
        TypeKind::Union(union) => union
            .variants
            .iter()
            .for_each(|variant| by_value(&variant.ty, &mut found)),
        TypeKind::Alias(ty) => by_value(ty, &mut found),
        TypeKind::Enum(_) | TypeKind::Responses(_) => {}
    }
    found
}

fn by_value(ty: &Type, found: &mut Vec<u32>) {
    match ty {
        Type::Named(id) => found.push(id.0),
        Type::Optional(inner) => by_value(inner, found),
        _ => {}
    }
}

struct Tarjan<'e> {
    edges: &'e [Vec<u32>],
    index: Vec<Option<u32>>,
    low: Vec<u32>,
    on_stack: Vec<bool>,
    stack: Vec<u32>,
    component: Vec<u32>,
    next: u32,
}

impl<'e> Tarjan<'e> {
    fn new(edges: &'e [Vec<u32>]) -> Self {
        let count = edges.len();
        Tarjan {
            edges,
            index: vec![None; count],
            low: vec![0; count],
            on_stack: vec![false; count],
            stack: Vec::new(),
            component: vec![0; count],
            next: 0,
        }
    }

    fn run(mut self) -> Vec<u32> {
        for root in 0..self.edges.len() as u32 {
            if self.index[root as usize].is_none() {
                self.visit(root);
            }
        }
        self.component
    }

    /// Traverses from `root`; the traversal keeps its own stack of (node, next edge).
    fn visit(&mut self, root: u32) {
        let mut stack = vec![(root, 0usize)];
        self.enter(root);
        while let Some((node, edge)) = stack.last_mut() {
            let node = *node;
            match self.edges[node as usize].get(*edge).copied() {
                Some(child) => {
                    *edge += 1;
                    match self.index[child as usize] {
                        None => {
                            self.enter(child);
                            stack.push((child, 0));
                        }
                        Some(index) if self.on_stack[child as usize] => self.lower(node, index),
                        Some(_) => {}
                    }
                }
                None => {
                    stack.pop();
                    self.leave(node);
                    if let Some((parent, _)) = stack.last() {
                        self.lower(*parent, self.low[node as usize]);
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: u32) {
        self.index[node as usize] = Some(self.next);
        self.low[node as usize] = self.next;
        self.on_stack[node as usize] = true;
        self.stack.push(node);
        self.next += 1;
    }

    fn lower(&mut self, node: u32, to: u32) {
        let low = &mut self.low[node as usize];
        *low = (*low).min(to);
    }

    fn leave(&mut self, node: u32) {
        if self.index[node as usize] != Some(self.low[node as usize]) {
            return;
        }
        while let Some(member) = self.stack.pop() {
            self.on_stack[member as usize] = false;
            self.component[member as usize] = node;
            if member == node {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Tarjan;

    /// Whether a way leads from one node to another; the naive way: a traversal for each pair.
    fn reaches(edges: &[Vec<u32>], from: u32, to: u32) -> bool {
        let mut seen = vec![false; edges.len()];
        let mut waiting = edges[from as usize].clone();
        while let Some(node) = waiting.pop() {
            if node == to {
                return true;
            }
            if !std::mem::replace(&mut seen[node as usize], true) {
                waiting.extend(&edges[node as usize]);
            }
        }
        false
    }

    fn graphs() -> impl Strategy<Value = Vec<Vec<u32>>> {
        (1usize..10).prop_flat_map(|count| {
            let edges = prop::collection::vec(0..count as u32, 0..4);
            prop::collection::vec(edges, count)
        })
    }

    proptest! {
        #[test]
        fn two_nodes_have_one_number_if_each_reaches_the_other(edges in graphs()) {
            let components = Tarjan::new(&edges).run();
            let nodes = 0..edges.len() as u32;
            for (left, right) in nodes.clone().flat_map(|left| nodes.clone().map(move |right| (left, right))) {
                let naive = left == right || (reaches(&edges, left, right) && reaches(&edges, right, left));
                let same = components[left as usize] == components[right as usize];
                prop_assert_eq!(same, naive, "{} and {} of {:?}", left, right, edges);
            }
        }
    }
}
