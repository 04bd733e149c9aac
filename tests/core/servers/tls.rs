//! TLS in front of a plain server, with a certificate of the test's own authority.

use std::{net::SocketAddr, sync::Arc};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

/// What is wrong with the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    Good,
    Expired,
    NotYetValid,
    /// For `elsewhere.example`, while the server is called `localhost`.
    OtherName,
}

/// The terminator; ends with the runtime it was started on.
pub struct Tls {
    /// `https://localhost:port`.
    pub endpoint: String,
    /// The authority to trust, as PEM text.
    pub authority: String,
}

impl Tls {
    /// Listens and passes everything on to `plain`.
    pub async fn before(plain: SocketAddr, certificate: Certificate) -> Self {
        let issued = issue(certificate);
        let key = PrivateKeyDer::try_from(issued.key.serialize_der()).expect("a key");
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![issued.certificate.der().clone()], key)
            .expect("they belong together");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
        let endpoint = format!("https://localhost:{}", listener.local_addr().expect("it is bound").port());
        tokio::spawn(serve(listener, TlsAcceptor::from(Arc::new(config)), plain));
        Self { endpoint, authority: issued.authority }
    }
}

/// A certificate with its key and the authority that signed it.
pub struct Issued {
    /// The authority to trust, as PEM text.
    pub authority: String,
    pub certificate: rcgen::Certificate,
    pub key: KeyPair,
}

/// Signs a certificate for `localhost`, or a wrong one, by an authority made for it.
pub fn issue(certificate: Certificate) -> Issued {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(rcgen::DnType::CommonName, "Authority of a test");
    let authority_key = KeyPair::generate().expect("a key");
    let authority = CertifiedIssuer::self_signed(authority, authority_key).expect("an authority");
    let name = if certificate == Certificate::OtherName { "elsewhere.example" } else { "localhost" };
    let mut leaf = CertificateParams::new([name.to_owned()]).expect("a name");
    match certificate {
        Certificate::Expired => leaf.not_after = date_time_ymd(2020, 1, 1),
        Certificate::NotYetValid => leaf.not_before = date_time_ymd(2120, 1, 1),
        Certificate::Good | Certificate::OtherName => {}
    }
    let key = KeyPair::generate().expect("a key");
    let certificate = leaf.signed_by(&key, &authority).expect("a certificate");
    Issued { authority: authority.pem(), certificate, key }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, plain: SocketAddr) {
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            // A client that refuses the certificate ends here.
            let Ok(mut outer) = acceptor.accept(stream).await else { return };
            let mut inner = TcpStream::connect(plain).await.expect("the plain server listens");
            let _ = tokio::io::copy_bidirectional(&mut outer, &mut inner).await;
        });
    }
}
