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
    let scientific = format!("{value:.*e}", DIGITS - 1);
    plain(&scientific).unwrap_or_else(|| format!("{}", rounded(value)))
}

/// A number in scientific notation, such as `-1.2300e-2`, written without exponent and without
/// zeros that say nothing; nothing if it is not one.
fn plain(scientific: &str) -> Option<String> {
    let (digits, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    let (first, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = [first, rest].concat();
    let digits = digits.trim_end_matches('0');
    let before = exponent + 1;
    let mut text = String::with_capacity(24);
    text.push_str(sign);
    match usize::try_from(before) {
        Ok(before) if before > 0 => {
            let whole = before.min(digits.len());
            text.push_str(&digits[..whole]);
            text.extend(std::iter::repeat_n('0', before - whole));
            if whole < digits.len() {
                text.push('.');
                text.push_str(&digits[whole..]);
            }
        }
        _ => {
            text.push_str("0.");
            text.extend(std::iter::repeat_n('0', before.unsigned_abs() as usize));
            text.push_str(digits);
        }
    }
    Some(text)
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

    /// The digits are set by hand for speed: held against what the standard library writes.
    #[test]
    fn numbers_are_those_of_the_standard_library() {
        let mut state = 1_u64;
        for round in 0..200_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let unit = (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
            let value = unit * libm::exp10(f64::from(round % 40 - 20));
            assert_eq!(number(value), format!("{}", rounded(value)), "{value:e}");
        }
        for value in [
            1.797e308,
            f64::MIN_POSITIVE,
            5e-324,
            9_999_999_999.5,
            0.999_999_999_96,
        ] {
            assert_eq!(number(value), format!("{}", rounded(value)), "{value:e}");
        }
        // Ten digits of the largest number read back as infinity, which is no figure.
        assert!(number(f64::MAX).starts_with("17976931350"));
    }

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
