//! Auditdesk without a window.

fn main() {}
