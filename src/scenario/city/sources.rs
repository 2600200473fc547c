//! `city.toml`: the city's names, and where each column of its tables comes from.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use super::super::names;
use super::super::nearest::hint;
use super::super::problem::{Problem, Problems, Text};
use super::super::reader::{self, Reader, entries};
use super::ColumnSource;
use super::table::{SOUND, Table};
use crate::kernel::parameter::Source;

type Sources = BTreeMap<String, BTreeMap<String, String>>;

/// The names of a city, and its sources as far as they can be read.
pub(super) fn read_about(
    text: &Text,
    problems: &mut Problems,
) -> (String, String, Option<Sources>) {
    let before = problems.0.len();
    let table = reader::parse(text, problems);
    if problems.0.len() > before {
        return (String::new(), String::new(), None);
    }
    let table = table.get_ref();
    let mut reader = Reader { text, problems };
    reader.refuse_unknown(table, &["format", "name", "name_zh", "sources"]);
    reader.format(table);
    let mut named = |key: &str| {
        let name = reader.string(table, 0..0, key);
        if !names::is_sound(&name) {
            let span = table.get(key).map_or(0..0, Spanned::span);
            reader.problem(span, format!("\"{key}\" must be {SOUND}"));
        }
        name
    };
    let (name, name_zh) = (named("name"), named("name_zh"));
    let mut sources = Sources::new();
    let Some(value) = table.get("sources") else {
        let message = "the tables [sources.districts] and [sources.sectors] are missing";
        reader.problem(0..0, message);
        return (name, name_zh, None);
    };
    let Some(tables) = value.get_ref().as_table() else {
        let message = "\"sources\" must be a table of tables: [sources.districts]";
        reader.problem(value.span(), message);
        return (name, name_zh, None);
    };
    reader.refuse_unknown(tables, &["districts", "sectors"]);
    for (file, span, columns) in entries(tables) {
        let Some(columns) = columns.get_ref().as_table() else {
            reader.problem(
                span,
                format!("\"{file}\" must be a table: [sources.{file}]"),
            );
            continue;
        };
        let of_file = sources.entry(file.to_owned()).or_default();
        for (column, _, source) in entries(columns) {
            match source.get_ref().as_str() {
                Some(source) => drop(of_file.insert(column.to_owned(), source.to_owned())),
                None => drop(reader.problem(
                    source.span(),
                    format!("the source of \"{column}\" must be a string"),
                )),
            }
        }
    }
    (name, name_zh, Some(sources))
}

pub(super) fn column_sources(
    table: &Table<'_>,
    file: &str,
    sources: Option<&Sources>,
    about: &Text,
    problems: &mut Problems,
) -> Vec<ColumnSource> {
    let Some(sources) = sources else {
        return Vec::new();
    };
    let given = sources.get(file).cloned().unwrap_or_default();
    let names = || table.columns.iter().map(|column| column.name);
    for unknown in given.keys().filter(|k| !names().any(|name| name == **k)) {
        let hint = hint(unknown, names());
        problems.note(Problem {
            help: hint,
            ..Problem::at(
                about,
                source_span(about, file, unknown),
                format!("a source for an unknown column \"{unknown}\" of {file}.csv"),
            )
        });
    }
    let known = Source::KINDS.map(|(kind, _)| kind);
    let mut lacking = Vec::new();
    let of_columns = table
        .columns
        .iter()
        .zip(&table.places)
        .filter(|(column, place)| place.is_some() || !column.may_be_missing())
        .map(|(column, _)| {
            let source = given.get(column.name).cloned();
            let tag = source.as_deref().unwrap_or_default();
            let tag = tag.split_whitespace().next().unwrap_or_default();
            if source.is_none() {
                lacking.push(column.name);
            } else if !known.contains(&tag) {
                let message = format!(
                    "the source of column \"{}\" of {file}.csv must begin with one of {}",
                    column.name,
                    known.join(", ")
                );
                let span = source_span(about, file, column.name);
                problems.note(Problem::at(about, span, message));
            }
            ColumnSource {
                name: column.name,
                unit: column.unit,
                source: source.unwrap_or_default(),
                meaning: column.meaning,
            }
        })
        .collect();
    if !lacking.is_empty() {
        let columns = lacking.join(", ");
        let message = format!("no source is given in [sources.{file}] for: {columns}");
        let help = format!(
            "write a line for each column, such as {} = \"assumed\"; a source begins with one of {}",
            lacking[0],
            known.join(", ")
        );
        let head = source_span(about, file, "");
        problems.note(Problem::at(about, head, message).with_help(help));
    }
    of_columns
}

/// The line of `city.toml` that gives a column's source, or the head of its table.
fn source_span(about: &Text, file: &str, column: &str) -> Range<usize> {
    let head = format!("[sources.{file}]");
    let Some(start) = about.text.find(&head) else {
        return 0..0;
    };
    let rest = &about.text[start + head.len()..];
    let rest = &rest[..rest.find("\n[").unwrap_or(rest.len())];
    match rest
        .find(&format!("\n{column} "))
        .filter(|_| !column.is_empty())
    {
        Some(at) => {
            let begin = start + head.len() + at + 1;
            begin..begin + column.len()
        }
        None => start..start + head.len(),
    }
}
