//! Reading JSON without losing a record over a detail: loose texts and times, raw parts, presence told apart from `null`.

use std::{borrow::Cow, fmt};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;

/// Reads a record. Looking once at all its bytes whether they are UTF-8 is cheaper than at each text; only where some are not, it matters which.
pub(in crate::source) fn read<'a, T: Deserialize<'a>>(raw: &'a [u8]) -> serde_json::Result<T> {
    match std::str::from_utf8(raw) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(raw),
    }
}

/// A text field. `null` and the empty text are absent; a number or a boolean becomes its text.
///
/// It stays where it was received unless it has escapes: most texts of a record are looked at and not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::source) struct Text<'a>(Option<Cow<'a, str>>);

impl Text<'_> {
    pub(in crate::source) fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub(in crate::source) fn word(&self) -> &str {
        self.get().unwrap_or_default()
    }

    pub(in crate::source) fn owned(&self) -> Option<String> {
        self.get().map(str::to_owned)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Loose;
        impl<'de> de::Visitor<'de> for Loose {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text((!text.is_empty()).then_some(Cow::Borrowed(text))))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
                self.visit_string(text.to_owned())
            }
            fn visit_string<E>(self, text: String) -> Result<Text<'de>, E> {
                Ok(Text((!text.is_empty()).then_some(Cow::Owned(text))))
            }
            fn visit_unit<E>(self) -> Result<Text<'de>, E> {
                Ok(Text(None))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Text<'de>, E> {
                Ok(Text(Some(number.to_string().into())))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Text<'de>, E> {
                Ok(Text(Some(number.to_string().into())))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Text<'de>, E> {
                Ok(Text(Some(number.to_string().into())))
            }
            fn visit_bool<E>(self, truth: bool) -> Result<Text<'de>, E> {
                Ok(Text(Some(truth.to_string().into())))
            }
        }
        deserializer.deserialize_any(Loose)
    }
}

/// A text to keep.
pub(in crate::source) fn kept<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Text::deserialize(deserializer)?.0.map(Cow::into_owned))
}

/// A whole number; `null`, and anything that is no whole number, is absent.
pub(in crate::source) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?;
    Ok(raw.get().parse().ok())
}

/// A part that is kept as it is. `Some("null")` is a present `null`, which is not the same as absent: Obot redacts by leaving out.
pub(in crate::source) fn part<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// The part, unless it is absent or `null`.
pub(in crate::source) fn filled(part: Option<&RawValue>) -> Option<&RawValue> {
    part.filter(|raw| raw.get() != "null")
}

/// RFC 3339 with any zone and up to nanoseconds; Go's zero time is no time.
pub(in crate::source) fn time(text: &Text<'_>) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text.get()?).ok()?.to_utc();
    (time.timestamp() > -62_135_596_800).then_some(time)
}

/// Cut to microseconds, the resolution of an entry.
pub(in crate::source) fn micros(time: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(time.timestamp_micros()).unwrap_or(time)
}

/// An address without its port: Go's `RemoteAddr` carries one, `192.0.2.10:51432` or `[::1]:51432`.
pub(in crate::source) fn address(text: &str) -> String {
    let text = text.trim();
    if let Ok(socket) = text.parse::<std::net::SocketAddr>() {
        return socket.ip().to_string();
    }
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_port_in_both_families() {
        for (given, wanted) in [
            ("192.0.2.10:51432", "192.0.2.10"),
            ("192.0.2.10", "192.0.2.10"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("[::1]", "::1"),
            ("2001:db8::1", "2001:db8::1"),
            (" 203.0.113.9 ", "203.0.113.9"),
            ("unix-socket", "unix-socket"),
        ] {
            assert_eq!(address(given), wanted, "{given}");
        }
    }

    #[test]
    fn times_are_read_with_offsets_and_nanoseconds_and_zero_is_none() {
        let read = |text: &str| time(&serde_json::from_str(&format!("\"{text}\"")).expect("a text")).map(micros);
        let utc = |text: &str| Some(text.parse::<DateTime<Utc>>().expect("a time"));
        assert_eq!(read("2026-08-20T10:03:11.482913777-04:00"), utc("2026-08-20T14:03:11.482913Z"), "offset and ns");
        assert_eq!(read("2026-08-18T09:00:00Z"), utc("2026-08-18T09:00:00Z"), "no fraction");
        assert_eq!(read("0001-01-01T00:00:00Z"), None, "Go's zero time");
        assert_eq!(read("yesterday"), None, "no time");
    }
}
