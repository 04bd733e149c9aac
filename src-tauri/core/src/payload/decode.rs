//! What is packed into a string: JSON, base64, a JSON Web Token, percent-encoding, a data: URL; and what is packed into those bytes.
//!
//! Everything comes out as text that is shown. Nothing is run, fetched or drawn.

use std::{borrow::Cow, io::Read};

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::value::RawValue;

use crate::api::wire::Decoding;

/// Bytes of something unpacked at most: a few packed bytes can claim to be terabytes.
pub const UNPACKED_MOST: usize = 64 * 1024 * 1024;

/// Bytes of which a hex dump is made.
const HEX_MOST: usize = 256 * 1024;

/// Characters that are looked at to tell how a string is encoded.
const SNIFFED: usize = 4096;

/// A base64 text shorter than this may as well be a word.
const BASE64_LEAST: usize = 24;

/// A decoded string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// What it is, in plain words: `gzip, then text`, `PNG image, 1204 bytes, as hex`.
    pub what: String,
    /// The text to show.
    pub text: String,
}

/// How a string is encoded, as far as its beginning tells.
pub fn sniff(value: &str) -> Option<Decoding> {
    let (head, _) = super::text::head(value, SNIFFED);
    let trimmed = head.trim_start();
    let ends = |close: char| value.trim_end().ends_with(close);
    if (trimmed.starts_with('{') && ends('}')) || (trimmed.starts_with('[') && ends(']')) {
        return Some(Decoding::Json);
    }
    if head.starts_with("data:") && head.contains(',') {
        return Some(Decoding::DataUrl);
    }
    if head.starts_with("eyJ") && value.len() < 64 * 1024 && jwt(value).is_some() {
        return Some(Decoding::Jwt);
    }
    if is_base64(head, value.len()) {
        return Some(Decoding::Base64);
    }
    let escapes = head
        .match_indices('%')
        .filter(|(at, _)| head.as_bytes().get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)));
    (escapes.count() > 0 && !head.contains(' ')).then_some(Decoding::Url)
}

fn is_base64(head: &str, length: usize) -> bool {
    let body = head.trim_end_matches('=');
    let in_alphabet =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'\n' | b'\r');
    let is_hex = body.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let mixed =
        body.bytes().any(|byte| byte.is_ascii_uppercase()) && body.bytes().any(|byte| byte.is_ascii_lowercase());
    // Paths and words joined by signs have few digits and no capitals within.
    let dense = body.bytes().filter(|byte| matches!(byte, b'-' | b'_' | b'/')).count() * 8 <= body.len();
    length >= BASE64_LEAST && body.bytes().all(in_alphabet) && !is_hex && mixed && dense && length % 4 != 1
}

/// Decodes a string; the reason where it is not encoded so.
pub fn decode(value: &str, how: Decoding) -> Result<Decoded, String> {
    match how {
        Decoding::Text | Decoding::Json => Ok(Decoded { what: "The string's text".into(), text: value.to_owned() }),
        Decoding::Url => {
            let bytes: Vec<u8> = percent_encoding::percent_decode_str(&value.replace('+', " ")).collect();
            Ok(shown("URL-decoded", &bytes))
        }
        Decoding::Base64 => {
            let bytes = base64(value).ok_or("This is not base64.")?;
            unpacked("base64", bytes)
        }
        Decoding::DataUrl => data_url(value),
        Decoding::Jwt => jwt(value).ok_or_else(|| "This is not a JSON Web Token.".to_owned()),
    }
}

fn base64(value: &str) -> Option<Vec<u8>> {
    let value: Cow<'_, str> = if value.contains(char::is_whitespace) {
        value.split_whitespace().collect::<String>().into()
    } else {
        value.into()
    };
    let alphabet = if value.contains(['-', '_']) { &alphabet::URL_SAFE } else { &alphabet::STANDARD };
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(alphabet, config).decode(value.as_bytes()).ok()
}

fn data_url(value: &str) -> Result<Decoded, String> {
    let (head, data) =
        value.strip_prefix("data:").and_then(|rest| rest.split_once(',')).ok_or("This is not a data: URL.")?;
    if head.ends_with(";base64") {
        return unpacked(&format!("data: URL, {head}"), base64(data).ok_or("Its data is not base64.")?);
    }
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(data).collect();
    Ok(shown(&format!("data: URL, {head}"), &bytes))
}

