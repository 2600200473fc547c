//! The nearest of the known names to one that is not known.

/// Names that are longer are no typing errors, and are not measured.
const LONGEST: usize = 200;
/// The least likeness of a name that is worth mention beside all others.
const KINDRED: f64 = 0.2;
/// Known names that are all listed where none is near.
const FEW: usize = 12;

/// What to write instead of an unknown name: the nearest of the known ones, or all of them where
/// they are few and none is near.
#[must_use]
pub fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    if known.is_empty() || name.len() > LONGEST {
        return None;
    }
    let written = plain(name);
    let measured = known.iter().map(|candidate| {
        let likeness = likeness(&written, &plain(candidate));
        (likeness, *candidate)
    });
    let (likeness, nearest) =
        measured.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
    let is_near = likeness >= 1.0;
    Some(if is_near {
        format!("did you mean \"{nearest}\"?")
    } else if known.len() <= FEW && likeness < KINDRED {
        format!("it is one of {}", known.join(", "))
    } else if known.len() <= FEW {
        format!(
            "it is one of {}; \"{nearest}\" is nearest",
            known.join(", ")
        )
    } else {
        format!("nothing is much like it; \"{nearest}\" is nearest")
    })
}

/// A name as it is compared: without case, with one kind of mark between words and one kind of digits.
fn plain(name: &str) -> String {
    let letters = name.trim().chars().map(|letter| match letter {
        '-' | ' ' => '_',
        // Full-width letters and digits, as Chinese keyboards write them.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        other => other,
    });
    letters.flat_map(char::to_lowercase).collect()
}

/// How like two names are: at least 1 where one is likely to be meant by the other.
fn likeness(name: &str, candidate: &str) -> f64 {
    if name == candidate {
        return 9.0;
    }
    let length = name.chars().count();
    let longest = length.max(candidate.chars().count());
    let errors = strsim::osa_distance(name, candidate);
    // One slip of the fingers in a short word, one for every three letters in a longer one.
    let is_slip = length > 1 && errors <= (length / 3).max(1);
    let alike = 1.0 - errors as f64 / longest as f64;
    let shared = strsim::sorensen_dice(name, candidate);
    // Short words share letters by chance.
    let is_kindred = length > 4 && alike + shared >= 0.75;
    // A word cut short, or the last part of a longer name.
    let is_cut = length > 2 && candidate.starts_with(name);
    let ends = |mark| candidate.rsplit(mark).next() == Some(name);
    let is_part = length > 1 && (ends('.') || ends('_'));
    let likely = [is_slip, is_kindred, is_cut, is_part];
    if likely.contains(&true) {
        let bonus = f64::from(u8::from(is_slip)) + f64::from(u8::from(is_cut || is_part));
        1.0 + alike + shared + bonus
    } else {
        (alike + shared) / 3.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 14] = [
        "on",
        "from",
        "to",
        "seed",
        "pace",
        "window_weeks",
        "credit_share",
        "tax_share",
        "exclusivity",
        "threshold_yi",
        "strategic_reading",
        "certifications_per_week",
        "horizon_weeks",
        "burn_in_weeks",
    ];

    #[test]
    fn the_nearest_name_is_the_one_that_is_meant() {
        for (written, meant) in [
            ("form", "from"),
            ("no", "on"),
            ("sed", "seed"),
            ("Pace", "pace"),
            ("window-weeks", "window_weeks"),
            ("windowweeks", "window_weeks"),
            ("window_months", "window_weeks"),
            ("weeks_window", "window_weeks"),
            ("credit", "credit_share"),
            ("treshold_yi", "threshold_yi"),
            ("ｓｅｅｄ", "seed"),
            ("horizon", "horizon_weeks"),
        ] {
            let expected = format!("did you mean \"{meant}\"?");
            assert_eq!(hint(written, KEYS), Some(expected), "{written}");
        }
    }

    #[test]
    fn short_words_that_are_like_nothing_are_not_taken_for_others() {
        for written in ["x", "qq", "zzz", "abcd", "土地"] {
            let told = hint(written, KEYS).unwrap();
            assert!(told.starts_with("nothing is much like it"), "{told}");
        }
        assert_eq!(hint("x", []), None);
        assert_eq!(hint(&"x".repeat(1000), KEYS), None);
    }
}
