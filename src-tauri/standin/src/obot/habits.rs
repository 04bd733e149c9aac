//! What an audit log server does badly, one switch each.

/// The bad habits of a server. Rates are shares between 0 and 1.
///
/// Habits of the *data* are fixed in a row when it is made, so [`Server::set_habits`](super::Server::set_habits) changes them only
/// for rows of live traffic still to come. Habits of the *transport* apply from the next request on.
///
/// Nothing depends on the wall clock: "late" and "open" rows wait for a number of served list requests, and a request that
/// fails fails at most twice in a row for the same detail id or the same list query.
#[derive(Clone, Copy, PartialEq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a habit of its own, on or off")]
pub struct Habits {
    /// Data: share of the gateway rows of the last 36 hours, and of all local-agent rows, that become visible only after
    /// 3 to 60 list requests. Half of them take ids above their neighbours', half keep ids below rows already shown.
    pub late: f64,
    /// Data: share of all gateway rows, however old, that become visible late (a shim that was cut off for days).
    pub very_late: f64,
    /// Data: share of the gateway calls of the last 20 hours that are listed without an outcome first and get it in place after
    /// 3 to 60 list requests. Generations B and C; v0.14 wrote whole rows only.
    pub completing: f64,
    /// Data: share of calls that never get an answer and stay without an outcome. Generations B and C.
    pub unanswered: f64,
    /// Data: share of rows that are answers without a request, `callType` `response`. Generations B and C.
    pub orphans: f64,
    /// Data: ids follow the order of flushing, not of event time.
    pub out_of_order_ids: bool,
    /// Data: some ids are never used.
    pub id_gaps: bool,
    /// Data: runs of rows share one timestamp: many of 2 to 8, and one each of up to 150 and 350 rows.
    pub ties: bool,
    /// Data: times with numeric zone offsets and anything from no to nine fraction digits. Off: UTC with microseconds.
    pub odd_times: bool,
    /// Data: some callers are hosted agents, `hosted-agent:<id>`.
    pub hosted_agents: bool,
    /// Data: some client addresses carry a port.
    pub ip_ports: bool,
    /// Data: share of rows with a `null` body, a body that is a JSON string, or repeated headers.
    pub odd_bodies: f64,
    /// Data: share of rows with fields and enum values no client knows.
    pub unknown_values: f64,
    /// Data: number of calls in the history with a body of 2 to 5 MB.
    pub huge_bodies: usize,
    /// Data: share of rows whose detail is a 200 with something other than JSON, for ever. Generations B and C, and only while
    /// the role is entitled to the body, which is what is broken.
    pub broken_details: f64,
    /// Transport: share of details answered with 429 first, with a `Retry-After` in various spellings. Ten times as often for lists.
    pub rate_limited: f64,
    /// Transport: share of details answered with a passing 500, 502 or 503 first. Ten times as often for lists.
    pub server_errors: f64,
    /// Transport: share of details whose connection is cut in the middle of the body first. Ten times as often for lists.
    pub cut_connections: f64,
    /// Transport: seconds the server's clock, as seen in `Date`, runs ahead of the truth; negative when it is slow.
    pub clock_skew: i64,
    /// Transport: after that many list and detail requests retention removes the oldest twentieth of the history.
    pub purge_after: Option<u64>,
    /// Transport: the user loses the Auditor role for a while.
    pub role_dip: Option<RoleDip>,
}

/// A span of list and detail requests during which an auditor is an Admin only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoleDip {
    /// Requests before it begins.
    pub after: u64,
    /// Requests it lasts.
    pub requests: u64,
}

impl Habits {
    /// A server without a fault, whose rows are all there and final.
    pub fn none() -> Habits {
        Habits {
            late: 0.0,
            very_late: 0.0,
            completing: 0.0,
            unanswered: 0.0,
            orphans: 0.0,
            out_of_order_ids: false,
            id_gaps: false,
            ties: false,
            odd_times: false,
            hosted_agents: false,
            ip_ports: false,
            odd_bodies: 0.0,
            unknown_values: 0.0,
            huge_bodies: 0,
            broken_details: 0.0,
            rate_limited: 0.0,
            server_errors: 0.0,
            cut_connections: 0.0,
            clock_skew: 0,
            purge_after: None,
            role_dip: None,
        }
    }

    /// What a healthy server in production does: rows arrive a little late and complete a little later, nothing fails.
    pub fn everyday() -> Habits {
        Habits {
            late: 0.05,
            completing: 0.03,
            unanswered: 0.002,
            out_of_order_ids: true,
            id_gaps: true,
            hosted_agents: true,
            ip_ports: true,
            ..Habits::none()
        }
    }

    /// Every habit at once.
    pub fn all() -> Habits {
        Habits {
            late: 0.1,
            very_late: 0.001,
            completing: 0.15,
            unanswered: 0.003,
            orphans: 0.002,
            out_of_order_ids: true,
            id_gaps: true,
            ties: true,
            odd_times: true,
            hosted_agents: true,
            ip_ports: true,
            odd_bodies: 0.02,
            unknown_values: 0.01,
            huge_bodies: 4,
            broken_details: 0.001,
            rate_limited: 0.001,
            server_errors: 0.002,
            cut_connections: 0.002,
            clock_skew: 97,
            purge_after: Some(300),
            role_dip: Some(RoleDip { after: 400, requests: 60 }),
        }
    }
}
