//! The shelf: the shipped scenarios, cities and experiments, inside the program.
//!
//! They keep the paths that they have in the project, all below `scenarios`. A file on disk is always
//! preferred, so a copy that somebody edits is what runs.

use std::path::{Component, Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::nearest::hint;
use super::reader::beside;

static SHELF: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// The folder that all shipped files lie in.
const FOLDER: &str = "scenarios";

/// The files of a city's folder.
const CITY: [&str; 3] = ["city.toml", "districts.csv", "sectors.csv"];

/// The text of a shipped file, by its path as a scenario names it; nothing if none is shipped.
#[must_use]
pub fn read(path: &Path) -> Option<&'static str> {
    SHELF.get_file(within(path)?)?.contents_utf8()
}

/// The paths of all shipped files, sorted.
#[must_use]
pub fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![&SHELF];
    while let Some(folder) = folders.pop() {
        files.extend(
            folder
                .files()
                .map(|file| Path::new(FOLDER).join(file.path())),
        );
        folders.extend(folder.dirs());
    }
    files.sort();
    files
}

/// Whether a path is that of a shipped file and of none on disk.
#[must_use]
pub fn is_shipped(path: &Path) -> bool {
    !path.exists() && read(path).is_some()
}

/// The file that a word of a command means: the word itself where it is a file; else the shipped
/// one of that name (`the_notice`, `experiments/small_city_window`, a file's name alone); else the
/// word.
#[must_use]
pub fn find(word: &Path) -> PathBuf {
    let is_on_disk = word.exists() || word.is_absolute();
    let shipped = if is_on_disk { None } else { shipped(word) };
    shipped.unwrap_or_else(|| word.to_owned())
}

/// The shipped file of a name, whatever lies on disk.
#[must_use]
pub fn shipped(name: &Path) -> Option<PathBuf> {
    let named = candidates(name).find(|path| read(path).is_some())?;
    plain(&named)
}

/// What might be meant where there is no file: the nearest shipped names. Nothing for paths to
/// folders of the user's own.
#[must_use]
pub fn nearest(path: &Path) -> Option<String> {
    let is_elsewhere =
        path.is_absolute() || (path.components().count() > 1 && within(path).is_none());
    if is_elsewhere && !path.starts_with("experiments") {
        return None;
    }
    if path.extension().is_some_and(|end| end != "toml") {
        return None;
    }
    let stem = path.file_stem()?.to_str()?;
    if let Some(path) = shipped(Path::new(stem)) {
        return Some(format!("name it \"{}\"", path.display()));
    }
    let names = names();
    hint(stem, names.iter().map(String::as_str))
}

/// The names of the shipped scenarios and experiments.
#[must_use]
pub fn names() -> Vec<String> {
    let is_named = |path: &PathBuf| path.extension().is_some_and(|end| end == "toml");
    let own = |path: &PathBuf| {
        let folder = path.parent();
        folder.is_some_and(|folder| folder == Path::new(FOLDER) || folder.ends_with("experiments"))
    };
    let files = files()
        .into_iter()
        .filter(|path| is_named(path) && own(path));
    files.map(|path| super::name_of(&path)).collect()
}

/// A shipped file with all shipped files that it needs: what it extends, its city, the scenarios
/// that it names; itself first.
#[must_use]
pub fn needs(path: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop().as_deref().and_then(plain) {
        let Some(text) = read(&path).filter(|_| !found.contains(&path)) else {
            continue;
        };
        if path.ends_with(CITY[0]) {
            open.extend(CITY[1..].iter().map(|name| beside(&path, name)));
        }
        // Tables of a city are no TOML and name nothing.
        let table: toml::Table = text.parse().unwrap_or_default();
        open.extend(named(&table).iter().map(|name| beside(&path, name)));
        found.push(path);
    }
    found
}

/// The files that a scenario, an experiment or a calibration names.
fn named(table: &toml::Table) -> Vec<String> {
    let word = |value: Option<&toml::Value>| value.and_then(|v| v.as_str()).map(str::to_owned);
    let within = |section: &str, key: &str| table.get(section).and_then(|table| table.get(key));
    let policies = within("levers", "scenario").and_then(toml::Value::as_array);
    let fitted = table.get("scenarios").and_then(toml::Value::as_table);
    let city = word(table.get("city")).map(|city| format!("{city}/{}", CITY[0]));
    ["extends", "scenario", "baseline"]
        .into_iter()
        .filter_map(|key| word(table.get(key)))
        .chain(city)
        .chain(word(within("design", "file")))
        .chain(policies.into_iter().flatten().filter_map(|v| word(Some(v))))
        .chain(
            fitted
                .into_iter()
                .flatten()
                .filter_map(|(_, v)| word(Some(v))),
        )
        .collect()
}

