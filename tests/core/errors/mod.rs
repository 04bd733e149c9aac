//! What storages and the services that sign in to them answer, one line of `rows.tsv` for each row of the error map, in the shape in which each answers.

use auditdesk_core::api::wire::{AzureCloud, Place, Secret};

use crate::servers::{
    at,
    scripted::{Answer, Scripted, Seen},
};

/// The number of the request in every answer.
pub const REQUEST: &str = "4442587F-B7D0";

/// A line of the table.
#[derive(Debug)]
pub struct Row {
    /// Which part of the map, and so who answers: `s3`, `gcs`, `azure`, `sign_in`, `status` (any storage, without a code), `page` (a web page).
    pub part: &'static str,
    pub status: u16,
    pub code: &'static str,
    /// The storage's own words.
    pub words: &'static str,
    /// The code of our error.
    pub error: &'static str,
    /// What it is about.
    pub topic: &'static str,
    /// Whether it is tried again.
    pub again: bool,
    /// Words of the cause.
    pub why: &'static str,
    /// Words of the remedy.
    pub remedy: &'static str,
}

/// The table.
pub fn rows() -> Vec<Row> {
    let lines = include_str!("rows.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let columns: Vec<&'static str> = line.split('\t').collect();
            let [part, status, code, words, error, topic, again, why, remedy] = columns[..] else {
                panic!("nine columns: {line}")
            };
            let status = status.parse().expect("a status");
            Row { part, status, code, words, error, topic, again: again == "again", why, remedy }
        })
        .collect()
}

impl Row {
    /// The answer of who it is.
    pub fn answer(&self) -> Answer {
        let Self { status, code, words, .. } = *self;
        let escaped = words.replace('"', "&quot;");
        let is_oauth = code.contains('_') || code.starts_with("AADSTS");
        let (kind, body) = match self.part {
            "page" => (
                "text/html",
                format!(
                    "<!DOCTYPE html>\n<html><head><title>{words}</title></head><body><h1>{words}</h1></body></html>"
                ),
            ),
            "status" => ("text/plain", words.to_owned()),
            "sign_in" if code.starts_with("AADSTS") => (
                "application/json",
                format!(
                    r#"{{"error":"invalid_client","error_description":"{code}: {words} Trace ID: {REQUEST}","trace_id":"{REQUEST}"}}"#
                ),
            ),
            "sign_in" if is_oauth => {
                ("application/json", format!(r#"{{"error":"{code}","error_description":"{words}"}}"#))
            }
            "sign_in" => (
                "text/xml",
                format!(
                    "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code>\
                     <Message>{escaped}</Message></Error><RequestId>{REQUEST}</RequestId></ErrorResponse>"
                ),
            ),
            "gcs" if code.starts_with(|c: char| c.is_ascii_lowercase()) => (
                "application/json",
                format!(
                    r#"{{"error":{{"code":{status},"message":"{words}","errors":[{{"message":"{words}","domain":"global","reason":"{code}"}}]}}}}"#
                ),
            ),
            "gcs" => (
                "application/xml; charset=UTF-8",
                format!(
                    "<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{escaped}</Message></Error>"
                ),
            ),
            "azure" => (
                "application/xml",
                format!(
                    "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{escaped}\nRequestId:{REQUEST}\n\
                     Time:2026-08-20T14:03:11.1234567Z</Message></Error>"
                ),
            ),
            _ => (
                "application/xml",
                format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{escaped}</Message>\
                     <Resource>/exports</Resource><RequestId>{REQUEST}</RequestId></Error>"
                ),
            ),
        };
        let mut headers = vec![("content-type", kind.to_owned()), ("date", "Thu, 20 Aug 2026 14:03:11 GMT".to_owned())];
        match self.part {
            "gcs" | "status" | "page" => headers.push(("x-guploader-uploadid", REQUEST.to_owned())),
            "sign_in" => headers.push(("x-ms-request-id", REQUEST.to_owned())),
            _ => {}
        }
        if self.part == "page" {
            // Not Google's: the number would say that it is a storage's own.
            headers.pop();
            headers.push(("x-amz-request-id", REQUEST.to_owned()));
        }
        Answer { status, headers, body }
    }

    /// The red line of the connection test.
    pub fn line(&self) -> &'static str {
        match self.topic {
            "Network" => "Connection",
            "Rights" | "Storage" if self.part == "page" => "Connection",
            "Rights" | "Storage" => "Write at the prefix",
            topic => topic,
        }
    }

    /// A place at `server` to which it answers the row of this number.
    pub fn place(&self, number: usize, server: &Scripted) -> (Place, Secret) {
        let endpoint = format!("http://{}", server.address);
        let (name, none) = (name(number), String::new);
        match self.part {
            "s3" | "page" => (at(&endpoint, "us-east-1", &name, &server.key(), ""), server.key().secret()),
            "gcs" | "status" => {
                let key = format!(
                    r#"{{"type":"service_account","client_email":"a@b.iam.gserviceaccount.com","private_key":"{}","private_key_id":"1","disable_oauth":true}}"#,
                    server.key().secret
                );
                (Place::Gcs { bucket: name, endpoint, ambient: false, ca_pem: none(), proxy: none() }, Secret::new(key))
            }
            "azure" | "sign_in" => {
                // An application where the sign-in answers, else the account's key.
                let (tenant_id, client_id, secret) = match self.part {
                    "sign_in" => (name.clone(), "4d856d1f".to_owned(), server.key().secret()),
                    _ => (none(), none(), Secret::new("dGhlLXZlcnktc2VjcmV0LXdvcmQ=")),
                };
                let place = Place::Azure {
                    account: "account".into(),
                    container: name,
                    // The sign-in is another host, as it is at Azure.
                    endpoint: format!("http://localhost:{}", server.address.port()),
                    cloud: AzureCloud::Public,
                    authority: endpoint,
                    ambient: false,
                    tenant_id,
                    client_id,
                    ca_pem: none(),
                    proxy: none(),
                };
                (place, secret)
            }
            part => panic!("no part of the map: {part}"),
        }
    }
}

fn name(number: usize) -> String {
    format!("row-{number:03}")
}

/// A server that answers each row to who asks for its bucket, container or tenant. To HEAD, as the connection test begins, it only says that it is there.
pub async fn server() -> Scripted {
    let rows = rows();
    Scripted::start(move |seen: &Seen| {
        let asked =
            seen.path.split('/').find_map(|part| part.strip_prefix("row-")).and_then(|n| n.parse::<usize>().ok());
        let row: &Row = &rows[asked.unwrap_or_else(|| panic!("it asks for a row: {}", seen.path))];
        match seen.method.as_str() {
            "HEAD" if row.part != "page" => Answer { status: 403, headers: Vec::new(), body: String::new() },
            _ => row.answer(),
        }
    })
    .await
}

/// How many requests that can fail came for a row.
pub fn asked(number: usize, seen: &[Seen]) -> usize {
    let name = format!("/{}/", name(number));
    seen.iter().filter(|seen| seen.path.starts_with(&name) && seen.method != "HEAD").count()
}
