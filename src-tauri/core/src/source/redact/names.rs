//! Which names say secret.

/// Parts of names, in lower case without `_` and `-`.
const WORDS: [&str; 8] =
    ["secret", "token", "password", "passwd", "apikey", "privatekey", "credential", "connectionconfiguration"];

/// Whether a value under this name has to go.
pub(super) fn is_secret(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect();
    WORDS.iter().any(|word| plain.contains(word))
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
