//! What text takes on a terminal: columns of text in any script, and lines that keep to a width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text takes: Chinese letters take two.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.width()
}

/// A text with blanks up to a width.
#[must_use]
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// A text in lines that keep to a width, each line of it by itself: they end after a blank or
/// beside a Chinese letter. A word that is longer than a line has one of its own.
#[must_use]
pub fn wrapped(text: &str, width: u16) -> String {
    let lines = text.lines().map(|line| wrapped_line(line, width.into()));
    let mut text: String = lines.collect::<Vec<_>>().join("\n");
    text.push('\n');
    text
}

fn wrapped_line(line: &str, width: usize) -> String {
    let indent: String = line.chars().take_while(|letter| *letter == ' ').collect();
    let (mut text, mut taken) = (String::new(), 0);
    for piece in pieces(line) {
        let needed = columns(piece.trim_end());
        if taken > indent.len() && taken + needed > width {
            text.truncate(text.trim_end().len());
            text.push('\n');
            text.push_str(&indent);
            taken = indent.len();
        }
        text.push_str(piece);
        taken += columns(piece);
    }
    text.truncate(text.trim_end().len());
    text
}

/// The pieces of a line between which it may be broken.
pub(super) fn pieces(line: &str) -> Vec<&str> {
    /// Marks that begin no line, and marks that end none.
    const CLOSING: &str = "，。；：、）！？”’》】%,.;:)!?";
    const OPENING: &str = "（“‘《【(";
    let is_wide = |letter: char| letter.width() == Some(2);
    let mut pieces = Vec::new();
    let (mut from, mut last) = (0, ' ');
    for (at, letter) in line.char_indices() {
        let is_between = (last == ' ' && letter != ' ') || is_wide(last) || is_wide(letter);
        let is_joined = CLOSING.contains(letter) || letter == ' ' || OPENING.contains(last);
        if at > 0 && is_between && !is_joined {
            pieces.push(&line[from..at]);
            from = at;
        }
        last = letter;
    }
    pieces.push(&line[from..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_a_width_and_lose_nothing() {
        let long = "least, most: the points with the least and the largest mean; n 次配对重复，均值及 95 % 区间（配对差值）。\n  \
                    second: a line with an indent that is kept where it goes on";
        for width in [12, 20, 60, 200] {
            let text = wrapped(long, width);
            for line in text.lines() {
                assert!(columns(line) <= width.into(), "{width}: {line}");
                assert!(!line.starts_with(['，', '。', '）']), "{line}");
            }
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(letters(&text), letters(long));
        }
        assert_eq!(wrapped("one_long_code two", 6), "one_long_code\ntwo\n");
        assert_eq!(wrapped("  ab cd ef", 7), "  ab cd\n  ef\n");
    }

    #[test]
    fn chinese_letters_take_two_columns() {
        assert_eq!(columns("首谈制"), 6);
        assert_eq!(padded("首谈制", 8), "首谈制  ");
    }
}