/// The shipped files that a word may name.
fn candidates(word: &Path) -> impl Iterator<Item = PathBuf> {
    let file = if word.extension().is_some_and(|end| end == "toml") {
        word.to_owned()
    } else {
        let mut name = word.as_os_str().to_owned();
        name.push(".toml");
        PathBuf::from(name)
    };
    let shelf = Path::new(FOLDER);
    [
        word.to_owned(),
        file.clone(),
        shelf.join(&file),
        shelf.join("experiments").join(&file),
        shelf.join(word).join(CITY[0]),
    ]
    .into_iter()
}

/// A path below the folder of the shipped files, as seen from it.
fn within(path: &Path) -> Option<PathBuf> {
    let plain = plain(path)?;
    plain.strip_prefix(FOLDER).map(Path::to_owned).ok()
}

/// A relative path without `.` and `..`; nothing where it leads outside or begins at a root.
fn plain(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::Normal(name) => plain.push(name),
            Component::ParentDir if plain.pop() => {}
            _ => return None,
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_files_are_found_by_path_and_by_name() {
        let base = read(Path::new("scenarios/experiments/../small_city.toml")).unwrap();
        assert!(base.contains("city = \"small_city\""), "{base}");
        assert!(read(Path::new("scenarios/../scenarios/README.md")).is_some());
        assert!(read(Path::new("small_city.toml")).is_none());
        assert!(read(Path::new("../scenarios/small_city.toml")).is_none());
        assert!(read(Path::new("/scenarios/small_city.toml")).is_none());
        for (word, file) in [
            ("the_notice", "scenarios/the_notice.toml"),
            ("the_notice.toml", "scenarios/the_notice.toml"),
            ("beijing/calibration", "scenarios/beijing/calibration.toml"),
            (
                "small_city_window",
                "scenarios/experiments/small_city_window.toml",
            ),
            (
                "experiments/small_city_window",
                "scenarios/experiments/small_city_window.toml",
            ),
            ("no_such_scenario", "no_such_scenario"),
        ] {
            assert_eq!(find(Path::new(word)), Path::new(file));
        }
    }

    #[test]
    fn every_file_of_the_folder_is_inside() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for file in files() {
            let on_disk = std::fs::read_to_string(root.join(&file)).unwrap();
            assert_eq!(read(&file), Some(on_disk.as_str()), "{}", file.display());
        }
        for folder in ["scenarios", "scenarios/experiments", "scenarios/beijing"] {
            for entry in std::fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                let own = path.strip_prefix(root).unwrap().to_owned();
                assert!(path.is_dir() || files().contains(&own), "{}", own.display());
            }
        }
    }

    #[test]
    fn what_a_file_needs_comes_with_it() {
        let of = |word: &str| {
            let needed = needs(&find(Path::new(word)));
            let own = needed.iter().map(|path| path.strip_prefix(FOLDER).unwrap());
            let mut own: Vec<String> = own.map(|path| path.display().to_string()).collect();
            own.sort();
            own
        };
        let small =
            ["city.toml", "districts.csv", "sectors.csv"].map(|f| format!("small_city/{f}"));
        assert_eq!(of("small_city")[0], "small_city.toml");
        assert_eq!(of("small_city")[1..], small);
        let window = of("small_city_window");
        assert_eq!(window.len(), 6, "{window:?}");
        assert!(window.contains(&"experiments/small_city_window.toml".to_owned()));
        let fit = of("beijing/calibration");
        for file in [
            "history_2016_2020.toml",
            "beijing/calibrated.toml",
            "beijing/uncalibrated.toml",
        ] {
            assert!(fit.contains(&file.to_owned()), "{file} in {fit:?}");
        }
        assert_eq!(of("beijing").len(), 3);
    }

    #[test]
    fn a_name_that_is_not_there_has_a_nearest() {
        let near = nearest(Path::new("the_notise")).unwrap();
        assert!(near.contains("the_notice"), "{near}");
        assert_eq!(nearest(Path::new("/tmp/the_notise.toml")), None);
        assert_eq!(nearest(Path::new("mine/the_notise.toml")), None);
    }
}
