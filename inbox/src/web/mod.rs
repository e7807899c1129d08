//! Routers for axum.

mod deliveries;
