//! Slips in the writing of numbers: what is likely to be meant by a value that cannot be taken.

/// What to do about a number that cannot be read or lies out of its bounds; nothing where no slip is
/// known.
pub(super) fn help(written: &str, unit: &str, (least, most): (f64, f64)) -> Option<String> {
    let written = written.trim();
    let bare = written.trim_matches(['"', '\'']);
    let is_quoted = bare.len() < written.len();
    let written = bare;
    let narrow: String = written.chars().map(narrow).collect();
    if narrow != written && number(&narrow).is_some() {
        return Some(format!("write its digits in half width: {narrow}"));
    }
    if let Some(percent) = narrow.strip_suffix('%').and_then(number) {
        return Some(match unit {
            "share" => format!(
                "leave out the percent sign and write the share: {}",
                percent / 100.0
            ),
            _ => format!("leave out the percent sign: {percent}"),
        });
    }
    if let Some(plain) = without_commas(&narrow) {
        return Some(format!(
            "write numbers with a point and without commas: {plain}"
        ));
    }
    let is_of_another_base = ["0x", "0o", "0b"]
        .iter()
        .any(|lead| narrow.starts_with(lead));
    if !is_of_another_base
        && let Some(end) =
            narrow.find(|letter: char| !letter.is_ascii() || letter.is_ascii_alphabetic())
        && let Some(bare) = number(&narrow[..end])
        && !narrow[end..].starts_with(['e', 'E'])
    {
        return Some(format!("write the number alone, in its unit: {bare}"));
    }
    let number = number(&narrow)?;
    if (least..=most).contains(&number) {
        let is_whole = number == libm::floor(number) && narrow.contains(['.', 'e', 'E']);
        return match (is_quoted, is_whole) {
            (true, _) => Some(format!("write it without quotation marks: {number}")),
            (false, true) => Some(format!("write it without a point: {number}")),
            (false, false) => None,
        };
    }
    if number <= most {
        return None;
    }
    let fits = |value: f64| (least..=most).contains(&value);
    // Many units are one of these over something else.
    let per = |name: &str| unit == name || unit.starts_with(&format!("{name}/"));
    if unit == "share" && number >= 2.0 && fits(number / 100.0) {
        return Some(format!(
            "a share is a part of 1: {number} % are {}",
            number / 100.0
        ));
    }
    let in_yi = [("wan (万)", 1e4), ("yuan", 1e8)].into_iter();
    let in_yi = in_yi.filter(|(_, of_yi)| per("yi") && fits(number / of_yi));
    let in_yi = in_yi.map(|(name, of_yi)| format!("{number} {name} are {} yi", number / of_yi));
    let in_yi: Vec<String> = in_yi.collect();
    if !in_yi.is_empty() {
        let told = in_yi.join(", ");
        return Some(format!("yi is 亿, 100 million yuan: {told}"));
    }
    if per("ha") && fits(number / 1e4) {
        return Some(format!(
            "ha is 公顷: {number} mu (亩) are {:.4} ha, {number} m2 are {} ha",
            number / 15.0,
            number / 1e4
        ));
    }
    None
}

/// What to do about a text that is no number.
#[must_use]
pub fn slip(written: &str) -> Option<String> {
    help(written, "", (f64::MIN, f64::MAX))
}

/// A letter, a digit or a mark in half width.
fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        '。' => '.',
        other => other,
    }
}

/// A number with commas for thousands, or with one in the place of its point.
fn without_commas(written: &str) -> Option<String> {
    let parts: Vec<&str> = written.split(',').collect();
    let (first, rest) = parts.split_first()?;
    let (last, inner) = rest.split_last()?;
    let whole = last.split('.').next().unwrap_or_default();
    let are_thousands = inner.iter().chain([&whole]).all(|part| part.len() == 3);
    let plain = match (are_thousands, rest) {
        (true, _) => parts.concat(),
        (false, [decimals]) => format!("{first}.{decimals}"),
        _ => return None,
    };
    number(&plain).map(|_| plain)
}

fn number(written: &str) -> Option<f64> {
    let is_plain = written.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let number = written.trim().parse().ok().filter(|n: &f64| n.is_finite());
    number.filter(|_| is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_with_what_is_likely_to_be_meant() {
        let share = (0.0, 1.0);
        for (written, unit, bounds, told) in [
            ("12%", "share", share, "write the share: 0.12"),
            ("12%", "percent", (0.0, 100.0), "percent sign: 12"),
            ("45", "share", share, "45 % are 0.45"),
            ("1,234", "ha", (0.0, 1e6), "commas: 1234"),
            ("1,234,567.8", "ha", (0.0, 1e6), "commas: 1234567.8"),
            ("0,5", "share", share, "commas: 0.5"),
            ("１２．５", "ha", (0.0, 1e6), "half width: 12.5"),
            ("500万", "yi", (0.0, 1e6), "in its unit: 500"),
            ("50 ha", "ha", (0.0, 1e6), "in its unit: 50"),
            (
                "25000000",
                "yi/year",
                (0.0, 1e6),
                "25000000 wan (万) are 2500 yi, 25000000 yuan are 0.25 yi",
            ),
            ("9e12", "yi", (0.0, 1e6), "yuan are 90000 yi"),
            ("30000", "ha", (0.0, 1e4), "30000 mu (亩) are 2000.0000 ha"),
        ] {
            let help = help(written, unit, bounds).unwrap_or_default();
            assert!(help.contains(told), "{written}: {help}");
        }
        for written in ["nan", "inf", "-1", "", "much", "1e308"] {
            assert_eq!(help(written, "yi", (0.0, 1e6)), None, "{written}");
        }
    }
}
