//! Everything Auditdesk does, without a window.
