//! What was packed comes out as it was.

use std::io::Write;

use auditdesk_core::{
    api::wire::Decoding,
    payload::decode::{UNPACKED_MOST, decode, sniff},
};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use flate2::{Compression, write::GzEncoder, write::ZlibEncoder};
use proptest::prelude::*;

fn text(value: &str, how: Decoding) -> String {
    decode(value, how).expect("it is encoded so").text
}

proptest! {
    #[test]
    fn every_way_leads_back(packed in any::<String>().prop_filter("shown as hex", |text| !text.contains('\0'))) {
        // What begins as packed data is taken for such.
        let packed = format!("> {packed}");
        prop_assert_eq!(text(&BASE64_STANDARD.encode(&packed), Decoding::Base64), packed.clone());
        prop_assert_eq!(text(&BASE64_URL_SAFE_NO_PAD.encode(&packed), Decoding::Base64), packed.clone());
        let encoded = percent_encoding::utf8_percent_encode(&packed, percent_encoding::NON_ALPHANUMERIC).to_string();
        prop_assert_eq!(text(&encoded, Decoding::Url), packed.clone());
        prop_assert_eq!(text(&format!("data:text/plain,{encoded}"), Decoding::DataUrl), packed.clone());
        for bytes in [gzip(packed.as_bytes()), zlib(packed.as_bytes()), zstd::encode_all(packed.as_bytes(), 3).expect("packed")] {
            prop_assert_eq!(text(&BASE64_STANDARD.encode(&bytes), Decoding::Base64), packed.clone());
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).and_then(|()| out.finish()).expect("packed")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).and_then(|()| out.finish()).expect("packed")
}

#[test]
fn a_token_shows_header_and_claims_and_says_that_nobody_checked_it() {
    let piece = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    let token = format!("{}.{}.c2ln", piece(r#"{"alg":"HS256"}"#), piece(r#"{"sub":"7","exp":1787230000}"#));
    assert_eq!(sniff(&token), Some(Decoding::Jwt));
    let decoded = decode(&token, Decoding::Jwt).expect("a token");
    assert!(decoded.what.contains("not verified"), "{}", decoded.what);
    let read: serde_json::Value = serde_json::from_str(&decoded.text).expect("JSON");
    assert_eq!(read["claims"]["exp"], 1_787_230_000);
    assert_eq!(read["signature"], "present, NOT VERIFIED");
    let broken = format!("{}.{}.c2ln", piece("no json"), piece("{}"));
    assert!(decode(&broken, Decoding::Jwt).is_err());
}

#[test]
fn a_bomb_is_refused_and_bytes_are_shown_as_hex_with_their_type() {
    let bomb = BASE64_STANDARD.encode(gzip(&vec![0; UNPACKED_MOST + 1]));
    let why = decode(&bomb, Decoding::Base64).expect_err("too long");
    assert!(why.contains("MiB"), "{why}");
    let image = BASE64_STANDARD.encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let decoded = decode(&image, Decoding::Base64).expect("bytes");
    assert!(decoded.what.contains("PNG image"), "{}", decoded.what);
    assert!(decoded.text.starts_with("00000000  89 50 4e 47"), "{}", decoded.text);
}

#[test]
fn what_is_not_encoded_is_not_taken_for_it() {
    for plain in [
        "hello world",
        "mcp-audit-logs/2026/11/21/an-export",
        "550e8400-e29b-41d4-a716-446655440000",
        "100 % of it",
        "",
    ] {
        assert_eq!(sniff(plain), None, "{plain}");
    }
    assert_eq!(sniff(r#" {"a":1} "#), Some(Decoding::Json));
    assert_eq!(sniff("a%20b%2Fc"), Some(Decoding::Url));
    assert_eq!(sniff("data:image/png;base64,iVBOR"), Some(Decoding::DataUrl));
    assert_eq!(sniff("VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcw=="), Some(Decoding::Base64));
}
