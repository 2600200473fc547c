//! What is told of a result: its table, or the same for programs, and its files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Trouble;
use super::console;
use super::options::Showing;
use crate::batch::Shard;
use crate::kernel::language::Language;
use crate::kernel::printable::printable_json;
use crate::report::lettered::wrapped;
use crate::report::{records, tables};

/// Prints the headline of a job's result and its files; `drawn` are its pictures.
pub(super) fn result(place: &Path, drawn: &[PathBuf], showing: &Showing) -> Result<(), Trouble> {
    if showing.json {
        return json(place, drawn);
    }
    let (width, language) = (console::width(), showing.language);
    let mut text =
        tables::headline(place, width, language).map_err(|error| Trouble::ours(&error))?;
    let stopping = tables::stopping(place, language);
    if !stopping.is_empty() {
        let _ = write!(text, "\n{}", wrapped(&stopping, width));
    }
    with_files(text, place, drawn, showing)
}

/// Prints a result as one object.
pub(super) fn json(place: &Path, drawn: &[PathBuf]) -> Result<(), Trouble> {
    let mut record = records::result(place).map_err(|error| Trouble::ours(&error))?;
    if let Some(files) = record["files"].as_array_mut() {
        let drawn = drawn
            .iter()
            .map(|file| file.display().to_string().replace('\\', "/"));
        files.extend(drawn.map(serde_json::Value::from));
    }
    // One line each: a run of several scenarios prints several.
    console::say(&printable_json(&format!("{record}\n")))
}

/// Prints a table and below it the files of its result.
pub(super) fn with_files(
    mut text: String,
    place: &Path,
    drawn: &[PathBuf],
    showing: &Showing,
) -> Result<(), Trouble> {
    let shown = place.display();
    let _ = match showing.language {
        Language::English => writeln!(text, "\nwritten to {shown}:"),
        Language::Chinese => writeln!(text, "\n已写入 {shown}："),
    };
    let mut files = String::new();
    for line in tables::files(place, drawn, showing.language) {
        let _ = writeln!(files, "  {line}");
    }
    text.push_str(&wrapped(&files, console::width()));
    console::say(&text)
}

/// Tells of a part of a job.
pub(super) fn part(place: &Path, shard: Shard, showing: &Showing) -> Result<(), Trouble> {
    if showing.json {
        return console::say(&console::json(&serde_json::json!({
            "part": shard.to_string(), "folder": place.to_string_lossy(),
        })));
    }
    let place = place.display();
    console::say(&match showing.language {
        Language::English => format!(
            "part {shard} is done: {place}\nput all parts together with: landfall merge PART… \
             --out DIR\n"
        ),
        Language::Chinese => format!(
            "第 {shard} 部分已完成：{place}\n合并全部：landfall merge 各部分文件夹… --out 文件夹\n"
        ),
    })
}

/// Tells of a result that was whole before.
pub(super) fn whole(place: &Path, showing: &Showing) -> Result<(), Trouble> {
    if showing.json {
        return json(place, &[]);
    }
    let place = place.display();
    console::say(&match showing.language {
        Language::English => format!("{place} is whole: there is nothing to resume\n"),
        Language::Chinese => format!("{place} 已完整，无需继续\n"),
    })
}
