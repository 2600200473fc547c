//! Text of others as it may stand elsewhere: on a terminal, in the cell of a table.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text for a terminal: what would steer it, or turn the order of letters, is written out instead.
/// Line breaks and tabs stay.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        if steers(letter) {
            let _ = write!(plain, "{}", letter.escape_unicode());
        } else {
            plain.push(letter);
        }
    }
    Cow::Owned(plain)
}

/// JSON for a terminal: the same object, with such letters as JSON writes them out.
#[must_use]
pub fn printable_json(json: &str) -> Cow<'_, str> {
    if !json.chars().any(steers) {
        return Cow::Borrowed(json);
    }
    let mut plain = String::with_capacity(json.len());
    for letter in json.chars() {
        // All of them have one unit of sixteen bits.
        if steers(letter) {
            let _ = write!(plain, "\\u{:04x}", u32::from(letter));
        } else {
            plain.push(letter);
        }
    }
    Cow::Owned(plain)
}

/// Whether a terminal takes a letter as an order, or sets the letters after it in another order or not
/// at all.
#[must_use]
pub fn steers(letter: char) -> bool {
    let is_order = letter.is_control() && letter != '\n' && letter != '\t';
    let is_hidden = matches!(
        letter,
        '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    );
    is_order || is_hidden
}

/// A text as the cell of a table: a spreadsheet takes none for a formula. Numbers stay as they are.
#[must_use]
pub fn cell(text: &str) -> Cow<'_, str> {
    if is_formula(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a cell that [`cell`] wrote.
#[must_use]
pub fn text_of(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text) => text,
        _ => cell,
    }
}

/// Whether a spreadsheet would take a cell for a formula.
fn is_formula(text: &str) -> bool {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    begins && text.chars().count() > 1 && text.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_not_steered() {
        let hostile = "a\u{1b}[31mb\rc\u{202e}d\u{7}e\u{9b}2J\u{2066}\u{7f}";
        let shown = printable(hostile);
        assert!(!shown.chars().any(steers), "{shown:?}");
        assert!(
            shown.starts_with("a\\u{1b}[31mb\\u{d}c\\u{202e}d"),
            "{shown}"
        );
        for plain in ["首谈制\n\ta – b “c” é", "", "1 m²"] {
            assert!(matches!(printable(plain), Cow::Borrowed(same) if same == plain));
        }
    }

    #[test]
    fn json_says_the_same_and_steers_nothing() {
        let value = serde_json::json!({ "a\u{202e}b": "c\u{1b}[1m\u{9b}d\u{7f}" });
        let shown = value.to_string();
        let shown = printable_json(&shown);
        assert!(!shown.chars().any(steers), "{shown:?}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&shown).unwrap(),
            value
        );
    }

    #[test]
    fn no_cell_is_a_formula_and_every_cell_comes_back() {
        for text in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "＝1+1",
            "--",
        ] {
            let written = cell(text);
            assert!(written.starts_with('\''), "{text}");
            assert_eq!(text_of(&written), text);
        }
        for text in [
            "-1.5", "+2", "-1e-7", "1", "首谈", "-", "'quoted'", "", "a=b", "-inf",
        ] {
            assert_eq!(cell(text), text);
            assert_eq!(text_of(text), text);
        }
    }
}
