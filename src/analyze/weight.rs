//! What each type costs: itself, and all types that are reached through it alone.
//!
//! ```text
//! operation → Error → PaymentIntent → (90 more)   →   PaymentIntent: 91 types, held by Error.payment_intent
//! ```
//!
//! A type that dominates others in the graph of types is the only way to them: without it they would not be there.
//! Dominators are found as Cooper, Harvey and Kennedy describe ("A Simple, Fast Dominance Algorithm", 2001).

use crate::ir::{Api, Type, TypeDef, TypeId, TypeKind};

/// A type's cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weight {
    /// The type.
    pub id: TypeId,
    /// How many types would not be there without it, itself among them.
    pub types: usize,
    /// Lines of these types, roughly.
    pub lines: usize,
    /// The types that hold it, each once, in the order of the types.
    pub holders: Vec<TypeId>,
}

/// The costs of all types that operations reach, the most expensive first.
pub fn weights(api: &Api) -> Vec<Weight> {
    let graph = Graph::of(api);
    let dominators = graph.dominators();
    let mut types = vec![1; graph.edges.len()];
    let mut lines: Vec<usize> = api
        .types
        .iter()
        .map(|(_, def)| lines_of(def))
        .chain([0])
        .collect();
    // Each node comes before the one that dominates it.
    for node in graph.order.iter().rev().copied() {
        let dominator = dominators[node];
        if dominator != node {
            types[dominator] += types[node];
            lines[dominator] += lines[node];
        }
    }
    let holders = graph.holders();
    let reached = graph
        .order
        .iter()
        .copied()
        .filter(|node| *node != graph.root());
    let mut weights: Vec<Weight> = reached
        .map(|node| Weight {
            id: id(node),
            types: types[node],
            lines: lines[node],
            holders: holders[node].clone(),
        })
        .collect();
    weights.sort_by_key(|weight| (std::cmp::Reverse(weight.lines), weight.id));
    weights
}

fn id(node: usize) -> TypeId {
    TypeId(u32::try_from(node).unwrap_or(u32::MAX))
}

/// The types by their ids, and behind the last one a root that represents the operations.
struct Graph {
    edges: Vec<Vec<usize>>,
    /// What the root reaches, a node before those that it alone leads to (reverse postorder).
    order: Vec<usize>,
}

impl Graph {
    fn of(api: &Api) -> Graph {
        let mut edges: Vec<Vec<usize>> = api
            .types
            .iter()
            .map(|(_, def)| mentioned(&def.kind))
            .collect();
        let mut roots: Vec<usize> = api.wanted.iter().map(|id| id.0 as usize).collect();
        for operation in &api.operations {
            operation.mentions(&mut |id| roots.push(id.0 as usize));
        }
        edges.push(roots);
        let order = reverse_postorder(&edges);
        Graph { edges, order }
    }

    fn root(&self) -> usize {
        self.edges.len() - 1
    }

    fn holders(&self) -> Vec<Vec<TypeId>> {
        let mut holders = vec![Vec::new(); self.edges.len()];
        for holder in self
            .order
            .iter()
            .copied()
            .filter(|node| *node != self.root())
        {
            for held in &self.edges[holder] {
                if holders[*held].last() != Some(&id(holder)) {
                    holders[*held].push(id(holder));
                }
            }
        }
        holders
    }

    /// By node: the node that every way from the root to it goes through last.
    fn dominators(&self) -> Vec<usize> {
        let mut rank = vec![usize::MAX; self.edges.len()];
        self.order
            .iter()
            .enumerate()
            .for_each(|(position, node)| rank[*node] = position);
        let mut sources = vec![Vec::new(); self.edges.len()];
        for node in &self.order {
            self.edges[*node]
                .iter()
                .for_each(|next| sources[*next].push(*node));
        }
        let mut dominators = vec![usize::MAX; self.edges.len()];
        dominators[self.root()] = self.root();
        let mut changed = true;
        while changed {
            changed = false;
            for node in self.order.iter().copied().skip(1) {
                let known = sources[node]
                    .iter()
                    .copied()
                    .filter(|source| dominators[*source] != usize::MAX);
                let common = known.reduce(|left, right| meet(&dominators, &rank, left, right));
                if let Some(common) = common.filter(|common| dominators[node] != *common) {
                    dominators[node] = common;
                    changed = true;
                }
            }
        }
        dominators
    }
}

/// The last node that all ways to both go through.
fn meet(dominators: &[usize], rank: &[usize], mut left: usize, mut right: usize) -> usize {
    while left != right {
        while rank[left] > rank[right] {
            left = dominators[left];
        }
        while rank[right] > rank[left] {
            right = dominators[right];
        }
    }
    left
}

