//! x
#![allow(dead_code)]
mod ipc;
fn main() {}
#[cfg(test)]
mod tests { #[test] fn w() { std::fs::write("../ui/src/ipc/bindings.ts", crate::ipc::typescript()).unwrap(); } }
