//! Names of objects: a prefix with the day, the export's name, the moment of the run.

use chrono::{DateTime, NaiveDate, Utc};

use crate::error::{Error, ErrorCode, Result};

/// The prefix where none is given.
pub const DEFAULT_PREFIX: &str = "mcp-audit-logs/YYYY/MM/DD/";

/// The most bytes an S3 key may have.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>
const KEY_BYTES: usize = 1024;

/// The most bytes of one segment that every common file system takes.
const SEGMENT_BYTES: usize = 255;

/// The most characters of an export's name.
const NAME_CHARS: usize = 100;

/// How the keys of an export are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyTemplate {
    prefix: String,
    name: String,
}

impl KeyTemplate {
    /// A template from a prefix as in [`check_prefix`] and a name as in [`check_name`].
    pub fn new(prefix: &str, name: &str) -> Result<Self> {
        check_name(name)?;
        Ok(Self { prefix: check_prefix(prefix)?, name: name.to_owned() })
    }

    /// The key of a run at `at`, for example `mcp-audit-logs/2026/08/20/daily-20260820T140311Z.jsonl`.
    pub fn key(&self, at: DateTime<Utc>, extension: &str) -> String {
        format!("{}{}-{}.{extension}", dated(&self.prefix, at), self.name, at.format("%Y%m%dT%H%M%SZ"))
    }

    /// The key of one of several objects of a run, for example `mcp-audit-logs/2026/08/20/dt=2026-08-19/daily-20260820T140311Z-0002.jsonl`.
    pub fn part(&self, at: DateTime<Utc>, part: u32, day: Option<NaiveDate>, extension: &str) -> String {
        let stem = format!("{}-{}", self.name, at.format("%Y%m%dT%H%M%SZ"));
        RunKeys { folder: dated(&self.prefix, at), stem }.object(part, day, extension)
    }
}

/// The keys of a scheduled run: the same in each of its attempts, and nobody else's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunKeys {
    folder: String,
    stem: String,
}

impl RunKeys {
    /// Keys of run `run` for the moment `slot`. `tag` is the run's own: two workspaces may have schedules of one name, and copies of one workspace runs of one number.
    pub fn new(template: &KeyTemplate, slot: DateTime<Utc>, tag: &str, run: u64) -> Self {
        let stem = format!("{}-{}-{tag}-{run:06}", template.name, slot.format("%Y%m%dT%H%M%SZ"));
        Self { folder: dated(&template.prefix, slot), stem }
    }

    /// An object's key, for example `mcp-audit-logs/2026/08/20/daily-20260820T060000Z-k3v9q2-000042-0001.jsonl`; in the folder of its day where it
    /// holds one.
    pub fn object(&self, part: u32, day: Option<NaiveDate>, extension: &str) -> String {
        let day = day.map(|day| format!("dt={day}/")).unwrap_or_default();
        format!("{}{day}{}-{:04}.{extension}", self.folder, self.stem, part + 1)
    }

    /// The manifest's key. Query engines leave out names that begin with `_`.
    pub fn manifest(&self) -> String {
        format!("{}_{}.manifest.json", self.folder, self.stem)
    }
}

/// Checks a prefix and brings it into its one form: empty becomes [`DEFAULT_PREFIX`], `/` becomes the root (empty), anything else ends with `/`.
pub fn check_prefix(prefix: &str) -> Result<String> {
    let wrong = |why: String| Error::new(ErrorCode::WrongUse, format!("The prefix {prefix:?} cannot be used: {why}"));
    let prefix = match prefix {
        "" => return Ok(DEFAULT_PREFIX.to_owned()),
        "/" => return Ok(String::new()),
        prefix => prefix.strip_suffix('/').unwrap_or(prefix),
    };
    if prefix.starts_with('/') {
        return Err(wrong(
            "it starts with a slash. Leave the slash out; keys are always below the bucket or folder.".into(),
        ));
    }
    for segment in prefix.split('/') {
        if segment.is_empty() {
            return Err(wrong("it has two slashes in a row. Use one.".into()));
        }
        if segment == "." || segment == ".." {
            return Err(wrong(format!("`{segment}` would leave the place it names. Use plain folder names.")));
        }
        if segment.len() > SEGMENT_BYTES {
            return Err(wrong(format!("a folder name is longer than {SEGMENT_BYTES} bytes. Shorten it.")));
        }
        if segment.trim() != segment {
            return Err(wrong("a folder name starts or ends with a space. Remove the space.".into()));
        }
    }
    if let Some(c) = prefix.chars().find(|c| *c == '\\' || c.is_control() || turns_text(*c)) {
        let what =
            if c == '\\' { "a backslash".to_owned() } else { format!("the invisible character U+{:04X}", c as u32) };
        return Err(wrong(format!(
            "it contains {what}. Use `/` between folders and visible characters in their names."
        )));
    }
    // The day makes a prefix no longer than its tokens; the name, its moment and the ending follow.
    if prefix.len() + 1 + NAME_CHARS + "dt=2026-08-20/_-20260820T140311Z-k3v9q2-000000-0000-k3v9q2.manifest.json".len()
        > KEY_BYTES
    {
        return Err(wrong(format!("with the file's name it would be longer than {KEY_BYTES} bytes. Shorten it.")));
    }
    Ok(format!("{prefix}/"))
}

