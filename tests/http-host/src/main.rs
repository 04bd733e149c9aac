//! Serves the window's front end, its rpc and its events over HTTP on loopback, for browser tests: the real core, another shell.
#![expect(clippy::print_stdout, reason = "the tests read the address from standard output")]

use std::{convert::Infallible, path::PathBuf, sync::Arc};

use auditdesk_core::{
    api::{Desk, Folders, SamplePlatforms, StartSample, wire::Secret},
    error::ErrorCode,
};
use axum::{
    Json, Router,
    body::Body,
    extract::{Path, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response, Sse, sse},
    routing::{get, post},
};
use futures::{Stream, StreamExt, stream};
use serde_json::Value;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (folder, dist) = (arguments.next(), arguments.next());
    let (Some(folder), Some(dist)) = (folder, dist) else {
        println!("usage: auditdesk-http-host WORKSPACE-FOLDER UI-DIST [PORT]");
        return Ok(());
    };
    let port = arguments.next().and_then(|port| port.parse().ok()).unwrap_or(0);
    let host =
        Host { desk: Desk::new(Folders::at(PathBuf::from(folder)), sample()), dist: Arc::new(PathBuf::from(dist)) };
    let desk = host.desk.clone();
    let routes =
        Router::new().route("/rpc/{name}", post(rpc)).route("/events", get(events)).fallback(file).with_state(host);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, routes).with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) }).await?;
    desk.drain().await;
    Ok(())
}

#[derive(Clone)]
struct Host {
    desk: Desk,
    dist: Arc<PathBuf>,
}

fn sample() -> StartSample {
    Arc::new(|folder| {
        Box::pin(async move {
            let sample = auditdesk_standin::sample(&folder).await?;
            let podwarden = &sample.podwarden;
            Ok(SamplePlatforms {
                obot: (sample.obot.url(), Secret::new(sample.obot.api_key())),
                podwarden: (podwarden.url(), Secret::new(podwarden.token()), podwarden.token_name().to_owned()),
                airbyte: sample.airbyte.clone(),
                airkit: sample.airkit.clone(),
                running: Box::new(sample),
            })
        })
    })
}

async fn rpc(State(host): State<Host>, Path(name): Path<String>, Json(request): Json<Value>) -> Response {
    match host.desk.call(&name, request).await {
        Ok(response) => Json(response).into_response(),
        Err(error) => {
            let status = if error.code == ErrorCode::WrongUse { StatusCode::BAD_REQUEST } else { StatusCode::CONFLICT };
            (status, Json(error.to_wire())).into_response()
        }
    }
}

async fn events(State(host): State<Host>) -> Sse<impl Stream<Item = Result<sse::Event, Infallible>>> {
    let events = stream::unfold(host.desk.events(), |mut events| async move {
        events.recv().await.ok().map(|event| (event, events))
    });
    Sse::new(events.filter_map(|event| async move { sse::Event::default().json_data(event).ok().map(Ok) }))
        .keep_alive(sse::KeepAlive::default())
}

/// A file of the built front end; every other path is its start page.
async fn file(State(host): State<Host>, uri: Uri) -> Response {
    let wanted = uri.path().trim_start_matches('/');
    let inside = !wanted.is_empty() && wanted.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    let path = if inside { host.dist.join(wanted) } else { host.dist.join("index.html") };
    let kind = match path.extension().and_then(|extension| extension.to_str()) {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "text/html; charset=utf-8",
    };
    match tokio::fs::read(&path).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, kind)], Body::from(bytes)).into_response(),
        Err(_) => (StatusCode::NOT_FOUND, "not found\n").into_response(),
    }
}
