//! Spells numbers and picks round tick values.

/// Round values within a range, with their spelling.
pub(super) fn ticks(low: f64, high: f64, wanted: f64) -> Vec<(f64, String)> {
    let span = high - low;
    if !(span > 0.0 && span.is_finite()) {
        return Vec::new();
    }
    let rough = span / wanted.max(1.0);
    let tens = libm::pow(10.0, libm::floor(libm::log10(rough)));
    let step = [1.0, 2.0, 5.0, 10.0]
        .iter()
        .map(|m| m * tens)
        .find(|s| *s >= rough * 0.999);
    let step = step.unwrap_or(rough);
    let decimals = (-libm::floor(libm::log10(step) + 1e-9)).max(0.0);
    let mut values = Vec::new();
    let mut count = libm::ceil(low / step - 1e-9);
    while count * step <= high + step * 1e-9 && values.len() < 100 {
        let value = count * step;
        values.push((value, spell(value, decimals)));
        count += 1.0;
    }
    values
}

/// Round values for a logarithmic axis between two powers of ten: each place is a decimal logarithm.
pub(super) fn decades(low: f64, high: f64) -> Vec<(f64, String)> {
    /// Values that are labelled at most.
    const MOST: usize = 5;
    let steps: [&[f64]; 2] = [&[1.0, 2.0, 5.0], &[1.0]];
    for steps in steps {
        let mut values = Vec::new();
        let mut power = libm::floor(low);
        while power <= high && values.len() < 100 {
            let tens = libm::pow(10.0, power);
            values.extend(steps.iter().map(|step| step * tens));
            power += 1.0;
        }
        let places = values.into_iter().map(|value| (libm::log10(value), value));
        let shown: Vec<(f64, String)> = places
            .filter(|(place, _)| (low..=high).contains(place))
            .map(|(place, value)| (place, spell(value, (-libm::floor(place + 1e-9)).max(0.0))))
            .collect();
        if (2..=MOST).contains(&shown.len()) {
            return shown;
        }
    }
    // Too narrow or too wide for powers of ten: the round values of a linear axis do.
    let (least, most) = (libm::pow(10.0, low), libm::pow(10.0, high));
    let marks = ticks(least, most, 3.0).into_iter();
    marks
        .filter(|(value, _)| *value > 0.0)
        .map(|(value, words)| (libm::log10(value), words))
        .collect()
}

/// A number with three or so digits that matter.
pub(in crate::report) fn figure(value: f64) -> String {
    let size = value.abs();
    let decimals = match size {
        s if s >= 100.0 => 0.0,
        s if s >= 10.0 => 1.0,
        s if s >= 1.0 => 2.0,
        s if s >= 0.1 || s == 0.0 => 3.0,
        s => (2.0 - libm::floor(libm::log10(s))).min(6.0),
    };
    if size == 0.0 {
        "0".to_owned()
    } else {
        spell(value, decimals)
    }
}

/// The same with a plus sign before what is above zero.
pub(in crate::report) fn signed(value: f64) -> String {
    let text = figure(value);
    if value > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}

/// A number with a count of decimals, a true minus sign, and commas between thousands.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped first"
)]
pub(super) fn spell(value: f64, decimals: f64) -> String {
    let text = format!("{:.*}", decimals.clamp(0.0, 12.0) as usize, value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut spelled = String::new();
    if value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        spelled.push('\u{2212}');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            spelled.push(',');
        }
        spelled.push(digit);
    }
    spelled + rest
}