/// Checks the name of an export: 1 to 100 ASCII letters, digits, `.`, `_`, `-`, the first of them a letter or digit.
pub fn check_name(name: &str) -> Result<()> {
    let wrong = |why: String| Err(Error::new(ErrorCode::WrongUse, format!("The name {name:?} cannot be used: {why}")));
    if name.is_empty() {
        return wrong("it is empty. Give the export a name, for example `audit`.".into());
    }
    if name.chars().count() > NAME_CHARS {
        return wrong(format!("it is longer than {NAME_CHARS} characters. Shorten it."));
    }
    if let Some(c) = name.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '-')) {
        return wrong(format!("it contains {c:?}. Use the letters a to z, digits, `.`, `_` and `-`."));
    }
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return wrong("it starts with a sign. Start it with a letter or digit.".into());
    }
    Ok(())
}

/// Characters that change the direction of text and so could show a key other than it is.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Puts the day into a prefix. `YYYY`, `MM` and `DD` count where a run of letters and digits consists of them only, so that `SUMMARY` stays whole.
pub(super) fn dated(prefix: &str, at: DateTime<Utc>) -> String {
    replace_tokens(prefix, |token| at.format(token).to_string())
}

/// The beginning of the prefix that is the same on every day.
pub(super) fn fixed(prefix: &str) -> &str {
    let pattern = pattern(prefix);
    let same = pattern.split('*').next().unwrap_or_default().len();
    &prefix[..same]
}

/// The prefix with `*` for the day, as a pattern in a policy.
pub(crate) fn pattern(prefix: &str) -> String {
    replace_tokens(prefix, |_| "*".to_owned())
}

fn replace_tokens(prefix: &str, value: impl Fn(&str) -> String) -> String {
    let mut text = String::with_capacity(prefix.len());
    let mut rest = prefix;
    while !rest.is_empty() {
        let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let (run, after) = rest.split_at(word);
        match tokens(run) {
            Some(formats) => formats.into_iter().for_each(|format| text.push_str(&value(format))),
            None => text.push_str(run),
        }
        let sign = after.chars().next().map_or(0, char::len_utf8);
        text.push_str(&after[..sign]);
        rest = &after[sign..];
    }
    text
}

fn tokens(mut run: &str) -> Option<Vec<&'static str>> {
    let mut formats = Vec::new();
    while !run.is_empty() {
        let (token, format) =
            [("YYYY", "%Y"), ("MM", "%m"), ("DD", "%d")].into_iter().find(|(token, _)| run.starts_with(token))?;
        formats.push(format);
        run = &run[token.len()..];
    }
    Some(formats)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at() -> DateTime<Utc> {
        "2026-08-20T14:03:11.999Z".parse().expect("a moment")
    }

    #[test]
    fn the_default_key_is_the_documented_one() {
        let key = KeyTemplate::new("", "daily").expect("good").key(at(), "jsonl");
        assert_eq!(key, "mcp-audit-logs/2026/08/20/daily-20260820T140311Z.jsonl");
    }

    #[test]
    fn tokens_count_as_whole_words_only() {
        for (prefix, dated_prefix) in [
            ("dt=YYYY-MM-DD", "dt=2026-08-20/"),
            ("YYYYMMDD", "20260820/"),
            ("SUMMARY/ADDED/MM", "SUMMARY/ADDED/08/"),
            ("größe/YYYY", "größe/2026/"),
            ("/", ""),
        ] {
            assert_eq!(dated(&check_prefix(prefix).expect("good"), at()), dated_prefix, "{prefix}");
        }
        assert_eq!(pattern("logs/dt=YYYY-MM-DD/"), "logs/dt=*-*-*/");
    }

    #[test]
    fn what_could_leave_the_place_or_mislead_the_eye_is_refused_with_the_reason() {
        let long = "a".repeat(256);
        let many = "abcdefgh/".repeat(120);
        for (prefix, reason) in [
            ("../x", "leave the place"),
            ("a/../b", "leave the place"),
            ("a/./b", "leave the place"),
            ("/etc", "starts with a slash"),
            ("a//b", "two slashes"),
            ("a\\b", "backslash"),
            ("a\u{7}b", "U+0007"),
            ("a\nb", "U+000A"),
            ("a\u{202e}b", "U+202E"),
            ("a/ b", "space"),
            (&long, "255"),
            (&many, "1024"),
        ] {
            let error = check_prefix(prefix).expect_err(prefix);
            assert_eq!(error.code, ErrorCode::WrongUse);
            assert!(error.message.contains(reason), "{} should say {reason}", error.message);
        }
        for (name, reason) in
            [("", "empty"), ("a/b", "'/'"), ("..", "starts with a sign"), ("-x", "sign"), ("ü", "'ü'"), (&long, "100")]
        {
            let error = check_name(name).expect_err(name);
            assert!(error.message.contains(reason), "{} should say {reason}", error.message);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_stays_below_its_place(prefix in "\\PC{0,40}", name in "[a-zA-Z0-9._/-]{0,20}") {
            if let Ok(template) = KeyTemplate::new(&prefix, &name) {
                let key = template.key(at(), "jsonl");
                prop_assert!(key.len() <= KEY_BYTES);
                prop_assert!(key.split('/').all(|s| !s.is_empty() && s != "." && s != ".."), "{key}");
                prop_assert!(!key.chars().any(|c| c.is_control() || c == '\\'), "{key}");
            }
        }
    }
}
