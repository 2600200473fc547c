//! The inputs of a result: a copy of every file that its scenarios were made from, so that the result
//! alone can be made again.

mod layout;

use std::fs;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use super::Failure;
use super::hashed::{FileRecord, HashedFile};
use super::manifest::{self, Manifest};
use crate::scenario::scale::Limits;
use crate::scenario::{Overrides, Reach, Scenario, Source};

/// The folder of inputs in a result.
pub(crate) const INPUTS: &str = "inputs";
/// The key of a scenario's own file in its record.
pub(super) const FILE: &str = "file";
/// The key of an experiment's own file in the record of a sweep.
pub(super) const EXPERIMENT: &str = "experiment_file";
/// The key of a calibration's own file in its manifest.
pub(super) const CALIBRATION: &str = "calibration_file";

/// Files as they lie in a result.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// Names in the result folder, with contents.
    files: Vec<(String, Vec<u8>)>,
    /// The own file of each scenario, in the order of the manifest.
    scenarios: Vec<String>,
    /// The own file of the experiment or the calibration.
    experiment: Option<String>,
}

impl Inputs {
    /// The inputs of some scenarios, and of the experiment or calibration that varies them.
    pub(super) fn of<'a>(
        scenarios: impl Iterator<Item = &'a Scenario>,
        experiment: &[Source],
    ) -> Self {
        let mut sources: Vec<&Source> = experiment.iter().collect();
        let mut own = Vec::new();
        for scenario in scenarios {
            own.push(scenario.sources.first());
            sources.extend(&scenario.sources);
        }
        let laid = layout::lay_out(&sources);
        let place = |source: &Source| laid.place(source).unwrap_or_default();
        Self {
            scenarios: own
                .iter()
                .map(|own| own.map(place).unwrap_or_default())
                .collect(),
            experiment: experiment.first().map(place),
            files: laid.files(),
        }
    }

    /// The inputs as they lie in another folder of the same job.
    pub(super) fn read(folder: &Path, manifest: &Manifest) -> Result<Self, Failure> {
        let mut files = Vec::new();
        let listed = manifest::files(manifest);
        for file in listed.iter().filter(|file| is_input(&file.name)) {
            let path = folder.join(&file.name);
            let content = fs::read(&path).map_err(|error| Failure::Files(path, error))?;
            files.push((file.name.clone(), content));
        }
        let file = |record: &Value| record[FILE].as_str().unwrap_or_default().to_owned();
        let scenarios = manifest.get("scenarios").and_then(Value::as_array);
        let of_sweep = manifest.get("sweep").and_then(|s| s.get(EXPERIMENT));
        let experiment = of_sweep.or_else(|| manifest.get(CALIBRATION));
        let experiment = experiment.and_then(Value::as_str);
        Ok(Self {
            files,
            scenarios: scenarios.into_iter().flatten().map(file).collect(),
            experiment: experiment.map(str::to_owned),
        })
    }

    /// Writes them into a result and has the manifest say which file is whose.
    pub(super) fn write(
        &self,
        folder: &Path,
        manifest: &mut Manifest,
    ) -> Result<Vec<FileRecord>, Failure> {
        let mut records = Vec::new();
        for (name, content) in &self.files {
            let path = folder.join(name);
            let parent = path.parent().unwrap_or(folder);
            fs::create_dir_all(parent).map_err(|e| Failure::Files(parent.to_owned(), e))?;
            let mut file = HashedFile::create(folder, name)?;
            file.write(content)?;
            records.push(file.finish()?);
        }
        let described = manifest.get_mut("scenarios").and_then(Value::as_array_mut);
        for (record, own) in described.into_iter().flatten().zip(&self.scenarios) {
            if !own.is_empty() {
                record[FILE] = own.clone().into();
            }
        }
        if let Some(own) = self.experiment.clone() {
            match manifest.get_mut("sweep") {
                Some(sweep) => sweep[EXPERIMENT] = own.into(),
                None => drop(manifest.insert(CALIBRATION.to_owned(), own.into())),
            }
        }
        Ok(records)
    }

    /// The own file of the experiment or the calibration, as it lies in the result; empty if there is none.
    pub(super) fn experiment(&self) -> &[u8] {
        let is_own = |(name, _): &&(String, Vec<u8>)| Some(name) == self.experiment.as_ref();
        let own = self.files.iter().find(is_own);
        own.map_or(&[], |(_, content)| content)
    }
}

/// Takes out of a manifest which file is whose: where files lie does not make another job.
pub(super) fn forget(manifest: &mut Manifest) {
    let described = manifest.get_mut("scenarios").and_then(Value::as_array_mut);
    for record in described.into_iter().flatten() {
        if let Some(record) = record.as_object_mut() {
            record.shift_remove(FILE);
        }
    }
    let sweep = manifest.get_mut("sweep").and_then(Value::as_object_mut);
    if let Some(sweep) = sweep {
        sweep.shift_remove(EXPERIMENT);
    }
    manifest.shift_remove(CALIBRATION);
}

/// Whether a file of a result is one of its inputs.
pub(super) fn is_input(name: &str) -> bool {
    let is_plain = |part: Component| matches!(part, Component::Normal(_));
    // A name that leads out of the result is none of ours.
    name.strip_prefix(INPUTS)
        .is_some_and(|rest| rest.starts_with('/') && Path::new(name).components().all(is_plain))
}

/// Why a scenario cannot be made again from a result.
#[derive(Debug)]
pub enum Lost {
    /// The result keeps no copy of its file.
    NoCopy,
    /// Its files cannot be read; what is wrong.
    Unreadable(String),
    /// Its files make another scenario than the one that was run; the file.
    Changed(PathBuf),
}

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoCopy => write!(
                f,
                "the result keeps no copy of the scenario's files: it was made by an older version, \
                 or from values that stand in no file\nhelp: run it again"
            ),
            Self::Unreadable(problems) => write!(f, "{problems}"),
            Self::Changed(path) => write!(
                f,
                "{} is not the scenario that was run: the copy in the result was changed, or this is \
                 another version of landfall\nhelp: run it again",
                path.display()
            ),
        }
    }
}

/// Makes a scenario of a result again from the copies of its files, and holds it against the hash of
/// what was run.
///
/// # Errors
///
/// Why that cannot be done.
pub fn scenario(folder: &Path, manifest: &Manifest, which: usize) -> Result<Scenario, Lost> {
    let identity = manifest::identity(manifest.clone());
    let whole = |key: &str| {
        let number = identity.get(key).and_then(Value::as_u64);
        number.and_then(|number| u32::try_from(number).ok())
    };
    let record = manifest.get("scenarios").and_then(|s| s.get(which));
    let text = |key: &str| record.and_then(|r| r[key].as_str());
    let (Some(name), Some(file), Some(sha256)) = (text("name"), text(FILE), text("sha256")) else {
        return Err(Lost::NoCopy);
    };
    if !is_input(file) {
        return Err(Lost::NoCopy);
    }
    let path = folder.join(file);
    let overrides = Overrides {
        seed: whole("seed"),
        replications: whole("replications"),
        scale: manifest::copies(manifest, which),
        // It was run once already.
        limits: Limits::NONE,
    };
    // What a result names lies in it.
    let reach = Reach::Tree(folder.join(INPUTS));
    let loaded = Scenario::load_within(&path, overrides, &reach);
    let mut scenario = loaded.map_err(|problems| Lost::Unreadable(problems.to_string()))?;
    name.clone_into(&mut scenario.name);
    if manifest::sha256(&scenario) != sha256 {
        return Err(Lost::Changed(path));
    }
    Ok(scenario)
}
