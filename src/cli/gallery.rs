//! `landfall gallery`: the shipped scenarios, listed, printed or copied.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::Trouble;
use super::console;
use super::job::refused;
use super::options::Showing;
use crate::batch::Refusal;
use crate::batch::placed::put;
use crate::kernel::language::{Language, Words, words};
use crate::report::lettered::wrapped;
use crate::report::tables::{broken, keep_lines, plain};
use crate::scenario::{hint, shelf};

#[derive(Debug, Args)]
#[command(
    after_help = "Wherever a command takes a scenario file, the name of a shipped one does too: \
landfall run small_city. A file on disk is preferred."
)]
pub(super) struct Gallery {
    /// The shipped scenario, experiment or city to print; all are listed without it.
    pub name: Option<PathBuf>,
    /// Copy it into this folder, with all files that it needs; nothing is overwritten.
    #[arg(long, value_name = "DIR", requires = "name")]
    pub copy: Option<PathBuf>,
}

/// The page that puts scenarios into groups.
const PAGE: &str = "scenarios/README.md";

/// The groups of the page.
const GROUPS: [Words; 8] = [
    words("Before and after", "通知前后"),
    words(
        "Each measure alone, and the notice without each",
        "单项措施与逐项剔除",
    ),
    words(
        "First negotiation: window, threshold, referral",
        "首谈制：期限、门槛与推送",
    ),
    words("Regimes", "项目分配机制"),
    words(
        "Land: protection line, reserve and standard land, reuse",
        "用地：保护控制线、储备与标准地、腾退空间再利用",
    ),
    words("The small city", "小城"),
    words("Experiments", "实验"),
    words("Cities", "城市"),
];

#[derive(Serialize)]
struct Group {
    title: String,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    file: String,
    title: String,
    question: String,
}

/// Lists the shipped scenarios, prints one or copies one.
pub(super) fn gallery(command: &Gallery, showing: &Showing) -> Result<(), Trouble> {
    let Some(name) = &command.name else {
        return list(showing);
    };
    let path = shipped(name)?;
    if let Some(folder) = &command.copy {
        return copy(&path, folder, showing);
    }
    print(&path, showing)
}

/// The shipped file of a name, whatever lies on disk.
fn shipped(name: &Path) -> Result<PathBuf, Trouble> {
    let path = shelf::shipped(name);
    path.ok_or_else(|| {
        let stem = name.file_stem().unwrap_or_default().to_string_lossy();
        let names = shelf::names();
        let near = hint(&stem, names.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("{near} "));
        Trouble::Input(format!(
            "no scenario \"{}\" is shipped\nhelp: {near}landfall gallery lists all",
            name.display()
        ))
    })
}

fn list(showing: &Showing) -> Result<(), Trouble> {
    let language = showing.language;
    let groups = groups(language);
    if showing.json {
        return console::say(&console::json(
            &serde_json::json!({ "kind": "gallery", "groups": groups }),
        ));
    }
    let mut text = String::new();
    for group in groups {
        let mut table = plain(console::width());
        let heads = [
            words("name", "名称").of(language),
            words("title", "标题").of(language),
            words("question", "问题").of(language),
        ];
        // The title of an experiment is its question.
        let asks = group.entries.iter().any(|entry| !entry.question.is_empty());
        let shown = if asks { 3 } else { 2 };
        table.set_header(&heads[..shown]);
        for entry in &group.entries {
            let name = broken(&entry.name, usize::from(console::width() / 3));
            table.add_row(&[&name, &entry.title, &entry.question][..shown]);
        }
        keep_lines(&mut table, 0);
        let _ = writeln!(text, "{}\n{table}\n", group.title);
    }
    let note = language.choose(
        "landfall run NAME runs one; landfall gallery NAME prints it; landfall gallery NAME --copy DIR \
         copies it with all that it needs",
        "运行：landfall run 名称；查看：landfall gallery 名称；连同所需文件一并复制：landfall gallery 名称 \
         --copy 文件夹",
    );
    text.push_str(&wrapped(note, console::width()));
    console::say(&text)
}

/// The groups of the page with what is in them.
fn groups(language: Language) -> Vec<Group> {
    let page = shelf::read(Path::new(PAGE)).unwrap_or_default();
    let mut groups: Vec<Group> = Vec::new();
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            let known = GROUPS.iter().find(|words| words.en == heading);
            let title = known.map_or(heading, |words| words.of(language));
            groups.push(Group {
                title: title.to_owned(),
                entries: Vec::new(),
            });
        }
        let name = line
            .strip_prefix("| `")
            .and_then(|rest| rest.split_once('`'));
        if let (Some((name, _)), Some(group)) = (name, groups.last_mut()) {
            group.entries.extend(entry(name, language));
        }
    }
    groups.retain(|group| !group.entries.is_empty());
    groups
}

