//! What stands between here and a storage, or in its place, and does wrong.

use std::{net::SocketAddr, sync::Arc};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

use crate::servers::{
    scripted::{Answer, Seen},
    tls::{Certificate, issue},
};

/// Answers each connection with the same bytes after a request's head, and closes it.
pub async fn answering(bytes: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                head(&mut stream).await;
                let _ = stream.write_all(bytes).await;
                let _ = stream.shutdown().await;
                // What still comes is taken, so that the answer is not lost in a reset.
                let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
            });
        }
    });
    address
}

/// Takes connections and never answers.
pub async fn silent() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    address
}

/// A proxy that opens TLS connections with a certificate of its own.
pub async fn opening_tls() -> SocketAddr {
    let issued = issue(Certificate::Good);
    let key = PrivateKeyDer::try_from(issued.key.serialize_der()).expect("a key");
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![issued.certificate.der().clone()], key)
        .expect("they belong together");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                head(&mut stream).await;
                let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await;
                // A client that refuses the certificate ends here.
                let _ = acceptor.accept(stream).await;
            });
        }
    });
    address
}

async fn head(stream: &mut TcpStream) {
    let mut read = Vec::new();
    let mut chunk = [0; 4096];
    while !read.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(count) => read.extend_from_slice(&chunk[..count]),
        }
    }
}

/// A storage that is there and refuses everything that is signed.
pub fn refusing(refusal: impl Fn() -> Answer + Send + Sync) -> impl Fn(&Seen) -> Answer + Send + Sync {
    move |seen| match seen.method.as_str() {
        "HEAD" => Answer { status: 403, headers: Vec::new(), body: String::new() },
        _ => refusal(),
    }
}

/// A storage like Amazon's with a key that may do `s3:PutObject` and `s3:AbortMultipartUpload`, where `refuses` refuses nothing.
pub fn amazon(refuses: impl Fn(&Seen) -> Option<Answer> + Send + Sync) -> impl Fn(&Seen) -> Answer + Send + Sync {
    move |seen| {
        if let Some(refusal) = refuses(seen) {
            return refusal;
        }
        match (seen.method.as_str(), seen.query.as_str()) {
            ("HEAD", "") => {
                let headers = vec![("x-amz-bucket-region", "us-east-1".into())];
                Answer { status: 403, headers, body: String::new() }
            }
            ("PUT", "") => {
                Answer::error(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
            }
            ("POST", "uploads=") => Answer::upload(),
            ("DELETE", query) if query.contains("no-such-upload") => {
                Answer::error(404, "NoSuchUpload", "The specified upload does not exist.")
            }
            ("DELETE", query) if query.contains("uploadId") => Answer { status: 204, ..Answer::ok() },
            _ => Answer::error(403, "AccessDenied", "Access Denied"),
        }
    }
}
