//! A file that is in its place only once it is whole.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A hidden name beside a place, whatever letters its own name has.
pub(crate) fn beside(place: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(place.file_name().unwrap_or_default());
    name.push(".");
    name.push(ending);
    place.with_file_name(name)
}

/// Writes a file beside its place and moves it there. If that fails, what lay there still lies there.
pub(crate) fn put(place: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = beside(place, "unfinished");
    let written = File::create(&unfinished).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, place)
    });
    if written.is_err() {
        // Nothing is lost if this fails.
        let _ = fs::remove_file(&unfinished);
    }
    written
}
