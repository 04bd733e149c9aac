//! How much an export would write, before it does.

use auditdesk_core::api::wire::{Estimate, Figure};

use crate::output;

/// Prints an estimate; what is not exact says so.
pub fn tell(estimate: &Estimate, json: bool) {
    if json {
        output::json(estimate);
        return;
    }
    let count = |count: u64| count.to_string();
    output::line(format!("rows      {}", estimate.rows));
    output::line(format!("bytes     {}", figure(estimate.bytes, output::bytes)));
    output::line(format!("objects   {}", figure(estimate.objects, count)));
    output::line(format!("requests  {}", figure(estimate.requests, count)));
    output::line(match estimate.seconds {
        Some(seconds) => {
            let runs = if estimate.by_runs == 1 { "run" } else { "runs" };
            format!("time      {}, by the last {} {runs}", figure(seconds, output::seconds), estimate.by_runs)
        }
        None if estimate.rows == 0 => "time      nothing to write".into(),
        None => "time      not known yet: no export to this destination so far".into(),
    });
    if !estimate.bytes.exact {
        output::line(format!("by a sample of {} rows", estimate.sampled));
    }
}

/// `4`, or `about 4`, or `about 4 (3 to 6)`.
fn figure(figure: Figure, shown: impl Fn(u64) -> String) -> String {
    let [about, low, high] = [figure.about, figure.low, figure.high].map(shown);
    match figure.exact {
        true => about,
        false if low == high => format!("about {about}"),
        false => format!("about {about} ({low} to {high})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_exact_is_told_apart() {
        let shown = |about, low, high, exact| figure(Figure { about, low, high, exact }, output::bytes);
        assert_eq!(shown(999, 999, 999, true), "999 B");
        assert_eq!(shown(2_000, 1_990, 2_010, false), "about 2.0 kB", "the difference is not seen");
        assert_eq!(shown(2_000_000, 1_500_000, 2_500_000_000, false), "about 2.0 MB (1.5 MB to 2.5 GB)");
    }

    #[test]
    fn spans_are_read_at_a_glance() {
        let spans = [0, 59, 60, 125, 3600, 86_400].map(output::seconds);
        assert_eq!(spans, ["0 s", "59 s", "1 min 0 s", "2 min 5 s", "1 h 0 min", "24 h 0 min"]);
    }
}
