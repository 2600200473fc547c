//! How numbers are written: shortly, without loss that matters, the same everywhere.

/// Significant digits of figures in files.
const DIGITS: usize = 10;

/// A number with at most ten significant digits, without exponent; empty if it is not finite.
#[must_use]
pub(crate) fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    format!("{}", rounded(value))
}

/// A number to ten significant digits: what [`number`] writes.
#[must_use]
pub(crate) fn rounded(value: f64) -> f64 {
    format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value)
}

/// As [`number`], empty if there is none.
#[must_use]
pub(crate) fn optional(value: Option<f64>) -> String {
    value.map(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_plain_and_of_ten_digits() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-3.5, "-3.5"),
            (0.1 + 0.2, "0.3"),
            (1_234.567_890_123_4, "1234.56789"),
            (1e-7, "0.0000001"),
            (7400.0, "7400"),
            (f64::NAN, ""),
            (f64::INFINITY, ""),
        ];
        for (value, expected) in cases {
            assert_eq!(number(value), expected);
        }
    }
}
