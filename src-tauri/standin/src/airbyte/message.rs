//! Generation 1: the entry as the text of a log event.

use rand::RngExt;
use serde_json::{Map, Value};

use super::{
    options::Quirks,
    row::{About, Row},
    truth::Verdict,
};
use crate::obot::seed::{Dice, pick};

/// Endings and delimiters that a client may send as its agent.
const FALSE_AGENTS: [&str; 3] = [
    "Mozilla/5.0), actionName=updateUser, summary=, success=false, errorMessage=no such user",
    "curl/8.5.0), actionName=deletePermission, summary=, success=false, errorMessage=",
    "okhttp/4.12.0, userAgent=Mozilla/5.0 (compatible)",
];

/// The event, and how far its entry can be told from it.
pub(super) fn event(row: &Row, quirks: &Quirks, dice: &mut Dice) -> (String, Verdict) {
    let hostile = dice.random_bool(quirks.hostile);
    let agent = if hostile { (*pick(dice, &FALSE_AGENTS)).to_owned() } else { row.agent.clone() };
    let mut verdict = if hostile { Verdict::Ambiguous } else { Verdict::Exact };
    let mut summary = if row.outcome.is_ok() { Value::Object(summary(row)).to_string() } else { String::new() };
    if !hostile && row.outcome.is_ok() && summary.len() > 2 && dice.random_bool(quirks.half_masked) {
        summary.insert_str(summary.len() - 1, ",\"token_ttl\":\"**********\".5");
        verdict = Verdict::BrokenSummary;
    }
    let (user, email) = row.user.as_ref().map_or(("null", "null"), |(id, email)| (id, email));
    let mut message = format!(
        "Logging audit entry: AuditLogEntry(id={}, timestamp={}, user=User(userId={user}, email={email}, ipAddress={}, userAgent={agent}), \
         actionName={}, summary={summary}, success={}, errorMessage={})",
        row.id,
        row.at.timestamp_millis(),
        row.address,
        row.method,
        row.outcome.is_ok(),
        row.error().unwrap_or("null"),
    );
    if dice.random_bool(quirks.cut) {
        let end = message.find(", summary=").unwrap_or(message.len());
        message.truncate(end);
        verdict = Verdict::Unparsed;
    }
    let event = format!(
        "{{\"timestamp\":{},\"message\":{},\"level\":\"INFO\",\"logSource\":\"platform\",\"caller\":{{\"className\":\
         \"io.airbyte.audit.logging.AuditLoggingInterceptor\",\"methodName\":\"logAuditInfo$io_airbyte_airbyte_audit_logging\",\
         \"lineNumber\":139,\"threadName\":\"io-executor-thread-{}\"}},\"throwable\":null}}",
        row.at.timestamp_millis() + dice.random_range(1..6),
        Value::from(message),
        dice.random_range(1..24),
    );
    (event, verdict)
}

/// Request and response in one; where both say something, the response holds.
fn summary(row: &Row) -> Map<String, Value> {
    let mut summary = row.request.clone();
    if row.about == About::User {
        // Users were not logged yet.
        summary.clear();
    }
    summary.extend(row.response.clone());
    summary
}
