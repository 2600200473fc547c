//! `landfall completions` and `landfall man`: what the command knows of itself, for shells and `man`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Trouble;
use super::console;
use super::job::refused;
use crate::batch::Refusal;
use crate::batch::placed::put;

const ON_COMPLETIONS: &str = "\
  bash        landfall completions bash > ~/.local/share/bash-completion/completions/landfall
  zsh         landfall completions zsh > \"${fpath[1]}/_landfall\"
  fish        landfall completions fish > ~/.config/fish/completions/landfall.fish
  powershell  landfall completions powershell | Out-String | Invoke-Expression
  elvish      landfall completions elvish > ~/.config/elvish/lib/landfall.elv; and in rc.elv: use landfall

The folder must be there; a new shell knows the completions.";

#[derive(Debug, Args)]
#[command(after_help = ON_COMPLETIONS)]
pub(super) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

const ON_MAN: &str = "\
For yourself:  landfall man ~/.local/share/man/man1
then:          man landfall, man landfall-run";

#[derive(Debug, Args)]
#[command(after_help = ON_MAN)]
pub(super) struct Man {
    /// The folder for the pages, one for each command; it is made if need be.
    pub folder: Option<PathBuf>,
}

/// Prints completions of the program for a shell.
pub(super) fn completions(
    command: &Completions,
    mut landfall: clap::Command,
) -> Result<(), Trouble> {
    let mut text = Vec::new();
    clap_complete::generate(command.shell, &mut landfall, "landfall", &mut text);
    console::say(&String::from_utf8_lossy(&text))
}

/// Prints the manual page of the program, or writes the pages of all its commands into a folder.
pub(super) fn man(command: &Man, mut landfall: clap::Command) -> Result<(), Trouble> {
    let Some(folder) = &command.folder else {
        let mut text = Vec::new();
        let rendered = clap_mangen::Man::new(landfall).render(&mut text);
        rendered.map_err(|error| Trouble::Ours(error.to_string()))?;
        return console::say(&String::from_utf8_lossy(&text));
    };
    let unwritten = |error| refused(&Refusal::Unwritable(folder.clone(), error));
    std::fs::create_dir_all(folder).map_err(unwritten)?;
    landfall = landfall.disable_help_subcommand(true);
    landfall.build();
    pages(&landfall, folder).map_err(unwritten)
}

/// Writes the page of a command and those of its own commands.
fn pages(command: &clap::Command, folder: &Path) -> std::io::Result<()> {
    for own in command.get_subcommands().filter(|own| !own.is_hide_set()) {
        pages(own, folder)?;
    }
    let page = clap_mangen::Man::new(command.clone());
    let mut text = Vec::new();
    page.render(&mut text)?;
    put(&folder.join(page.get_filename()), &text)
}
