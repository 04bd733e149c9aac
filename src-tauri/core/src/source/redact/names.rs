//! Which names say secret.

/// Whether a value under this name has to go. Asked for every member of every body: allocates for no usual name.
pub(super) fn is_secret(name: &str) -> bool {
    let mut short = [0; 64];
    let mut long = Vec::new();
    let plain = if name.len() <= short.len() {
        &mut short[..name.len()]
    } else {
        long.resize(name.len(), 0);
        &mut long[..]
    };
    let mut length = 0;
    for byte in name.bytes().filter(|byte| !matches!(byte, b'_' | b'-')) {
        plain[length] = byte.to_ascii_lowercase();
        length += 1;
    }
    let plain = &plain[..length];
    plain.iter().enumerate().any(|(at, first)| {
        let words: &[&[u8]] = match first {
            b'a' => &[b"apikey"],
            b'c' => &[b"credential", b"connectionconfiguration"],
            b'p' => &[b"password", b"passwd", b"privatekey"],
            b's' => &[b"secret"],
            b't' => &[b"token"],
            _ => return false,
        };
        words.iter().any(|word| plain[at..].starts_with(word))
    })
}

/// Whether this value under a secret name says nothing: absent, empty, yes or no, masked by the platform, removed before; or a number of tokens, as
/// language models count them.
pub(super) fn is_harmless(name: &str, value: &str) -> bool {
    if matches!(value, "null" | "true" | "false" | "\"\"" | "[]" | "{}" | "\"[removed]\"") {
        return true;
    }
    let text = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    match text {
        Some(text) => text.bytes().all(|byte| byte == b'*'),
        None => name.to_ascii_lowercase().ends_with("tokens") && value.parse::<f64>().is_ok(),
    }
}
