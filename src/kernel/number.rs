//! How numbers are written: shortly, without loss that matters, the same everywhere.

/// Significant digits of figures in files.
const DIGITS: usize = 10;

/// A number with at most ten significant digits, without exponent; empty if it is not finite.
#[must_use]
pub(crate) fn number(value: f64) -> String {
    let mut text = String::new();
    push(&mut text, value);
    text
}

/// Writes a number as [`number`] does, at the end of a text.
pub(crate) fn push(text: &mut String, value: f64) {
    if value == 0.0 {
        text.push('0');
        return;
    }
    if !value.is_finite() {
        return;
    }
    if value.is_sign_negative() {
        text.push('-');
    }
    match leading_digits(value.abs()).or_else(|| leading_digits_of_any(value.abs())) {
        Some((digits, before)) => place(text, digits, before),
        None => text.push_str(&rounded(value.abs()).to_string()),
    }
}

/// Powers of ten, of which each has one more decimal place among its first ten digits than the one
/// before.
const POWERS: [f64; 20] = [
    1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7,
    1e-8, 1e-9, 1e-10,
];

/// The first ten digits of a positive number, rounded to the nearest and to even in the middle, and
/// how many of them stand before the point; nothing for numbers that are out of the way.
///
/// All arithmetic is exact: a number is `mantissa · 2^-shift`, and with as many decimal places as
/// make ten digits of it, it still fits 128 bits.
fn leading_digits(value: f64) -> Option<(u64, i32)> {
    const LARGE: f64 = 1e10;
    const FRACTION: u32 = 52;
    const BIAS: u32 = 1023 + FRACTION;
    if value >= LARGE {
        return None;
    }
    let places = POWERS.iter().position(|&power| value >= power)?;
    let bits = value.to_bits();
    let mantissa = u128::from(bits & ((1 << FRACTION) - 1) | 1 << FRACTION);
    // Positive, since the number is below 2^52.
    let shift = BIAS - u32::try_from(bits >> FRACTION).ok()?;
    let places = u32::try_from(places).ok()?;
    let scaled = mantissa * 10_u128.pow(places);
    let whole = scaled >> shift;
    let rest = scaled - (whole << shift);
    let half = 1_u128 << (shift - 1);
    let up = rest > half || (rest == half && whole % 2 == 1);
    let digits = u64::try_from(whole + u128::from(up)).ok()?;
    Some((digits, 10 - i32::try_from(places).ok()?))
}

/// As [`leading_digits`], for any number, by the standard library.
fn leading_digits_of_any(value: f64) -> Option<(u64, i32)> {
    let scientific = format!("{value:.*e}", DIGITS - 1);
    let (digits, exponent) = scientific.split_once('e')?;
    let digits = digits.replace('.', "").parse().ok()?;
    Some((digits, exponent.parse::<i32>().ok()? + 1))
}

/// Writes ten digits, some of which stand before the point, without zeros that say nothing.
fn place(text: &mut String, digits: u64, before: i32) {
    let mut buffer = [b'0'; DIGITS + 1];
    let mut left = digits;
    for place in buffer.iter_mut().rev() {
        *place += u8::try_from(left % 10).unwrap_or_default();
        left /= 10;
    }
    // Rounding may have made eleven digits of ten: the eleventh is a zero then.
    let (buffer, before) = if buffer[0] == b'0' {
        (&buffer[1..], before)
    } else {
        (&buffer[..DIGITS], before + 1)
    };
    let zeros = buffer.iter().rev().take_while(|&&b| b == b'0').count();
    let digits = buffer[..DIGITS - zeros].iter().map(|&b| char::from(b));
    match usize::try_from(before) {
        Ok(before) if before > 0 => {
            text.extend(digits.clone().take(before));
            text.extend(std::iter::repeat_n(
                '0',
                before.saturating_sub(digits.len()),
            ));
            if before < digits.len() {
                text.push('.');
                text.extend(digits.skip(before));
            }
        }
        _ => {
            text.push_str("0.");
            text.extend(std::iter::repeat_n('0', before.unsigned_abs() as usize));
            text.extend(digits);
        }
    }
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
        // Right in the middle between two of ten digits.
        for halves in 0..2_000_u32 {
            let value = 1_234_567_000.5 + f64::from(halves);
            assert_eq!(number(value), format!("{}", rounded(value)), "{value:e}");
            let value = value / 1024.0;
            assert_eq!(number(value), format!("{}", rounded(value)), "{value:e}");
            let value = f64::from(halves);
            assert_eq!(number(value), format!("{value}"));
        }
        for value in [
            1.797e308,
            1e10,
            1e-10,
            9.999_999_999e-11,
            f64::MIN_POSITIVE,
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
