//! What a scenario, an experiment or a calibration may be called: results lie in folders of that name,
//! and tables have it in their cells.

use std::path::Path;

use super::name_of;
use super::problem::Problem;
use crate::kernel::printable::steers;

/// The most letters of a name: two of them make the name of a comparison.
const LONGEST: usize = 80;
/// Marks that a name may have besides letters and digits.
const MARKS: &str = "_-. ()（）、，·";

/// What is wrong with the name of a file, if anything is.
pub(super) fn refusal(path: &Path) -> Option<Problem> {
    let name = name_of(path);
    let is_known = |letter: char| letter.is_alphanumeric() || MARKS.contains(letter);
    let begins = name.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_');
    let what = if let Some(letter) = name.chars().find(|&letter| !is_known(letter)) {
        let shown = letter.escape_debug();
        format!("it has the letter \"{shown}\"")
    } else if !begins {
        "it does not begin with a letter or a digit".to_owned()
    } else if name.ends_with([' ', '.']) {
        "it ends with a blank or a point".to_owned()
    } else if name.chars().count() > LONGEST {
        format!("it has more than {LONGEST} letters")
    } else {
        return None;
    };
    let message = format!(
        "\"{}\" cannot be the name of a result: {what}",
        name.escape_debug()
    );
    let help = "call the file by letters and digits of any language, with _ - . and blanks between";
    Some(Problem::nowhere(message).with_help(help))
}

/// Whether a text of a city may stand in tables, pictures and pages.
pub(super) fn is_sound(text: &str) -> bool {
    let is_plain = |letter: char| !steers(letter) && letter != '\t';
    let begins = !text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    begins && text.chars().all(is_plain) && text.chars().count() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_results_are_those_of_folders_and_cells() {
        for sound in [
            "the_notice",
            "首谈制（三个月）",
            "policy v2.1",
            "_draft",
            "1-a",
            "Überlauf",
        ] {
            let path = Path::new("x").join(format!("{sound}.toml"));
            assert_eq!(refusal(&path), None, "{sound}");
        }
        for wrong in [
            "=cmd",
            "+1",
            "-x",
            "@a",
            ".hidden",
            "a\u{1b}[2J",
            "a\u{202e}b",
            "a\nb",
            "a,b",
            "a;b",
            "a\"b",
            "a|b",
            "a*",
            "x ",
            "x.",
            "",
        ] {
            let path = Path::new("x").join(format!("{wrong}.toml"));
            assert!(refusal(&path).is_some(), "{wrong:?}");
        }
        let long = "x".repeat(81);
        assert!(refusal(Path::new(&long)).is_some());
    }
}
