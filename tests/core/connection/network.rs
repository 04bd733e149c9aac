//! The way to the storage: names, connections, TLS, proxies, clocks, and what answers in a storage's place. Each is tried as S3, Google and Azure, by the
//! connection test and by an export.

use auditdesk_core::api::wire::{AzureCloud, CheckLine, CheckResult, Place, Secret, Verdict};

use crate::{
    case::Try,
    faulty::{answering, opening_tls, refusing, silent},
    servers::{
        Key, at, free_port,
        scripted::{Answer, Scripted},
        tls::{Certificate, Tls},
    },
};

/// How to get to a storage.
#[derive(Clone, Default)]
struct Way {
    endpoint: String,
    ca_pem: String,
    proxy: String,
}

impl Way {
    fn to(endpoint: impl Into<String>) -> Self {
        Self { endpoint: endpoint.into(), ..Self::default() }
    }

    fn by(self, proxy: impl std::fmt::Display) -> Self {
        Self { proxy: format!("http://{proxy}"), ..self }
    }

    fn trusting(self, ca_pem: &str) -> Self {
        Self { ca_pem: ca_pem.to_owned(), ..self }
    }

    fn s3(self) -> Try {
        let key = Key { id: "AKIDNETWORK".into(), secret: "the-very-secret-word".into() };
        let Place::S3 { endpoint, bucket, path_style, ambient, profile, access_key_id, ca_pem, .. } =
            at(&self.endpoint, "", "exports", &key, &self.ca_pem)
        else {
            unreachable!("it is S3's")
        };
        let (region, proxy) = ("eu-central-1".into(), self.proxy);
        let place = Place::S3 { endpoint, region, bucket, path_style, ambient, profile, access_key_id, ca_pem, proxy };
        Try::new(place, key.secret())
    }

    fn gcs(self) -> Try {
        let Self { endpoint, ca_pem, proxy } = self;
        let place = Place::Gcs { bucket: "exports".into(), endpoint, ambient: false, ca_pem, proxy };
        let key = r#"{"type":"service_account","client_email":"a@b","private_key":"the-very-secret-word","private_key_id":"1","disable_oauth":true}"#;
        Try::new(place, Secret::new(key))
    }

    fn azure(self) -> Try {
        let Self { endpoint, ca_pem, proxy } = self;
        let place = Place::Azure {
            account: "account".into(),
            container: "exports".into(),
            endpoint,
            cloud: AzureCloud::Public,
            authority: String::new(),
            ambient: false,
            tenant_id: String::new(),
            client_id: String::new(),
            ca_pem,
            proxy,
        };
        Try::new(place, Secret::new("dGhlLXZlcnktc2VjcmV0LXdvcmQ="))
    }

    /// The same for every provider; the result for S3.
    async fn everywhere(self) -> CheckResult {
        let result = self.clone().s3().run_and_export().await;
        for other in [self.clone().gcs().run_and_export().await, self.azure().run_and_export().await] {
            let (here, there) = (red(&result), red(&other));
            let cause = |line: &CheckLine| line.finding.split(" (").next().map(str::to_owned);
            assert_eq!((&here.title, cause(here)), (&there.title, cause(there)), "for every provider alike");
        }
        result
    }
}

fn red(result: &CheckResult) -> &CheckLine {
    let red = result.lines.iter().find(|line| line.verdict == Verdict::Fail);
    red.unwrap_or_else(|| panic!("it fails: {result:#?}"))
}

/// RFC 2606 keeps it from ever being a name, so only a proxy knows it.
const BEHIND: &str = "http://storage.invalid";

const SECURE: &str = "https://storage.invalid";

async fn bad(certificate: Certificate) -> CheckResult {
    let server = Scripted::start(refusing(Answer::ok)).await;
    let tls = Tls::before(server.address, certificate).await;
    Way::to(&tls.endpoint).trusting(&tls.authority).everywhere().await
}

fn page(status: u16, title: &str) -> Answer {
    let body =
        format!("<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>");
    Answer { status, headers: vec![("content-type", "text/html".into())], body }
}

async fn saying(answer: impl Fn() -> Answer + Send + Sync + 'static) -> CheckResult {
    let server = Scripted::start(refusing(answer)).await;
    Way::to(format!("http://{}", server.address)).everywhere().await
}

