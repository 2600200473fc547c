//! Where inputs lie in a result: as they lay beside each other, wherever on the machine that was.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::INPUTS;
use crate::scenario::Source;

/// A file with its place.
struct File<'a> {
    path: PathBuf,
    source: &'a Source,
    /// Files of one group lie beside each other; groups have nothing in common.
    group: usize,
}

/// Files with their places in a result.
pub(super) struct Laid<'a> {
    files: Vec<File<'a>>,
    /// For each group the folder that all of it lies in, and where that is in the result.
    roots: BTreeMap<usize, (PathBuf, String)>,
}

/// Lays files out. Those that name each other by relative paths, or lie in one folder or below it,
/// keep their places to each other, relative to their deepest common folder. Where several groups
/// have nothing in common each has a folder with a number: where on a machine they lay says nothing,
/// and is not told.
pub(super) fn lay_out<'a>(sources: &[&'a Source]) -> Laid<'a> {
    let mut files: Vec<File<'a>> = Vec::new();
    for source in sources {
        let path = normal(Path::new(&source.text.path));
        if files.iter().all(|file| file.path != path) {
            let group = files.len();
            files.push(File {
                path,
                source,
                group,
            });
        }
    }
    join_named(&mut files);
    join_nested(&mut files);
    let folders = folders(&files);
    let are_several = folders.len() > 1;
    let roots = folders.into_iter().enumerate();
    let roots = roots.map(|(number, (group, folder))| {
        let place = if are_several {
            format!("{INPUTS}/{}", number + 1)
        } else {
            INPUTS.to_owned()
        };
        (group, (folder, place))
    });
    Laid {
        roots: roots.collect(),
        files,
    }
}

/// Joins what is named by a relative path with what names it, and what is named together.
fn join_named(files: &mut [File]) {
    let targets: Vec<(usize, PathBuf, bool)> = files
        .iter()
        .enumerate()
        .flat_map(|(at, file)| {
            let names = file.source.names.iter();
            names.map(move |name| (at, normal(&name.path), name.is_absolute))
        })
        .collect();
    for (at, target, is_absolute) in targets {
        let there: Vec<usize> = (0..files.len())
            .filter(|&other| files[other].path.starts_with(&target))
            .collect();
        let with = if is_absolute {
            there.first().copied()
        } else {
            Some(at)
        };
        let Some(with) = with else { continue };
        for other in there {
            join(files, with, other);
        }
    }
}

/// Joins groups of which one lies in the folder of another or below it.
fn join_nested(files: &mut [File]) {
    loop {
        let folders: Vec<(usize, PathBuf)> = folders(files).into_iter().collect();
        let nested = folders.iter().find_map(|(group, folder)| {
            let is_within = |(other, inner): &&(usize, PathBuf)| {
                other != group && inner.starts_with(folder) && !is_root(folder)
            };
            let (other, _) = folders.iter().find(is_within)?;
            Some((*group, *other))
        });
        let Some((group, other)) = nested else {
            return;
        };
        // A group bears the number of one of its files.
        join(files, group, other);
    }
}

/// Two files, by number, and all of their groups become one group; the earlier number stays.
fn join(files: &mut [File], one: usize, other: usize) {
    let (one, other) = (files[one].group, files[other].group);
    let (kept, gone) = (one.min(other), one.max(other));
    for file in files.iter_mut().filter(|file| file.group == gone) {
        file.group = kept;
    }
}

/// The deepest folder that all files of each group lie in.
fn folders(files: &[File]) -> BTreeMap<usize, PathBuf> {
    let mut folders: BTreeMap<usize, PathBuf> = BTreeMap::new();
    for file in files {
        let own = file.path.parent().unwrap_or(Path::new(""));
        let folder = folders.entry(file.group).or_insert_with(|| own.to_owned());
        let shared = folder.components().zip(own.components());
        let shared = shared.take_while(|(a, b)| a == b).map(|(a, _)| a);
        *folder = shared.collect();
    }
    folders
}

/// Whether nothing but the root of a file system, or a part of its name, is left of a path.
fn is_root(path: &Path) -> bool {
    !path
        .components()
        .any(|component| matches!(component, Component::Normal(_)))
}

