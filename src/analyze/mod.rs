//! Facts beside the ir that no single type knows of itself: which way it travels and where it needs a box.
//!
//! ```text
//! POST /customers {body: CreateCustomer} → Customer {parent: Customer}
//!   →   CreateCustomer goes out, Customer comes in, Customer.parent is boxed
//! ```
//!
//! Invariant: the ir is not changed. Facts are held in vectors beside the arena, by [`TypeId`].

mod cycles;
mod usage;
pub mod weight;

use crate::ir::{Api, TypeId};

pub use usage::Usage;

/// What was found out about an [`Api`].
#[derive(Clone, Debug)]
pub struct Facts {
    usages: Vec<Usage>,
    components: Vec<u32>,
}

impl Facts {
    /// Which way a type travels.
    pub fn usage(&self, id: TypeId) -> Usage {
        self.usages.get(id.0 as usize).copied().unwrap_or_default()
    }

    /// How many types are sent or received.
    pub fn used_types(&self) -> usize {
        let used = self
            .usages
            .iter()
            .filter(|usage| usage.out || usage.incoming);
        used.count()
    }

    /// Whether `owner` must box an `owned` that it holds by value: they contain each other.
    pub fn is_boxed(&self, owner: TypeId, owned: TypeId) -> bool {
        let component = |id: TypeId| self.components.get(id.0 as usize);
        component(owner) == component(owned)
    }
}

/// Finds the facts.
pub fn analyze(api: &Api) -> Facts {
    Facts {
        usages: usage::usages(api),
        components: cycles::components(&api.types),
    }
}