cases! {
    unknown_name: "The endpoint's name does not exist", Fails, "Name", "is not known to the name server", "typing errors" =>
        Way::to(SECURE).everywhere();
    unknown_account: "Azure: the storage account does not exist", Fails, "Name", "there is no storage account `logz`", "Check the account's name" => async {
        Way::to("https://logz.blob.core.invalid").azure().run_and_export().await
    };
    refused: "Nothing listens at the endpoint", Fails, "Connection", "the connection was refused", "host and port" =>
        Way::to(format!("http://127.0.0.1:{}", free_port())).everywhere();
    no_answer: "The storage takes the connection and never answers", Fails, "Connection", "did not answer in time", "firewall" => async {
        Way::to(format!("http://{}", silent().await)).s3().run().await
    };
    hangs_up: "The connection ends without an answer", Fails, "Connection", "broke off", "firewall in between" => async {
        Way::to(format!("http://{}", answering(b"").await)).everywhere().await
    };
    cut_in_the_middle: "The connection breaks in the middle of an answer", Fails, "Connection", "broke off", "firewall in between" => async {
        let half = b"HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: 1000\r\n\r\n<Error><Code>Acc";
        Way::to(format!("http://{}", answering(half).await)).everywhere().await
    };
    https_to_a_plain_port: "`https://` to a port without TLS", Fails, "TLS", "does not speak TLS there", "http:// instead of https://" => async {
        let server = Scripted::start(refusing(Answer::ok)).await;
        Way::to(format!("https://{}", server.address)).everywhere().await
    };
    http_to_a_tls_port: "`http://` to a port with TLS", Fails, "Connection", "does not speak HTTP there", "https:// instead of http://" => async {
        // The alert by which TLS servers answer what is no TLS.
        Way::to(format!("http://{}", answering(b"\x15\x03\x01\x00\x02\x02\x16").await)).everywhere().await
    };
    http_to_a_go_server_with_tls: "`http://` to a port with TLS that says so (MinIO)", Fails, "Connection", "speaks TLS, and got a request without", "https:// instead of http://" => async {
        let words = b"HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";
        Way::to(format!("http://{}", answering(words).await)).everywhere().await
    };
    expired: "The certificate has expired", Fails, "TLS", "has expired", "Renew it" => bad(Certificate::Expired);
    not_yet_valid: "The certificate is not valid yet", Fails, "TLS", "is not valid yet", "clock" => bad(Certificate::NotYetValid);
    another_name: "The certificate is for another name", Fails, "TLS", "is not for `localhost", "path style" => bad(Certificate::OtherName);
    private_authority: "A private authority that is not pasted", Fails, "TLS", "an authority this machine does not trust", "paste its certificate" => async {
        let server = Scripted::start(refusing(Answer::ok)).await;
        let tls = Tls::before(server.address, Certificate::Good).await;
        Way::to(&tls.endpoint).everywhere().await
    };
    private_authority_pasted: "A private authority that is pasted", WriteOnly, "TLS", "The certificate is valid", "" => async {
        let server = Scripted::start(crate::faulty::amazon(|_| None)).await;
        let tls = Tls::before(server.address, Certificate::Good).await;
        Way::to(&tls.endpoint).trusting(&tls.authority).s3().run().await
    };
    tls_opened_on_the_way: "A proxy opens TLS to Amazon with a certificate of its own", Fails, "TLS", "is not the provider's own", "certificate authority" => async {
        Way::to("").by(opening_tls().await).s3().run_and_export().await
    };
    proxy_refused: "Nothing listens at the proxy", Fails, "Connection", "nothing listens at the proxy", "host and port of the proxy" => async {
        Way::to(SECURE).by(format!("127.0.0.1:{}", free_port())).everywhere().await
    };
    proxy_unknown: "The proxy's name does not exist", Fails, "Connection", "the name of the proxy `proxy.invalid:3128` is not known", "proxy's address" => async {
        Way::to(SECURE).by("proxy.invalid:3128").everywhere().await
    };
    proxy_password_for_tls: "The proxy asks for a password, `https://`", Fails, "Connection", "asks for a name and a password", "HTTPS_PROXY" => async {
        let words = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n";
        Way::to(SECURE).by(answering(words).await).everywhere().await
    };
    proxy_password: "The proxy asks for a password, `http://`", Fails, "Connection", "asks for a name and a password", "HTTPS_PROXY" => async {
        let proxy = Scripted::start(|_| page(407, "Proxy Authentication Required")).await;
        Way::to(BEHIND).by(proxy.address).everywhere().await
    };
    proxy_forbids_for_tls: "The proxy does not connect to the storage, `https://`", Fails, "Connection", "does not connect to `storage.invalid`", "allow it" => async {
        let words = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
        Way::to(SECURE).by(answering(words).await).everywhere().await
    };
    proxy_forbids: "The proxy forbids with a web page, `http://`", Fails, "Connection", "a proxy or firewall on the way to `storage.invalid` forbids it", "allow `storage.invalid`" => async {
        let proxy = Scripted::start(|_| page(403, "Access denied by policy")).await;
        Way::to(BEHIND).by(proxy.address).s3().run_and_export().await
    };
    portal_that_redirects: "The network asks to sign in first, by a redirect", Fails, "Connection", "sends to another address instead of answering as a storage", "Open a web page" => async {
        let server = Scripted::start(|_| Answer {
            status: 302,
            headers: vec![("location", "http://portal.example/login".into())],
            body: String::new(),
        })
        .await;
        Way::to(format!("http://{}", server.address)).everywhere().await
    };
    portal_that_answers: "The network asks to sign in first, by a web page that says 200", Fails, "Connection", "answers with a web page instead of a storage's answer", "Open a web page" => async {
        let server = Scripted::start(|_| page(200, "Welcome to the guest network")).await;
        Way::to(format!("http://{}", server.address)).everywhere().await
    };
    a_web_server: "The endpoint is a web server's, or the storage's console", Fails, "Connection", "has no storage at this address", "a storage's console often has another port" => async {
        let server = Scripted::start(|_| page(404, "404 Not Found")).await;
        Way::to(format!("http://{}", server.address)).everywhere().await
    };
    yes_to_everything: "Another service that says 200 to everything", Fails, "Connection", "could not be understood", "the service it should be" => async {
        let server = Scripted::start(|_| Answer { status: 200, headers: Vec::new(), body: "{\"ok\":true}".into() }).await;
        Way::to(format!("http://{}", server.address)).everywhere().await
    };
    no_xml: "An answer that is no XML", Fails, "Write at the prefix", "Its own words: \"out of order\"", "manual" =>
        saying(|| Answer { status: 418, headers: Vec::new(), body: "out of order".into() });
    no_xml_at_all: "An answer of bytes that mean nothing", Fails, "Connection", "does not speak HTTP there", "port" => async {
        Way::to(format!("http://{}", answering(b"SSH-2.0-OpenSSH_9.9\r\n").await)).everywhere().await
    };
    endless: "An error of 100 MB", Fails, "Write at the prefix", "answered HTTP 418", "manual" => async {
        let server = Scripted::start(refusing(|| Answer { status: 418, headers: Vec::new(), body: "x".repeat(100 << 20) })).await;
        Way::to(format!("http://{}", server.address)).s3().run().await
    };
    hostile: "An error with control characters, colours and text from right to left", Fails, "Write at the prefix", "red lla text", "manual" =>
        saying(|| Answer::error(418, "Odd\u{1b}[31m\u{202e}", "red\u{7}\r\n\u{202e}lla\u{200b} text"));
    gateway: "The storage's front answers 502", Fails, "Write at the prefix", "a proxy in front of the storage got no good answer from it", "try again later" => async {
        saying(|| Answer { status: 502, headers: Vec::new(), body: "Bad Gateway".into() }).await
    };
    readable_on_the_way: "`http://` to another machine", Unsafe, "TLS", "travels readable, and can be changed", "https://" => async {
        let proxy = Scripted::start(crate::faulty::amazon(|_| None)).await;
        Way::to(BEHIND).by(proxy.address).s3().run().await
    };
    clock_off: "This machine's clock is 20 minutes off (S3)", Fails, "Clock", "clock and the storage's differ by more than it allows", "NTP" => async {
        let answer = || Answer {
            headers: vec![("date", "Thu, 20 Aug 2026 14:03:11 GMT".into())],
            ..Answer::error(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")
        };
        let server = Scripted::start(refusing(answer)).await;
        Way::to(format!("http://{}", server.address)).s3().run_and_export().await
    };
    clock_off_at_azure: "This machine's clock is 20 minutes off (Azure)", Fails, "Clock", "there it is Thu, 20 Aug 2026 14:03:11 GMT", "NTP" => async {
        let answer = || Answer {
            headers: vec![("date", "Thu, 20 Aug 2026 14:03:11 GMT".into())],
            ..Answer::error(403, "AuthenticationFailed", "Server failed to authenticate the request. Request date header too old: 'Thu, 20 Aug 2026 13:43:11 GMT'")
        };
        let server = Scripted::start(refusing(answer)).await;
        Way::to(format!("http://{}", server.address)).azure().run_and_export().await
    };
    clock_a_little_off: "This machine's clock is 3 minutes off", WriteOnly, "Clock", "s ahead of the storage's", "NTP" => async {
        let server = Scripted::start(crate::faulty::amazon(|seen| {
            let there = chrono::Utc::now() - chrono::TimeDelta::minutes(3);
            (seen.method == "HEAD" && seen.query.is_empty()).then(|| Answer {
                status: 403,
                headers: vec![("date", there.to_rfc2822().replace("+0000", "GMT"))],
                body: String::new(),
            })
        }))
        .await;
        Way::to(format!("http://{}", server.address)).s3().run().await
    };
}
