//! Every format of an export says the same of the same entries, is the same for the same entries, and can be read by others.

#[path = "../export_rows/mod.rs"]
mod export_rows;

mod csv_cells;
mod ddl;
mod engines;
mod hostile;
mod limits;
mod output;
mod parquet_file;
mod read_back;
mod redaction;
