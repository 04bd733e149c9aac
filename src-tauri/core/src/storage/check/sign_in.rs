//! Who signs in, and for how long.

use chrono::{DateTime, TimeDelta};

use crate::{
    api::wire::{Micros, Place, Verdict},
    checklist::Checklist,
    clock::Clock,
    storage::{
        bucket::Bucket,
        identity,
        settings::{S3Identity, S3Settings, Settings},
    },
};

/// From so long before its end on, a secret is worth a warning.
const AHEAD: TimeDelta = TimeDelta::days(30);

const TITLE: &str = "Identity";

const RENEW: &str = "Make a new one at the provider and enter it here before the old one ends.";

/// Adds the line. `None` where nobody can sign in, else whether the end of the secret is near.
pub(crate) async fn sign_in(
    bucket: &Bucket,
    place: &Place,
    expires: Option<Micros>,
    clock: &dyn Clock,
    lines: &mut Checklist<'_>,
) -> Option<bool> {
    let who = &bucket.site.who;
    let (words, expires) = if place.is_ambient() {
        match identity::find(place).await {
            Ok(found) => (format!("This machine is {}, by {}.", found.who, found.origin), found.expires.or(expires)),
            Err(error) => {
                lines.line(TITLE, Verdict::Fail, error.message);
                return None;
            }
        }
    } else {
        let arn = arn(bucket).await.map(|arn| format!(", which is {arn}")).unwrap_or_default();
        (format!("Signs in as {who}{arn}."), expires)
    };
    let Some(end) = expires.and_then(DateTime::from_timestamp_micros) else {
        lines.pass(TITLE, words);
        return Some(false);
    };
    let left = end - clock.now();
    let at = end.format("%F %H:%M UTC");
    if left <= TimeDelta::zero() {
        lines.warn(TITLE, format!("{words} The secret ended on {at}, as it was entered here."), RENEW);
        Some(true)
    } else if left <= AHEAD && !place.is_ambient() {
        lines.warn(TITLE, format!("{words} The secret ends on {at}: {}.", remaining(left)), RENEW);
        Some(true)
    } else {
        lines.pass(TITLE, format!("{words} It ends on {at}: {}.", remaining(left)));
        Some(false)
    }
}

/// Who an access key is at Amazon.
async fn arn(bucket: &Bucket) -> Option<String> {
    let Settings::S3(S3Settings { endpoint: None, identity, region, .. }) = &bucket.settings else { return None };
    let S3Identity::Key { id, secret, session_token } = identity else { return None };
    identity::aws::known_as(id, secret, session_token.as_ref(), region).await
}

fn remaining(left: TimeDelta) -> String {
    match (left.num_days(), left.num_hours()) {
        (0, hours) => format!("in {hours} h"),
        (1, _) => "tomorrow".to_owned(),
        (days, _) => format!("in {days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_remains_is_told_in_the_unit_that_matters() {
        assert_eq!(remaining(TimeDelta::minutes(90)), "in 1 h");
        assert_eq!(remaining(TimeDelta::hours(30)), "tomorrow");
        assert_eq!(remaining(TimeDelta::days(29)), "in 29 days");
    }
}
