//! Sign-in through the browser, in the ways of all server versions.

use auditdesk_core::{
    secret::Secret,
    source::{
        Source,
        obot::{
            Obot,
            sign_in::{Flow, Start, Step, start},
        },
    },
};
use auditdesk_standin::obot::{Generation, Options, Server};
use tokio_util::sync::CancellationToken;

use crate::{
    bench::{Seen, now},
    support::{
        time::Time,
        workspace::{InMemory, Workspace},
    },
};

async fn server(device_code: bool, auth: bool) -> Server {
    let mut options = Options::new(Generation::C, 3, 30);
    options.device_code = device_code;
    options.auth = auth;
    Server::start(now(options)).await.expect("a free port")
}

async fn begin(server: &Server, time: &Time) -> Flow {
    match start(&server.url(), "", time.deps()).await.expect("a sign-in begins") {
        Start::Browser(flow) => flow,
        Start::NotNeeded => panic!("this server wants a sign-in"),
    }
}

/// The id of the request, as the page's address carries it.
fn id_of(flow: &Flow) -> String {
    let path = flow.open_url().split("/oauth/start/").nth(1).expect("the page of the stand-in");
    path.split('/').next().expect("the id comes first").to_owned()
}

#[tokio::test]
async fn both_kinds_of_sign_in_bring_a_key_that_reads_the_log() {
    for device_code in [false, true] {
        let (server, time) = (server(device_code, true).await, Time::new());
        let flow = begin(&server, &time).await;
        assert_eq!(flow.code().is_some(), device_code, "the server decides whether a code is typed");
        assert!(matches!(flow.poll().await, Ok(Step::Waiting)), "nobody has confirmed yet");
        assert!(server.approve(&id_of(&flow), flow.code()), "the user confirms in the browser");
        let key = match flow.poll().await.expect("an answer") {
            Step::Done(key) => key,
            other => panic!("the key should be there: {other:?}"),
        };
        assert!(!format!("{key:?}").contains("ok1-"), "a key is not printed");
        let workspace = InMemory::default();
        let source = Obot::new(1, &server.url(), "", Some(Secret::new(key.expose())), time.deps()).expect("a source");
        let progress = Seen(std::sync::Arc::default());
        source
            .sync(None, &*workspace.sink(), &progress, &CancellationToken::new())
            .await
            .expect("the key opens the log");
        assert_eq!(workspace.latest().len(), 30, "all of it");
    }
}

#[tokio::test]
async fn a_request_that_nobody_confirms_expires() {
    let (server, time) = (server(true, true).await, Time::new());
    let flow = begin(&server, &time).await;
    time.clock.advance(chrono::Duration::minutes(6));
    assert!(matches!(flow.poll().await, Ok(Step::Expired(_))), "five minutes are over");
}

#[tokio::test]
async fn without_authentication_nobody_signs_in() {
    let server = server(false, false).await;
    let started = start(&server.url(), "", Time::new().deps()).await.expect("an answer");
    assert!(matches!(started, Start::NotNeeded), "authentication is off");
}
