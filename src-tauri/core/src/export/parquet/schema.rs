//! The types of the columns, and how each is encoded.

use std::sync::Arc;

use parquet::{
    basic::{Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel},
    file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr},
    schema::types::{ColumnPath, Type, TypePtr},
};

use crate::export::field::{Field, FieldKind};

/// Who wrote it, in the form that readers parse, with the version of this layout: it changes when the bytes do, not with every release.
const CREATED_BY: &str = "auditdesk version 1.0.0 (build 1)";

/// Bytes of a page before compression, and of the dictionary of a column. A quarter of the usual: up to two of them wait in memory for each of 45 columns.
const PAGE_BYTES: usize = 256 << 10;

/// zstd's level. Beside level 3: a sixth more bytes for half the time.
const LEVEL: i32 = 1;

/// Every column may be without a value, so that files with and without one can be read as one table.
pub(super) fn schema(fields: &[Field]) -> TypePtr {
    let columns = fields.iter().map(|field| Arc::new(column(field))).collect();
    let schema = Type::group_type_builder("entry").with_fields(columns).build();
    Arc::new(schema.expect("the names differ and the types fit"))
}

fn column(field: &Field) -> Type {
    let primitive = |physical, logical: Option<LogicalType>| {
        Type::primitive_type_builder(field.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
    };
    let moment = LogicalType::timestamp(true, TimeUnit::MICROS);
    let column = match field.kind {
        // JSON, too, is text here: engines without a type for it read text, and those with one cast it.
        FieldKind::Text | FieldKind::Json => primitive(Physical::BYTE_ARRAY, Some(LogicalType::String)),
        FieldKind::Moment => primitive(Physical::INT64, Some(moment)),
        FieldKind::Integer => primitive(Physical::INT64, None),
        FieldKind::Number => primitive(Physical::DOUBLE, None),
        FieldKind::Truth => primitive(Physical::BOOLEAN, None),
        FieldKind::Words => words(field.name),
    };
    column.expect("the types fit")
}

/// A list of texts, in the form that all engines read: <https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists>
fn words(name: &str) -> parquet::errors::Result<Type> {
    let element = Type::primitive_type_builder("element", Physical::BYTE_ARRAY)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::String))
        .build()?;
    let list = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![Arc::new(element)])
        .build()?;
    Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_converted_type(ConvertedType::LIST)
        .with_fields(vec![Arc::new(list)])
        .build()
}

pub(super) fn properties(fields: &[Field]) -> WriterPropertiesPtr {
    let level = ZstdLevel::try_new(LEVEL).expect("zstd has this level");
    let mut builder = WriterProperties::builder()
        .set_created_by(CREATED_BY.into())
        .set_compression(Compression::ZSTD(level))
        .set_data_page_size_limit(PAGE_BYTES)
        .set_dictionary_page_size_limit(PAGE_BYTES)
        .set_statistics_enabled(EnabledStatistics::Page);
    for field in fields {
        let path = ColumnPath::from(field.name);
        match field.kind {
            // Nobody looks for a payload by its smallest and largest text, and two are rarely the same.
            FieldKind::Json => {
                builder = builder
                    .set_column_dictionary_enabled(path.clone(), false)
                    .set_column_statistics_enabled(path, EnabledStatistics::None);
            }
            // All differ.
            _ if matches!(field.name, "seq" | "id" | "sha256" | "timestamp" | "recorded" | "received_at") => {
                builder = builder.set_column_dictionary_enabled(path, false);
            }
            _ => {}
        }
    }
    Arc::new(builder.build())
}
