//! The demo catalogue is compiled in by a macro that Cargo cannot look into: without this, a skill added to the
//! folder would not be seen until something else changed.
#![expect(
    clippy::print_stdout,
    reason = "this is how a build script speaks to Cargo"
)]

fn main() {
    println!("cargo:rerun-if-changed=demo");
}