/// Traverses from the last node; the traversal keeps its own stack of (node, next edge).
fn reverse_postorder(edges: &[Vec<usize>]) -> Vec<usize> {
    let root = edges.len() - 1;
    let mut seen = vec![false; edges.len()];
    seen[root] = true;
    let mut order = Vec::new();
    let mut stack = vec![(root, 0)];
    while let Some((node, edge)) = stack.last_mut() {
        match edges[*node].get(*edge).copied() {
            Some(next) => {
                *edge += 1;
                if !std::mem::replace(&mut seen[next], true) {
                    stack.push((next, 0));
                }
            }
            None => {
                order.push(*node);
                stack.pop();
            }
        }
    }
    order.reverse();
    order
}

fn mentioned(kind: &TypeKind) -> Vec<usize> {
    let mut found = Vec::new();
    kind.mentions(&mut |id| found.push(id.0 as usize));
    found
}

/// As `emit` writes it: a line for a field and for each line of docs, and those around.
fn lines_of(def: &TypeDef) -> usize {
    let docs = |text: &Option<String>| text.as_ref().map_or(0, |text| text.lines().count());
    let members = match &def.kind {
        TypeKind::Object(object) => object
            .fields
            .iter()
            .map(|field| 1 + docs(&field.docs))
            .sum(),
        TypeKind::Union(union) => union.variants.len(),
        TypeKind::Responses(variants) => 2 * variants.len(),
        // Several values share a line.
        TypeKind::Enum(values) => values.values.len().div_ceil(4),
        TypeKind::Alias(_) => 0,
    };
    3 + docs(&def.docs) + members
}

/// The field or the variant in which a type holds another one.
pub fn member_of(def: &TypeDef, held: TypeId) -> Option<String> {
    let mentions = |ty: &Type| {
        let mut found = false;
        ty.mentions(&mut |id| found |= id == held);
        found
    };
    match &def.kind {
        TypeKind::Object(object) => object
            .fields
            .iter()
            .find(|field| mentions(&field.ty))
            .map(|field| field.wire.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Graph, reverse_postorder};

    #[test]
    fn a_node_on_every_way_dominates() {
        // The root (4) leads to 0 and 1; both lead to 2, which leads to 3 and back to 0.
        let edges = vec![vec![2], vec![2], vec![3, 0], vec![], vec![0, 1]];
        let graph = Graph {
            order: reverse_postorder(&edges),
            edges,
        };
        assert_eq!(graph.dominators(), [4, 4, 4, 2, 4]);
        // 1 is the only way to 2 and 3.
        let edges = vec![vec![1], vec![2], vec![3], vec![1], vec![0]];
        let graph = Graph {
            order: reverse_postorder(&edges),
            edges,
        };
        assert_eq!(graph.dominators(), [4, 0, 1, 2, 4]);
    }

    /// What a traversal from the root reaches that may not enter one node.
    fn reached_without(edges: &[Vec<usize>], forbidden: Option<usize>) -> Vec<bool> {
        let root = edges.len() - 1;
        let mut seen = vec![false; edges.len()];
        let mut waiting = vec![root];
        while let Some(node) = waiting.pop() {
            if Some(node) != forbidden && !std::mem::replace(&mut seen[node], true) {
                waiting.extend(&edges[node]);
            }
        }
        seen
    }

    fn graphs() -> impl Strategy<Value = Vec<Vec<usize>>> {
        (2usize..9).prop_flat_map(|count| {
            let edges = prop::collection::vec(0..count, 0..4);
            prop::collection::vec(edges, count)
        })
    }

    proptest! {
        /// A node dominates another if no way from the root leads around it.
        #[test]
        fn dominators_are_those_of_the_definition(edges in graphs()) {
            let graph = Graph { order: reverse_postorder(&edges), edges: edges.clone() };
            let dominators = graph.dominators();
            let root = edges.len() - 1;
            let reached = reached_without(&edges, None);
            for node in (0..edges.len()).filter(|node| reached[*node]) {
                let mut found = vec![node];
                let mut at = node;
                while at != root {
                    at = dominators[at];
                    found.push(at);
                }
                found.sort_unstable();
                let naive: Vec<usize> = (0..edges.len())
                    .filter(|other| *other == node || (reached[*other] && (*other == root || !reached_without(&edges, Some(*other))[node])))
                    .collect();
                prop_assert_eq!(&found, &naive, "{} of {:?}", node, edges);
            }
        }
    }
}
