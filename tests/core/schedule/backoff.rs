//! When failed runs are tried again.

use std::time::Duration;

use auditdesk_core::{
    error::{ErrorCode, Result},
    random::Random,
    schedule::{Circuit, Class, Turn, retry_after},
};

/// Draws the same share again and again.
struct Always(u64);

impl Random for Always {
    fn fill(&self, bytes: &mut [u8]) -> Result<()> {
        bytes.copy_from_slice(&self.0.to_le_bytes());
        Ok(())
    }
}

fn minutes(class: Class, share: u64) -> Vec<u64> {
    (1..=8).map(|failures| retry_after(class, failures, &Always(share)).as_secs_f64().round() as u64 / 60).collect()
}

#[test]
fn waits_double_up_to_the_limit_of_their_class_and_chance_takes_a_share() {
    assert_eq!(minutes(Class::Transient, u64::MAX), [2, 4, 8, 16, 32, 60, 60, 60]);
    assert_eq!(minutes(Class::Permanent, u64::MAX), [30, 60, 120, 240, 360, 360, 360, 360]);
    assert_eq!(minutes(Class::Transient, 0), [1; 8], "never at once");
    assert_eq!(minutes(Class::Permanent, 0), [15; 8], "wrong credentials are not tried every minute");
    assert_eq!(retry_after(Class::Transient, u32::MAX, &Always(1 << 63)), Duration::from_secs(60 + 59 * 30));
}

#[test]
fn cancelling_and_locking_are_no_failures() {
    assert_eq!(Class::of(ErrorCode::Cancelled), None);
    assert_eq!(Class::of(ErrorCode::WorkspaceLocked), None);
    assert_eq!(Class::of(ErrorCode::StorageUnreachable), Some(Class::Transient));
    for code in [ErrorCode::StorageCredentials, ErrorCode::StorageDenied, ErrorCode::StorageNoBucket] {
        assert_eq!(Class::of(code), Some(Class::Permanent));
    }
}

#[test]
fn five_failures_in_a_row_call_once_and_so_does_the_recovery() {
    let mut circuit = Circuit::default();
    assert_eq!(circuit.succeeded(), None);
    let turns: Vec<_> = (0..7).map(|_| circuit.failed()).collect();
    assert_eq!(turns, [None, None, None, None, Some(Turn::Opened), None, None]);
    assert!(circuit.is_open());
    assert_eq!(circuit.succeeded(), Some(Turn::Closed));
    assert_eq!(circuit.succeeded(), None);
    for _ in 0..4 {
        assert_eq!(circuit.failed(), None);
    }
    assert_eq!(circuit.succeeded(), None, "it never opened");
}
