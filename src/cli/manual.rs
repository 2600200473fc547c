//! `landfall completions` and `landfall man`: what the command knows of itself, for shells and `man`.

use clap::CommandFactory;

use super::Trouble;
use super::arguments::{Arguments, Completions, Man};
use super::console;

/// Prints completions for a shell.
pub(super) fn completions(command: &Completions) -> Result<(), Trouble> {
    let mut text = Vec::new();
    let mut landfall = Arguments::command();
    clap_complete::generate(command.shell, &mut landfall, "landfall", &mut text);
    console::say(&String::from_utf8_lossy(&text))
}

/// Prints the manual page of the command, or writes the pages of all commands into a folder.
pub(super) fn man(command: &Man) -> Result<(), Trouble> {
    let mut landfall = Arguments::command();
    let Some(folder) = &command.folder else {
        let mut text = Vec::new();
        let rendered = clap_mangen::Man::new(landfall).render(&mut text);
        rendered.map_err(|error| Trouble::Ours(error.to_string()))?;
        return console::say(&String::from_utf8_lossy(&text));
    };
    let unwritten = |error: std::io::Error| {
        Trouble::Input(format!("cannot write to {}: {error}", folder.display()))
    };
    std::fs::create_dir_all(folder).map_err(unwritten)?;
    landfall = landfall.disable_help_subcommand(true);
    landfall.build();
    clap_mangen::generate_to(landfall, folder).map_err(unwritten)
}
