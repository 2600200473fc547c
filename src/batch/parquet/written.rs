//! Writes Parquet: rows gather in memory, and a group of them goes to the file column by column.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::errors::{ParquetError, Result as Written};
use ::parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{Type, TypePtr};

use super::super::Failure;
use super::super::hashed::{FileRecord, HashedFile};
use super::{Cell, Column, Kind};
use crate::kernel::number::rounded;

/// Cells in memory at a time, some 16 megabytes of numbers.
const CELLS: usize = 1 << 21;
/// Rows of a group at most, however few the columns.
const ROWS: usize = 1 << 17;

/// A table being written as Parquet. The same rows make the same bytes.
pub(crate) struct Columns {
    path: PathBuf,
    file: SerializedFileWriter<Hashed>,
    gathered: Vec<Gathered>,
    /// Rows gathered.
    rows: usize,
    /// Rows of a group.
    at_a_time: usize,
}

impl Columns {
    /// Begins a file in a folder.
    pub(crate) fn create(folder: &Path, name: &str, columns: &[Column]) -> Result<Self, Failure> {
        let at_a_time = (CELLS / columns.len().max(1)).clamp(1, ROWS);
        Self::in_groups(folder, name, columns, at_a_time)
    }

    fn in_groups(
        folder: &Path,
        name: &str,
        columns: &[Column],
        at_a_time: usize,
    ) -> Result<Self, Failure> {
        let path = folder.join(name);
        let hashed = Hashed(HashedFile::create(folder, name)?);
        let begin = || SerializedFileWriter::new(hashed, schema(columns)?, Arc::new(properties()));
        let file = begin().map_err(|error| failed(&path, error))?;
        Ok(Self {
            path,
            file,
            gathered: columns.iter().map(|c| Gathered::new(c.kind)).collect(),
            rows: 0,
            at_a_time,
        })
    }

    /// Adds a row, a cell of its kind for each column.
    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Failure> {
        let is_whole = cells.len() == self.gathered.len();
        let mut columns = self.gathered.iter_mut().zip(cells);
        if !is_whole || !columns.all(|(column, cell)| column.take(*cell)) {
            let why = "a row does not have the columns of its table".to_owned();
            return Err(failed(&self.path, ParquetError::General(why)));
        }
        self.rows += 1;
        if self.rows < self.at_a_time {
            return Ok(());
        }
        self.write_group()
    }

    /// Ends the file.
    pub(crate) fn finish(mut self) -> Result<FileRecord, Failure> {
        if self.rows > 0 {
            self.write_group()?;
        }
        let hashed = self.file.into_inner();
        hashed
            .map_err(|error| failed(&self.path, error))?
            .0
            .finish()
    }

    fn write_group(&mut self) -> Result<(), Failure> {
        self.rows = 0;
        write_columns(&mut self.file, &mut self.gathered).map_err(|error| failed(&self.path, error))
    }
}

fn write_columns(
    file: &mut SerializedFileWriter<Hashed>,
    gathered: &mut [Gathered],
) -> Written<()> {
    let mut group = file.next_row_group()?;
    for column in gathered {
        column.write(&mut group)?;
    }
    group.close()?;
    Ok(())
}

/// The rows of a column that are not in the file yet.
enum Gathered {
    Whole(Vec<i64>),
    /// Numbers that are there, and for every row 1 if it has one, else 0.
    Number(Vec<f64>, Vec<i16>),
    Text(Vec<ByteArray>),
    Truth(Vec<bool>),
}

impl Gathered {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Whole => Self::Whole(Vec::new()),
            Kind::Number => Self::Number(Vec::new(), Vec::new()),
            Kind::Text => Self::Text(Vec::new()),
            Kind::Truth => Self::Truth(Vec::new()),
        }
    }

    /// Takes a cell; false if it is of another kind.
    fn take(&mut self, cell: Cell<'_>) -> bool {
        match (self, cell) {
            (Self::Whole(column), Cell::Whole(value)) => column.push(value),
            (Self::Number(column, is_there), Cell::Number(value)) => {
                let value = value.filter(|value| value.is_finite()).map(rounded);
                is_there.push(i16::from(value.is_some()));
                column.extend(value);
            }
            (Self::Text(column), Cell::Text(text)) => column.push(ByteArray::from(text)),
            (Self::Truth(column), Cell::Truth(value)) => column.push(value),
            _ => return false,
        }
        true
    }

    /// Writes the column as the next one of a group and forgets it.
    fn write(&mut self, group: &mut SerializedRowGroupWriter<'_, Hashed>) -> Written<()> {
        let missing = || ParquetError::General("a table has fewer columns than its rows".into());
        let mut writer = group.next_column()?.ok_or_else(missing)?;
        match self {
            Self::Whole(column) => {
                writer
                    .typed::<Int64Type>()
                    .write_batch(column, None, None)?;
                column.clear();
            }
            Self::Number(column, is_there) => {
                let typed = writer.typed::<DoubleType>();
                typed.write_batch(column, Some(is_there), None)?;
                column.clear();
                is_there.clear();
            }
            Self::Text(column) => {
                let typed = writer.typed::<ByteArrayType>();
                typed.write_batch(column, None, None)?;
                column.clear();
            }
            Self::Truth(column) => {
                writer.typed::<BoolType>().write_batch(column, None, None)?;
                column.clear();
            }
        }
        writer.close()
    }
}

