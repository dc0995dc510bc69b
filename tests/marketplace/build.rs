//! The demo catalogue is compiled in by a macro that Cargo cannot look into: without this, a skill added to the
//! folder would not be seen until something else changed.

fn main() {
    println!("cargo:rerun-if-changed=demo");
}
