//! CSV as a spreadsheet and as a program reads it.

use auditdesk_core::{
    api::wire::{Format, Output},
    entry::Flag,
    export::ExportRow,
};

use crate::{
    export_rows::row,
    output::{bytes, whole},
};

/// The rows below the header, cell by cell, as any reader of RFC 4180 sees them.
pub fn cells(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    let names = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| record.expect("a row").iter().map(str::to_owned).collect()).collect();
    (names, rows)
}

/// What the page of the format tells readers to do with a cell of text.
pub fn text(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

fn of(rows: Vec<ExportRow>, output: &Output) -> Vec<Vec<String>> {
    cells(&bytes(rows, output)).1
}

#[test]
fn a_row_is_exactly_this() {
    let mut row = row(7);
    row.payload = None;
    row.record.raw = b"raw".to_vec();
    row.entry.target.name = Some("=HYPERLINK(\"https://x\",\"y\")".into());
    row.entry.outcome.reason = Some("two\r\nlines, \"quoted\"".into());
    row.entry.session_id = Some("0012".into());
    row.entry.outcome.http_status = None;
    row.entry.flags = [Flag::OwnPolling, Flag::Ambiguous].into_iter().collect();
    let fields = [
        "seq",
        "timestamp",
        "target",
        "reason",
        "session_id",
        "request_id",
        "response_status",
        "duration_ms",
        "tool_error",
        "flags",
    ];
    let fields = fields.map(str::to_owned).to_vec();
    let output = Output { format: Format::Csv, bom: true, fields, ..Output::default() };
    let expected = concat!(
        "\u{feff}seq,timestamp,target,reason,session_id,request_id,response_status,duration_ms,tool_error,flags\r\n",
        "8,2026-07-21T14:03:17.979000Z,\"'=HYPERLINK(\"\"https://x\"\",\"\"y\"\")\",\"two\r\nlines, \"\"quoted\"\"\",",
        "'0012,'7,,1.007,false,ambiguous own_polling\r\n",
    );
    assert_eq!(String::from_utf8(bytes(vec![row], &output)).expect("UTF-8"), expected);
}

#[test]
fn no_cell_of_text_begins_like_a_formula_and_every_one_can_be_undone() {
    let hostile = [
        "=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A", "'=1", "''", "'", "plain",
        "12e5", "",
    ];
    let rows = hostile.iter().enumerate().map(|(n, text)| {
        let mut row = row(n as u64);
        row.entry.outcome.error = Some((*text).into());
        row
    });
    let output = Output { fields: vec!["error".into(), "seq".into()], ..whole(Format::Csv) };
    for (cell, wanted) in of(rows.collect(), &output).iter().zip(hostile) {
        assert!(!cell[0].starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']), "{cell:?}");
        assert_eq!(text(&cell[0]), wanted);
    }
}

#[test]
fn numbers_stay_numbers_and_payload_is_json() {
    let (names, rows) = cells(&bytes(vec![row(3)], &whole(Format::Csv)));
    let cell = |name: &str| &rows[0][names.iter().position(|known| known == name).expect("a column")];
    assert_eq!(
        (cell("seq").as_str(), cell("response_status").as_str(), cell("duration_ms").as_str()),
        ("4", "200", "1.003")
    );
    let request: serde_json::Value = serde_json::from_str(cell("request")).expect("JSON");
    assert_eq!(request["id"], 3);
    assert_eq!(cell("mutated_request"), "");
}
