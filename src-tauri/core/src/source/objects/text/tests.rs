//! Every shape of JSON, and what breaks it.

use std::ops::ControlFlow;

use super::*;

type Pieces = (Vec<String>, Vec<String>);

/// The records and the broken pieces, and the shape or the reason.
fn read(text: &[u8], items: Items<'_>) -> (Pieces, Result<Shape, String>) {
    let mut pieces = Pieces::default();
    let Ok(Text::Json(json)) = sniff(text) else { panic!("not JSON") };
    let shape = json.records(items, &mut |piece| {
        match piece {
            Piece::Record(raw) => pieces.0.push(String::from_utf8_lossy(raw).into_owned()),
            Piece::Broken { raw, .. } => pieces.1.push(String::from_utf8_lossy(raw).into_owned()),
        }
        ControlFlow::Continue(())
    });
    (pieces, shape.map_err(|reason| reason.0))
}

fn records(text: &str, items: Items<'_>) -> (Vec<String>, Shape) {
    let ((records, broken), shape) = read(text.as_bytes(), items);
    assert_eq!(broken, Vec::<String>::new(), "{text}");
    (records, shape.expect("it is read"))
}

const NO_RECORD: Items<'static> = Items::Wrapped(|_| false);

#[test]
fn every_shape_gives_the_same_bytes() {
    let (one, two) = (r#"{"id": 1, "s":"}{\"\n"}"#, r#"{"id":2,"nested":{"a":[1,{}]}}"#);
    let wanted = vec![one.to_owned(), two.to_owned()];
    for (text, shape) in [
        (format!("[{one},{two}]"), Shape::Array),
        (format!("\u{feff} [\n  {one},\n  {two}\n]\n"), Shape::Array),
        (format!("{{\"events\":[{one},{two}],\"version\":\"1\"}}"), Shape::Object),
        (format!("{{\n \"Records\": [\n{one}\n,\n{two}\n]}}"), Shape::Object),
        (format!("{{\"data\":[{one},{two}]}}\n"), Shape::Object),
        (format!("{one}\n{two}"), Shape::Lines),
        (format!("\n{one}\r\n\r\n{two}\r\n"), Shape::Lines),
        (format!("{one}{two}"), Shape::Concatenated),
        (format!("{one} {two}"), Shape::Concatenated),
    ] {
        assert_eq!(records(&text, NO_RECORD), (wanted.clone(), shape), "{text}");
    }
    assert_eq!(records(one, NO_RECORD), (vec![one.to_owned()], Shape::Object), "a record alone");
}

#[test]
fn records_are_found_at_a_pointer_in_every_document() {
    let at = Items::At("/a~1b/list");
    let document = r#"{"x":{"list":[{"id":0}]},"a/b":{"list":[{"id":1},{"id":2}]}}"#;
    let two = vec![r#"{"id":1}"#.to_owned(), r#"{"id":2}"#.to_owned()];
    assert_eq!(records(document, at), (two.clone(), Shape::Object));
    assert_eq!(records(&format!("[{document}]"), at), (two.clone(), Shape::Array));
    assert_eq!(records(&format!("{document}\n{document}"), at).0, [two.clone(), two].concat());
    let ((none, broken), _) = read(br#"{"other":[]}"#, at);
    assert_eq!((none.len(), broken.len()), (0, 1), "a document without it is not passed over in silence");
}

#[test]
fn a_record_that_has_a_list_of_its_own_is_not_taken_apart() {
    let record = r#"{"id":1,"data":[{"x":1}]}"#;
    assert_eq!(records(record, Items::Wrapped(|raw| raw.starts_with(b"{\"id\""))).0, [record]);
    assert_eq!(records(record, Items::Documents).0, [record]);
    assert_eq!(
        records(r#"{"n":1,"data":[1,2]}"#, NO_RECORD).0,
        [r#"{"n":1,"data":[1,2]}"#],
        "a list of numbers holds no records"
    );
}

#[test]
fn a_broken_line_is_one_piece_and_the_others_are_read() {
    let ((good, bad), shape) = read(b"{\"a\":1}\n{\"a\":\n\xff\n7\n{\"b\":2}{\"c\":3}\n{\"d\":4} trash\n", NO_RECORD);
    assert_eq!(good, [r#"{"a":1}"#, r#"{"b":2}"#, r#"{"c":3}"#, r#"{"d":4}"#]);
    assert_eq!(bad, ["{\"a\":", "\u{fffd}", "7", "trash"]);
    assert_eq!(shape, Ok(Shape::Lines));
    let ((good, bad), shape) = read(b"{\"a\":1,\n{\"a\":2}\n", NO_RECORD);
    assert_eq!((good.len(), bad.len(), shape), (1, 1, Ok(Shape::Lines)), "the first line may be the broken one");
}

#[test]
fn what_breaks_off_is_read_up_to_the_break_and_says_so() {
    for (text, items) in [
        ("[{\"a\":1},{\"a\":2},{\"a\":", NO_RECORD),
        ("{\"x\":0,\"Records\":[{\"a\":1},{\"a\":2},{\"a\"", NO_RECORD),
        ("{\"Records\":[\n{\"a\":1},\n{\"a\":2},\n{\"a\"", NO_RECORD),
        ("{\"r\":{\"s\":[{\"a\":1},{\"a\":2},", Items::At("/r/s")),
        ("{\"a\":1}{\"a\":2}{\"a\":", NO_RECORD),
    ] {
        let ((good, bad), shape) = read(text.as_bytes(), items);
        assert_eq!((good, bad.len()), (vec!["{\"a\":1}".to_owned(), "{\"a\":2}".to_owned()], 0), "{text}");
        assert!(shape.expect_err(text).contains("breaks off"), "{text}");
    }
}

#[test]
fn who_has_enough_gets_no_more() {
    for text in ["[{},{},{}]", "{}\n{}\n{}", "{}{}{}", "{\"data\":[{},{},{}]}", "[{},{},{"] {
        let Ok(Text::Json(json)) = sniff(text.as_bytes()) else { panic!("not JSON") };
        let mut taken = 0;
        let result = json.records(NO_RECORD, &mut |_| {
            taken += 1;
            if taken == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(result.is_ok() && taken == 2, "{text}: {result:?} {taken}");
    }
}

#[test]
fn what_is_no_text_is_refused_with_its_name() {
    for (bytes, word) in [
        (&b"\xff\xfe{\0"[..], "UTF-16"),
        (b"\xfe\xff\0{", "UTF-16"),
        (b"\x7fELF\0\0", "not text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not text"),
    ] {
        assert!(sniff(bytes).expect_err("refused").0.contains(word), "{word}");
    }
    assert!(matches!(sniff(b"PAR1\0\0"), Ok(Text::Parquet(_))));
    assert!(matches!(sniff(b"\xEF\xBB\xBF \n"), Ok(Text::Empty)));
    assert!(matches!(sniff(b"\xEF\xBB\xBFa,b"), Ok(Text::Table(_))));
}

#[test]
fn depth_does_not_use_up_the_stack() {
    let deep = format!("[{{\"a\":{}{}}}]", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(records(&deep, NO_RECORD).0.len(), 1);
}
