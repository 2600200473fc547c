//! Weekly figures of all replications on disk, read back across replications in bounded memory.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes of figures in memory at a time when reading back.
const BUDGET: usize = 64 << 20;
const FIGURE: usize = 8;

/// A scratch file: one row of figures for each replication.
pub(super) struct Spool {
    path: PathBuf,
    file: BufWriter<File>,
    rows: usize,
    width: usize,
}

impl Spool {
    /// An empty spool for rows of a width.
    pub(super) fn create(path: &Path, width: usize) -> std::io::Result<Self> {
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)?;
        Ok(Self {
            path: path.to_owned(),
            file: BufWriter::with_capacity(1 << 20, file),
            rows: 0,
            width,
        })
    }

    /// Adds the row of the next replication.
    pub(super) fn add(&mut self, row: &[f64]) -> std::io::Result<()> {
        debug_assert_eq!(row.len(), self.width);
        for figure in row {
            self.file.write_all(&figure.to_le_bytes())?;
        }
        self.rows += 1;
        Ok(())
    }

    /// Visits every column with the figures of all replications, in order of columns, block by
    /// block, and removes the file.
    pub(super) fn drain<E: From<std::io::Error>>(
        self,
        mut see: impl FnMut(usize, &[Vec<f64>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let Self {
            path,
            file,
            rows,
            width,
        } = self;
        let mut file = file
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        let at_a_time = (BUDGET / FIGURE / rows.max(1)).clamp(1, width.max(1));
        let mut bytes = Vec::new();
        let mut first = 0;
        while first < width {
            let columns = at_a_time.min(width - first);
            let mut block = vec![Vec::with_capacity(rows); columns];
            for row in 0..rows {
                file.seek(SeekFrom::Start(((row * width + first) * FIGURE) as u64))?;
                bytes.resize(columns * FIGURE, 0);
                file.read_exact(&mut bytes)?;
                for (column, figure) in block.iter_mut().zip(bytes.chunks_exact(FIGURE)) {
                    let mut buffer = [0; FIGURE];
                    buffer.copy_from_slice(figure);
                    column.push(f64::from_le_bytes(buffer));
                }
            }
            see(first, &block)?;
            first += columns;
        }
        drop(file);
        std::fs::remove_file(&path)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_back_across_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool");
        let mut spool = Spool::create(&path, 3).unwrap();
        for row in 0..4 {
            let base = f64::from(row * 10);
            spool.add(&[base, base + 1.0, base + 2.0]).unwrap();
        }
        let mut seen = Vec::new();
        spool
            .drain(|_, block| {
                seen.extend(block.to_vec());
                Ok::<(), std::io::Error>(())
            })
            .unwrap();
        assert_eq!(seen[1], vec![1.0, 11.0, 21.0, 31.0]);
        assert_eq!(seen.len(), 3);
        assert!(!path.exists());
    }
}