/// Header and claims as they are; the signature is not checked, as its key is not here.
fn jwt(value: &str) -> Option<Decoded> {
    let mut pieces = value.trim().split('.');
    let (header, claims, signature) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let json = |piece: &str| -> Option<String> {
        let text = String::from_utf8(base64(piece)?).ok()?;
        serde_json::from_str::<&RawValue>(&text)
            .ok()
            .filter(|raw| raw.get().starts_with('{'))
            .map(|raw| raw.get().to_owned())
    };
    let (header, claims) = (json(header)?, json(claims)?);
    let note = if signature.is_empty() { "none" } else { "present, NOT VERIFIED" };
    pieces.next().is_none().then(|| Decoded {
        what: "JSON Web Token, signature not verified".into(),
        text: format!(r#"{{"header":{header},"claims":{claims},"signature":"{note}"}}"#),
    })
}

/// Unpacks what is compressed, as often as it is.
fn unpacked(way: &str, mut bytes: Vec<u8>) -> Result<Decoded, String> {
    let mut way = way.to_owned();
    for _ in 0..4 {
        let (name, reader): (_, Box<dyn Read + '_>) = match &bytes[..] {
            [0x1F, 0x8B, ..] => ("gzip", Box::new(flate2::read::MultiGzDecoder::new(&bytes[..]))),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => {
                let reader = zstd::stream::read::Decoder::new(&bytes[..]).map_err(|error| error.to_string())?;
                ("zstd", Box::new(reader))
            }
            [0x78, 0x01 | 0x5E | 0x9C | 0xDA, ..] => ("zlib", Box::new(flate2::read::ZlibDecoder::new(&bytes[..]))),
            _ => break,
        };
        let mut out = Vec::new();
        if reader.take(UNPACKED_MOST as u64 + 1).read_to_end(&mut out).is_err() {
            break;
        }
        if out.len() > UNPACKED_MOST {
            return Err(format!(
                "Unpacked ({name}), it is longer than {} MiB; it was not unpacked.",
                UNPACKED_MOST >> 20
            ));
        }
        way = format!("{way}, {name}");
        bytes = out;
    }
    Ok(shown(&way, &bytes))
}

/// Bytes as text, or as a hex dump with what they seem to be.
fn shown(way: &str, bytes: &[u8]) -> Decoded {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.contains('\0')
    {
        return Decoded { what: format!("{way}, text"), text: text.to_owned() };
    }
    let kind = magic(bytes).unwrap_or("binary data");
    let part = if bytes.len() > HEX_MOST { format!("; the first {} KiB", HEX_MOST >> 10) } else { String::new() };
    Decoded { what: format!("{way}, {kind}, {} bytes, as hex{part}", bytes.len()), text: hex_dump(bytes) }
}

/// What bytes are by how they begin.
pub fn magic(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 16] = [
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"\xFF\xD8\xFF", "JPEG image"),
        (b"GIF8", "GIF image"),
        (b"BM", "BMP image"),
        (b"%PDF-", "PDF document"),
        (b"PK\x03\x04", "ZIP archive"),
        (b"\x1F\x8B", "gzip data"),
        (b"\x28\xB5\x2F\xFD", "zstd data"),
        (b"BZh", "bzip2 data"),
        (b"\x7FELF", "ELF program"),
        (b"MZ", "Windows program"),
        (b"OggS", "Ogg audio or video"),
        (b"ID3", "MP3 audio"),
        (b"fLaC", "FLAC audio"),
        (b"SQLite format 3\0", "SQLite database"),
        (b"\0asm", "WebAssembly"),
    ];
    match bytes {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("WebP image"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some("WAV audio"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("MP4 audio or video"),
        _ => KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name),
    }
}

fn hex_dump(bytes: &[u8]) -> String {
    let mut dump = String::new();
    for (row, line) in bytes[..bytes.len().min(HEX_MOST)].chunks(16).enumerate() {
        let hex: Vec<_> = line.iter().map(|byte| format!("{byte:02x}")).collect();
        let plain: String =
            line.iter().map(|byte| if matches!(byte, 0x20..=0x7E) { char::from(*byte) } else { '.' }).collect();
        dump.push_str(&format!("{:08x}  {:<47}  {plain}\n", row * 16, hex.join(" ")));
    }
    dump
}
