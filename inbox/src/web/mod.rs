//! Routers for axum.

mod dashboard;
mod deliveries;
mod html;
