//! Stand-in platforms for tests and for the sample workspace.
