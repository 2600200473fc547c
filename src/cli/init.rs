//! `landfall init`: the files that a study begins with.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Trouble;
use super::console;
use super::gallery::write;
use super::job::word;
use super::options::Showing;
use crate::kernel::language::Language;
use crate::scenario::{schema, shelf};

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the folder is not empty; 1 ours.")]
pub(super) struct Init {
    /// The folder of the study: a new one, or one that is empty.
    pub folder: PathBuf,
}

/// A file that is written, with its text in English and in Chinese.
type Page = (&'static str, &'static str, &'static str);

const PAGES: [Page; 4] = [
    (
        "README.md",
        include_str!("study/en/README.md"),
        include_str!("study/zh/README.md"),
    ),
    (
        "base.toml",
        include_str!("study/en/base.toml"),
        include_str!("study/zh/base.toml"),
    ),
    (
        "policy.toml",
        include_str!("study/en/policy.toml"),
        include_str!("study/zh/policy.toml"),
    ),
    (
        "experiment.toml",
        include_str!("study/en/experiment.toml"),
        include_str!("study/zh/experiment.toml"),
    ),
];

/// The shipped city that a study begins with.
const CITY: &str = "scenarios/small_city/city.toml";

/// Writes the files of a study into a folder that has none.
pub(super) fn init(command: &Init, showing: &Showing) -> Result<(), Trouble> {
    let (folder, language) = (&command.folder, showing.language);
    refuse_what_is_there(folder)?;
    let schemas = [
        ("scenario.schema.json", schema::scenario(language)),
        ("experiment.schema.json", schema::experiment(language)),
    ];
    let schemas = schemas.map(|(name, schema)| (name, format!("{schema:#}\n")));
    let mut files = Vec::new();
    for (name, en, zh) in PAGES {
        files.push((language.choose(en, zh), folder.join(name)));
    }
    for file in shelf::needs(Path::new(CITY)) {
        let name = file.file_name().unwrap_or_default();
        let text = shelf::read(&file).unwrap_or_default();
        files.push((text, folder.join("city").join(name)));
    }
    for (name, schema) in &schemas {
        files.push((schema.as_str(), folder.join(name)));
    }
    write(&files)?;
    let own = files
        .iter()
        .map(|(_, file)| file.strip_prefix(folder).unwrap_or(file));
    let names: Vec<String> = own
        .map(|name| name.display().to_string().replace('\\', "/"))
        .collect();
    let commands = commands(language);
    if showing.json {
        return console::say(&console::json(&serde_json::json!({
            "kind": "init", "folder": folder.to_string_lossy(), "files": names, "commands": commands,
        })));
    }
    let shown = folder.display();
    let mut text = match language {
        Language::English => format!("written to {shown}:\n"),
        Language::Chinese => format!("已写入 {shown}：\n"),
    };
    for name in &names {
        let _ = writeln!(text, "  {name}");
    }
    let _ = writeln!(
        text,
        "\n{}\n  cd {}",
        language.choose("go on with:", "接下来："),
        word(folder.as_os_str())
    );
    for command in commands {
        let _ = writeln!(text, "  {command}");
    }
    console::say(&text)
}

/// The commands that the page of a study names: those of its code.
fn commands(language: Language) -> Vec<&'static str> {
    let (_, en, zh) = PAGES[0];
    let lines = language.choose(en, zh).lines();
    lines.filter(|line| line.starts_with("landfall ")).collect()
}

/// A study begins in a folder of its own.
fn refuse_what_is_there(folder: &Path) -> Result<(), Trouble> {
    let shown = folder.display();
    let is_empty = std::fs::read_dir(folder).map(|mut entries| entries.next().is_none());
    match is_empty {
        Ok(true) => Ok(()),
        Ok(false) => Err(Trouble::Input(format!(
            "{shown} is not empty, and nothing is overwritten\nhelp: name a new folder"
        ))),
        Err(_) if !folder.exists() => Ok(()),
        Err(error) => Err(Trouble::Input(format!(
            "cannot begin a study in {shown}: {error}"
        ))),
    }
}
