//! What a token says of itself.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use crate::storage::fault::printable;

/// What of a token is looked at. <https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference>
#[derive(Default, Deserialize)]
#[serde(default)]
struct Claims {
    upn: String,
    unique_name: String,
    preferred_username: String,
    appid: String,
    azp: String,
    oid: String,
    tid: String,
    /// When it ends, in seconds since 1970.
    exp: u64,
    /// The resource of a managed identity.
    xms_mirid: String,
}

/// The claims, unverified; the storage verifies them.
fn claims(token: &str) -> Option<Claims> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&payload).ok()
}

/// When a token ends.
pub(super) fn end(token: &str) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(claims(token)?.exp))
}

/// Who a token is for.
pub(super) fn who(token: &str) -> Option<String> {
    let claims = claims(token)?;
    let first = |values: &[&String]| values.iter().find(|value| !value.is_empty()).map(|value| (*value).clone());
    let user = first(&[&claims.upn, &claims.unique_name, &claims.preferred_username]);
    let managed = claims.xms_mirid.rsplit('/').next().filter(|name| !name.is_empty());
    let name = match (user, managed, first(&[&claims.appid, &claims.azp])) {
        (Some(user), ..) => user,
        (None, Some(name), Some(app)) => format!("managed identity {name}, application {app}"),
        (None, _, Some(app)) => format!("application {app}"),
        (None, _, None) => return None,
    };
    let object = if claims.oid.is_empty() { String::new() } else { format!(", object {}", claims.oid) };
    let tenant = if claims.tid.is_empty() { String::new() } else { format!(", tenant {}", claims.tid) };
    Some(printable(&format!("{name}{object}{tenant}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_whose_it_is_and_a_malformed_one_nothing() {
        let token = |claims: &str| format!("e30.{}.signature", URL_SAFE_NO_PAD.encode(claims));
        let said = |claims: &str| who(&token(claims)).expect("it names somebody");
        assert_eq!(
            said(r#"{"upn":"ann@example.org","appid":"a","oid":"o","tid":"t"}"#),
            "ann@example.org, object o, tenant t"
        );
        assert_eq!(said(r#"{"azp":"app-1","tid":"t"}"#), "application app-1, tenant t");
        let managed = said(r#"{"appid":"app-1","xms_mirid":"/subscriptions/s/x/userAssignedIdentities/audit"}"#);
        assert_eq!(managed, "managed identity audit, application app-1");
        for malformed in ["", "abc", "e30.%%.x", "e30.e30.x"] {
            assert_eq!(who(malformed), None, "{malformed}");
        }
    }
}