impl Laid<'_> {
    /// Where a file lies in the result.
    pub(super) fn place(&self, source: &Source) -> Option<String> {
        let path = normal(Path::new(&source.text.path));
        let file = self.files.iter().find(|file| file.path == path)?;
        self.place_of(&file.path, file.group)
    }

    /// Where a file or folder of a group lies in the result.
    fn place_of(&self, path: &Path, group: usize) -> Option<String> {
        let (folder, place) = self.roots.get(&group)?;
        let within = path.strip_prefix(folder).ok()?;
        let parts = within.components().map(Component::as_os_str);
        Some(parts.fold(place.clone(), |place, part| {
            format!("{place}/{}", part.to_string_lossy())
        }))
    }

    /// Every file with its contents. A path from the root of the machine is written anew, relative to
    /// the file that names it; all else is as it was.
    pub(super) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let placed = self.files.iter().filter_map(|file| {
            let place = self.place_of(&file.path, file.group)?;
            let text = self.told_anew(file, &place);
            Some((place, text.into_bytes()))
        });
        placed.collect()
    }

    fn told_anew(&self, file: &File, place: &str) -> String {
        let mut text = file.source.text.text.to_string();
        let mut names: Vec<_> = file.source.names.iter().collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.span.start));
        for name in names.into_iter().filter(|name| name.is_absolute) {
            let target = normal(&name.path);
            let group = self.files.iter().find(|f| f.path.starts_with(&target));
            let there = group.and_then(|f| self.place_of(&target, f.group));
            if let Some(there) = there {
                let written = toml::Value::String(from(place, &there)).to_string();
                text.replace_range(name.span.clone(), &written);
            }
        }
        text
    }
}

/// The way from a file to another place, both from the same folder.
fn from(file: &str, there: &str) -> String {
    let folder: Vec<&str> = file.split('/').collect();
    let folder = &folder[..folder.len() - 1];
    let there: Vec<&str> = there.split('/').collect();
    let shared = folder.iter().zip(&there).take_while(|(a, b)| a == b);
    let shared = shared.count();
    let up = std::iter::repeat_n("..", folder.len() - shared);
    let way: Vec<&str> = up.chain(there[shared..].iter().copied()).collect();
    way.join("/")
}

/// A path from the root, without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut normal = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Named, Text};

    /// A file that names others, each as it is written in it.
    fn file(path: &str, written: &[&str]) -> Source {
        let mut text = String::new();
        let mut names = Vec::new();
        for name in written {
            let start = text.len();
            text.push_str(&format!("'{name}'\n"));
            names.push(Named {
                span: start..text.len() - 1,
                path: Path::new(path).parent().unwrap().join(name),
                is_absolute: name.starts_with('/'),
            });
        }
        Source {
            text: Text {
                path: path.to_owned(),
                text: text.into(),
                is_shipped: false,
            },
            names,
        }
    }

    fn laid(sources: &[Source]) -> Vec<(String, String)> {
        let sources: Vec<&Source> = sources.iter().collect();
        let files = lay_out(&sources).files();
        let text = |(name, bytes)| (name, String::from_utf8(bytes).unwrap());
        files.into_iter().map(text).collect()
    }

    fn names(sources: &[Source]) -> Vec<String> {
        laid(sources).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn files_keep_their_places_to_each_other() {
        let files = [
            file("study/own/mine.toml", &["../shipped/base.toml"]),
            file("study/shipped/base.toml", &["city"]),
            file("study/shipped/city/districts.csv", &[]),
        ];
        let expected = [
            "inputs/own/mine.toml",
            "inputs/shipped/base.toml",
            "inputs/shipped/city/districts.csv",
        ];
        assert_eq!(names(&files), expected);
        let beside = [file("a/x.toml", &[]), file("a/b/y.toml", &[])];
        assert_eq!(names(&beside), ["inputs/x.toml", "inputs/b/y.toml"]);
    }

    #[test]
    fn where_files_lay_on_the_machine_is_not_told() {
        let at = |root: &str| {
            laid(&[
                file(&format!("{root}/mine.toml"), &["/opt/landfall/base.toml"]),
                file("/opt/landfall/base.toml", &["/opt/landfall/city"]),
                file("/opt/landfall/city/city.toml", &[]),
            ])
        };
        let one = at("/home/one/study");
        assert_eq!(one, at("/tmp/another"));
        let told = format!("{one:?}");
        assert!(
            !told.contains("landfall") && !told.contains("home"),
            "{told}"
        );
        assert_eq!(one[0].0, "inputs/1/mine.toml");
        assert_eq!(one[0].1, "\"../2/base.toml\"\n");
        assert_eq!(one[1].1, "\"city\"\n");
    }
}
