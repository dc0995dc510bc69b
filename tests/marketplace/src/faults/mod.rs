//! Misbehaviour that tests switch on.
//!
//! A marketplace in the wild is slow, half down, behind a captive portal, mid-deployment. Each of these is a
//! [`Fault`]; a [`When`] says which requests meet it; [`Faults`] holds the pairs. The first rule that fits a
//! request and is not used up decides. Beside faults there are [`Gate`]s, which hold requests until a test
//! releases them, and hooks, which change the catalogue between one page and the next.
//!
//! The server works on underneath: a fault bends one answer, never the state, so that what a client made of it
//! can be compared with what the marketplace really has.

mod bodies;
mod doctor;
mod fault;
mod gate;
mod handle;
mod rule;
mod when;

pub(crate) use bodies::{bomb, counted, cut, endless, slow};
pub use doctor::Patch;
pub(crate) use doctor::doctor;
pub use fault::{Fault, Kind, RetryAfter};
pub use gate::Gate;
pub(crate) use gate::Stage;
pub use handle::Faults;
pub use rule::RuleId;
pub use when::When;
pub(crate) use when::{Target, page_of, path_fits};