fn entry(name: &str, language: Language) -> Option<Entry> {
    let path = match name.strip_suffix('/') {
        Some(folder) => shelf::shipped(&Path::new(folder).join("city.toml"))?,
        None => shelf::shipped(Path::new(name))?,
    };
    let table: toml::Table = shelf::read(&path)?.parse().ok()?;
    let text = |key: &str| {
        let zh = table.get(&format!("{key}_zh"));
        let zh = zh.filter(|_| language == Language::Chinese);
        let text = zh.or(table.get(key)).and_then(toml::Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let is_city = path.ends_with("city.toml");
    Some(Entry {
        name: name.trim_end_matches('/').to_owned(),
        file: path.display().to_string().replace('\\', "/"),
        title: text(if is_city { "name" } else { "title" }),
        question: text("question"),
    })
}

fn print(path: &Path, showing: &Showing) -> Result<(), Trouble> {
    let text = shelf::read(path).unwrap_or_default();
    if showing.json {
        console::say(&console::json(&serde_json::json!({
            "kind": "gallery",
            "file": path,
            "needs": shelf::needs(path),
            "text": text,
        })))
    } else {
        console::say(text)
    }
}

/// Copies a file and all that it needs, as they lie to one another.
fn copy(path: &Path, folder: &Path, showing: &Showing) -> Result<(), Trouble> {
    let mut files = Vec::new();
    for file in shelf::needs(path) {
        let own: PathBuf = file.components().skip(1).collect();
        files.push((shelf::read(&file).unwrap_or_default(), folder.join(own)));
    }
    files.sort();
    if let Some((_, there)) = files.iter().find(|(_, target)| target.exists()) {
        return Err(Trouble::Input(format!(
            "{} is there already, and nothing is overwritten\nhelp: name another folder",
            there.display()
        )));
    }
    write(&files)?;
    let targets: Vec<&PathBuf> = files.iter().map(|(_, target)| target).collect();
    if showing.json {
        let targets: Vec<_> = targets
            .iter()
            .map(|target| target.to_string_lossy())
            .collect();
        return console::say(&console::json(&serde_json::json!({
            "kind": "gallery",
            "folder": folder.to_string_lossy(),
            "files": targets,
        })));
    }
    let mut text = String::new();
    let language = showing.language;
    let _ = match language {
        Language::English => writeln!(text, "written to {}:", folder.display()),
        Language::Chinese => writeln!(text, "已写入 {}：", folder.display()),
    };
    for target in targets {
        let own = target.strip_prefix(folder).unwrap_or(target);
        let _ = writeln!(text, "  {}", own.display());
    }
    console::say(&text)
}

/// Writes texts into new files, and makes their folders: all of it or nothing.
pub(super) fn write(files: &[(&str, PathBuf)]) -> Result<(), Trouble> {
    let mut made = Vec::new();
    for (text, target) in files {
        if let Err(error) = write_one(text, target, &mut made) {
            // What cannot be removed was not ours alone.
            for path in made.iter().rev() {
                let _ = std::fs::remove_file(path).or_else(|_| std::fs::remove_dir(path));
            }
            return Err(refused(&Refusal::Unwritable(target.clone(), error)));
        }
    }
    Ok(())
}

/// Writes a text into a new file; `made` takes the folders and the file.
fn write_one(text: &str, target: &Path, made: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let above = target.ancestors().skip(1);
    let missing = above.take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    let missing: Vec<&Path> = missing.collect();
    for folder in missing.into_iter().rev() {
        std::fs::create_dir(folder)?;
        made.push(folder.to_owned());
    }
    put(target, text.as_bytes())?;
    made.push(target.to_owned());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every group of the page has its words in both languages, and every row is a file.
    #[test]
    fn the_gallery_is_that_of_its_page() {
        let page = shelf::read(Path::new(PAGE)).unwrap();
        let headings = page.lines().filter_map(|line| line.strip_prefix("## "));
        let known: Vec<&str> = GROUPS.iter().map(|group| group.en).collect();
        assert_eq!(headings.collect::<Vec<_>>(), known);
        let rows = page.lines().filter(|line| line.starts_with("| `")).count();
        let groups = groups(Language::Chinese);
        let entries = groups
            .iter()
            .map(|group| group.entries.len())
            .sum::<usize>();
        assert_eq!(entries, rows);
        let zh: Vec<&str> = groups.iter().map(|group| group.title.as_str()).collect();
        assert_eq!(zh, GROUPS.map(|group| group.zh));
        for entry in groups.iter().flat_map(|group| &group.entries) {
            assert!(!entry.title.is_empty(), "{}", entry.name);
        }
    }
}
