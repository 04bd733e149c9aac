//! Cron expressions, and schedules in words.

use auditdesk_core::schedule::Recurrence;

use super::{cron, daily, hourly, monthly, runs, table, weekly};

#[track_caller]
fn reads(recurrence: &Recurrence, words: &str) {
    assert_eq!(table(recurrence, "Europe/Berlin").words(), format!("{words}, Europe/Berlin"), "{recurrence:?}");
}

#[test]
fn schedules_in_words() {
    reads(&hourly(0), "Every hour on the hour");
    reads(&hourly(5), "Every hour at minute 5");
    reads(&daily(6, 0), "Every day at 06:00");
    reads(&weekly(1, 18, 30), "Every Monday at 18:30");
    reads(&weekly(7, 0, 0), "Every Sunday at 00:00");
    reads(&monthly(1, 6, 0), "On the 1st of every month at 06:00");
    reads(&monthly(22, 6, 0), "On the 22nd of every month at 06:00");
    reads(&monthly(30, 6, 0), "On the 30th of every month, or its last day, at 06:00");
    reads(&monthly(31, 6, 0), "On the last day of every month at 06:00");
    reads(&monthly(0, 6, 0), "On the last day of every month at 06:00");
}

#[test]
fn cron_expressions_in_words() {
    for (expression, words) in [
        ("* * * * *", "Every minute"),
        ("*/15 * * * *", "Every 15 minutes"),
        ("0-59/2 * * * *", "Every 2 minutes"),
        ("0 * * * *", "Every hour on the hour"),
        ("5,35 * * * *", "Every hour at minutes 5 and 35"),
        ("*/7 * * * *", "Every hour at minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56"),
        ("0 6 * * *", "Every day at 06:00"),
        ("15 */6 * * *", "Every day at 00:15, 06:15, 12:15 and 18:15"),
        ("*/15 8-17 * * *", "Every 15 minutes in hours 8 to 17"),
        ("* 8 * * *", "Every minute in hour 8"),
        ("23 0-20/2 * * *", "Every day at minute 23 of hours 0, 2, 4, 6, 8, 10, 12, 14, 16, 18 and 20"),
        ("1,2,4 8-17 * * *", "Every day at minutes 1, 2 and 4 of hours 8 to 17"),
        ("0 22 * * 1-5", "Every Monday to Friday at 22:00"),
        ("0 22 * * SAT,SUN", "Every Saturday and Sunday at 22:00"),
        ("0 22 * * fri-sun", "Every Friday to Sunday at 22:00"),
        ("*/15 * * * 1", "Every Monday, every 15 minutes"),
        ("30 4 1,15 * 5", "On the 1st and 15th of every month and every Friday at 04:30"),
        ("0 0 29 2 *", "On the 29th of February at 00:00"),
        ("0 6 L * *", "On the last day of every month at 06:00"),
        ("0 6 15,L 1-3 *", "On the 15th and last day of January to March at 06:00"),
        ("5 0 * 8 *", "Every day in August at 00:05"),
        ("0 6 * JAN,jul 1", "Every Monday in January and July at 06:00"),
        ("0 6 */10 * MON,TUE", "On the 1st, 11th, 21st and 31st of every month if it is a Monday or Tuesday at 06:00"),
    ] {
        reads(&cron(expression), words);
    }
}

#[test]
fn cron_expressions_run_as_crontab_says() {
    runs(&cron("0 6 * * 0"), "UTC", "2026-08-01 00:00", &["2026-08-02 06:00", "2026-08-09 06:00"]);
    runs(&cron("0 6 * * 7"), "UTC", "2026-08-01 00:00", &["2026-08-02 06:00", "2026-08-09 06:00"]);
    runs(
        &cron("0 6 * * 5-7"),
        "UTC",
        "2026-08-01 12:00",
        &["2026-08-02 06:00", "2026-08-07 06:00", "2026-08-08 06:00"],
    );
    // Both days limited: either will do. One of them with a star: both must hold.
    runs(&cron("0 6 13 * 5"), "UTC", "2026-08-06 12:00", &["2026-08-07 06:00", "2026-08-13 06:00", "2026-08-14 06:00"]);
    runs(&cron("0 6 */13 * 5"), "UTC", "2026-08-01 00:00", &["2026-08-14 06:00", "2026-11-27 06:00"]);
    runs(
        &cron("10-30/10 23 31 12 *"),
        "UTC",
        "2026-12-31 23:10",
        &["2026-12-31 23:20", "2026-12-31 23:30", "2027-12-31 23:10"],
    );
}
