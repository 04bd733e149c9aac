//! Serves the window over HTTP for browser tests.

fn main() {}
