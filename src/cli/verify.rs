//! `landfall verify`: a result made again from its own inputs, and compared to the byte.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::job::trouble;
use super::options::{Allowed, Showing};
use super::{Trouble, console};
use crate::batch::verify::{self, Comparison, Difference, Edited};
use crate::batch::{again, manifest};
use crate::kernel::language::Language;

const ON_VERIFY: &str = "\
Every file that the manifest lists is first held against its hash. Then the scenarios in inputs/ are run \
again, in a folder that is removed afterwards, and the files compared. Where they differ the first \
difference is shown, and why it may be.

Exit codes: 0 identical; 2 the result was changed, or is none; 1 it is not what its inputs give.";

#[derive(Debug, Args)]
#[command(after_help = ON_VERIFY)]
pub(super) struct Verify {
    /// The folder of a finished result, or of a part of one.
    pub result: PathBuf,
    /// Threads; results do not depend on it [default: one for each core].
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Where the result is made again for the time being [default: the system's folder for such].
    #[arg(long, value_name = "DIR")]
    pub scratch: Option<PathBuf>,
    /// Print nothing but errors.
    #[arg(long)]
    pub quiet: bool,
    #[command(flatten)]
    pub allowed: Allowed,
}

/// Carries out a command, given by its words, once more: its result lies in this folder then.
type CarryOut = fn(&[String], &Path, &Verify, &Showing) -> Result<(), Trouble>;

/// Makes a result again in a folder of its own and says whether it is the same.
pub(super) fn verify(
    command: &Verify,
    showing: &Showing,
    carry_out: CarryOut,
) -> Result<(), Trouble> {
    let result = &command.result;
    let there = verify::manifest_of(result).map_err(|why| {
        Trouble::Input(format!(
            "{why}\nhelp: name the folder that a run, a comparison, an attribution, a sweep or a calibration has written"
        ))
    })?;
    let edited = verify::edited(result, &there);
    if !edited.is_empty() {
        return Err(Trouble::Input(told_edited(result, &edited)));
    }
    let Some(words) = again::command(&there, result) else {
        return Err(Trouble::Input(format!(
            "{} keeps no copy of what it was made from, so it cannot be made again\nhelp: its files \
             are as they were written",
            result.display()
        )));
    };
    let scratch = Scratch::new(command.scratch.as_deref())?;
    let made = scratch.0.join("again");
    carry_out(&words, &made, command, showing)?;
    let compared = verify::compare(result, &made).map_err(|failure| trouble(&failure))?;
    let is_identical = compared.differing.is_empty();
    if showing.json {
        let told = json!({
            "result": result,
            "identical": is_identical,
            "comparison": compared,
            "why": why(&there, &compared),
        });
        console::say(&console::json(&told))?;
    }
    if !is_identical {
        return Err(Trouble::Ours(told_difference(result, &there, &compared)));
    }
    if !command.quiet && !showing.json {
        console::say(&told_identical(result, &compared, showing.language))?;
    }
    Ok(())
}

/// A folder that goes when it is done with.
struct Scratch(PathBuf);

impl Scratch {
    fn new(within: Option<&Path>) -> Result<Self, Trouble> {
        let within = within.map_or_else(std::env::temp_dir, Path::to_owned);
        let folder = within.join(format!("landfall-verify-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|error| {
            let folder = folder.display();
            Trouble::Ours(format!(
                "{folder}: {error}\nhelp: name another folder for the time being with --scratch"
            ))
        })?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left behind is in the way of nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn told_identical(result: &Path, compared: &Comparison, language: Language) -> String {
    let (result, files) = (result.display(), compared.files);
    let bytes = compared.bytes;
    match language {
        Language::English => format!(
            "identical: {result} was made again from its own inputs, and all {files} files ({bytes} \
             bytes) are the same\nplots/ and report.html are drawn from these files and were not compared\n"
        ),
        Language::Chinese => format!(
            "完全一致：已由 {result} 自带的输入重新生成，全部 {files} 个文件（{bytes} \
             字节）逐字节相同\nplots/ 与 report.html 由这些文件绘制，不参与比较\n"
        ),
    }
}

fn told_edited(result: &Path, edited: &[Edited]) -> String {
    let mut text = format!(
        "{} is not as it was written: its manifest has other hashes for",
        result.display()
    );
    for file in edited {
        let is_missing = if file.is_missing { " (missing)" } else { "" };
        let _ = write!(text, "\n  {}{is_missing}", file.file);
    }
    text.push_str("\nhelp: these were changed, damaged or lost since; nothing was made again");
    text
}

fn told_difference(result: &Path, there: &manifest::Manifest, compared: &Comparison) -> String {
    let mut text = format!(
        "{} is not what its inputs give: {} of {} files differ",
        result.display(),
        compared.differing.len(),
        compared.files
    );
    if let Some(Difference {
        file,
        row,
        column,
        there,
        again,
    }) = &compared.first
    {
        let place = match column {
            Some(column) => format!("{file}, row {row}, column {column}"),
            None => format!("{file}, line {row}"),
        };
        let shown = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "nothing".to_owned());
        let _ = write!(
            text,
            "\n  {place}: {} in the result, {} when made again",
            shown(there),
            shown(again)
        );
    }
    let _ = write!(text, "\nhelp: {}", why(there, compared));
    text
}

/// Why a result may differ from what its inputs give.
fn why(there: &manifest::Manifest, compared: &Comparison) -> String {
    let word = |key: &str| there.get(key).and_then(serde_json::Value::as_str);
    let version = word("version").unwrap_or("unknown");
    let own = env!("CARGO_PKG_VERSION");
    let revision = option_env!("LANDFALL_REVISION");
    if compared.differing.is_empty() {
        "every listed file is the same".to_owned()
    } else if version != own {
        format!("the result is of version {version}, this is {own}: use that version to verify it")
    } else if word("revision") != revision {
        let known = |revision: Option<&str>| revision.unwrap_or("unknown").to_owned();
        format!(
            "the result was made by revision {} of the source, this is {}: the model may have changed \
             between them, which CHANGELOG.md tells",
            known(word("revision")),
            known(revision)
        )
    } else if !compared.manifest.is_empty() {
        format!(
            "what is simulated is not what the result says:\n  {}",
            compared.manifest.join("\n  ")
        )
    } else {
        "version and inputs are the same: this is a defect of landfall, worth a report with the result's \
         manifest.json and inputs/"
            .to_owned()
    }
}