fn schema(columns: &[Column]) -> Written<TypePtr> {
    let field = |column: &Column| {
        let (physical, logical, repetition) = match column.kind {
            Kind::Whole => (Physical::INT64, None, Repetition::REQUIRED),
            Kind::Number => (Physical::DOUBLE, None, Repetition::OPTIONAL),
            Kind::Text => (
                Physical::BYTE_ARRAY,
                Some(LogicalType::String),
                Repetition::REQUIRED,
            ),
            Kind::Truth => (Physical::BOOLEAN, None, Repetition::REQUIRED),
        };
        let field = Type::primitive_type_builder(&column.name, physical)
            .with_logical_type(logical)
            .with_repetition(repetition);
        Ok(Arc::new(field.build()?))
    };
    let fields = columns.iter().map(field).collect::<Written<_>>()?;
    let table = Type::group_type_builder("table").with_fields(fields);
    Ok(Arc::new(table.build()?))
}

/// Settings that every reader knows.
fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by(concat!("landfall version ", env!("CARGO_PKG_VERSION")).to_owned())
        .build()
}

fn failed(path: &Path, error: ParquetError) -> Failure {
    Failure::Files(path.to_owned(), std::io::Error::other(error))
}

/// A hashed file as what the crate writes to.
struct Hashed(HashedFile);

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.0.write(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(Failure::Files(_, error)) => Err(error),
            Err(failure) => Err(std::io::Error::other(failure)),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::RowAccessor;

    use super::*;

    fn columns() -> Vec<Column> {
        [
            ("point", Kind::Whole),
            ("leads.city_share", Kind::Number),
            ("leads.order 顺序", Kind::Text),
            ("measures.space_reuse.on", Kind::Truth),
        ]
        .map(|(name, kind)| Column {
            name: name.to_owned(),
            kind,
        })
        .to_vec()
    }

    fn share(row: i64) -> Option<f64> {
        (row % 7 != 3).then_some(row as f64 / 3.0)
    }

    fn write(folder: &Path, name: &str, rows: i64, at_a_time: usize) -> FileRecord {
        let mut table = Columns::in_groups(folder, name, &columns(), at_a_time).unwrap();
        for row in 0..rows {
            let order = if row % 2 == 0 {
                "先到先得"
            } else {
                "best fit"
            };
            table
                .row(&[
                    Cell::Whole(row),
                    Cell::Number(share(row)),
                    Cell::Text(order),
                    Cell::Truth(row % 3 == 0),
                ])
                .unwrap();
            assert!(table.rows < at_a_time, "rows pile up in memory");
        }
        table.finish().unwrap()
    }

    #[test]
    fn rows_come_back_over_several_groups() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "t.parquet", 5_000, 512);
        let file = File::open(folder.path().join("t.parquet")).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 10);
        let names = reader.metadata().file_metadata().schema().get_fields();
        let names: Vec<&str> = names.iter().map(|field| field.name()).collect();
        let expected: Vec<String> = columns().into_iter().map(|c| c.name).collect();
        assert_eq!(names, expected);
        let mut row = 0;
        for found in reader.get_row_iter(None).unwrap() {
            let found = found.unwrap();
            assert_eq!(found.get_long(0).unwrap(), row);
            assert_eq!(found.get_double(1).ok(), share(row).map(rounded));
            let order = if row % 2 == 0 {
                "先到先得"
            } else {
                "best fit"
            };
            assert_eq!(found.get_string(2).unwrap(), order);
            assert_eq!(found.get_bool(3).unwrap(), row % 3 == 0);
            row += 1;
        }
        assert_eq!(row, 5_000);
    }

    #[test]
    fn the_same_rows_make_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let records = ["a.parquet", "b.parquet"].map(|name| write(folder.path(), name, 3_000, 700));
        let [a, b] =
            ["a.parquet", "b.parquet"].map(|n| std::fs::read(folder.path().join(n)).unwrap());
        assert!(a == b);
        assert_eq!(records[0].sha256, records[1].sha256);
        assert_eq!(records[0].bytes, a.len() as u64);
    }

    #[test]
    fn a_number_that_is_none_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let column = [Column {
            name: "x".to_owned(),
            kind: Kind::Number,
        }];
        let mut table = Columns::create(folder.path(), "x.parquet", &column).unwrap();
        for value in [None, Some(f64::NAN), Some(f64::INFINITY), Some(0.1 + 0.2)] {
            table.row(&[Cell::Number(value)]).unwrap();
        }
        table.finish().unwrap();
        let file = File::open(folder.path().join("x.parquet")).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let found = reader.get_row_iter(None).unwrap().map(Result::unwrap);
        let found: Vec<Option<f64>> = found.map(|row| row.get_double(0).ok()).collect();
        assert_eq!(found, [None, None, None, Some(0.3)]);
    }

    #[test]
    fn an_empty_table_still_names_its_columns() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "t.parquet", 0, 10);
        let file = File::open(folder.path().join("t.parquet")).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
        assert_eq!(
            reader
                .metadata()
                .file_metadata()
                .schema_descr()
                .num_columns(),
            4
        );
    }

    #[test]
    fn a_row_of_other_kinds_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let mut table = Columns::create(folder.path(), "t.parquet", &columns()).unwrap();
        assert!(table.row(&[Cell::Whole(1)]).is_err());
        let mut table = Columns::create(folder.path(), "t.parquet", &columns()).unwrap();
        let kinds_swapped = [
            Cell::Number(None),
            Cell::Whole(1),
            Cell::Text("x"),
            Cell::Truth(true),
        ];
        assert!(table.row(&kinds_swapped).is_err());
    }
}
