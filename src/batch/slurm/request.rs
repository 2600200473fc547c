//! What can be asked of Slurm: checked before a script carries it to the queue.

use std::str::FromStr;

/// Seconds before the time limit at which a task is warned; Slurm may be a minute early with it.
pub(super) const WARNING: u64 = 60;
/// The shortest limit that leaves a task at least a minute to work, in seconds.
const SHORTEST: u64 = 2 * WARNING + 60;

/// A time limit, in one of the ways in which Slurm writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeLimit(String);

impl FromStr for TimeLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let seconds = seconds(text).ok_or(
            "expected minutes, hours:minutes:seconds, days-hours or days-hours:minutes:seconds, \
             such as 90, 02:00:00 or 1-12",
        )?;
        if seconds < SHORTEST {
            return Err(format!(
                "too short: a task is warned one or two minutes before its limit, so give at least \
                 {} minutes",
                SHORTEST / 60
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Seconds of a time limit, read as Slurm reads it.
fn seconds(text: &str) -> Option<u64> {
    let (days, clock) = match text.split_once('-') {
        Some((days, clock)) => (Some(whole(days)?), clock),
        None => (None, text),
    };
    let parts: Vec<u64> = clock.split(':').map(whole).collect::<Option<_>>()?;
    let (hours, minutes, seconds) = match (days, parts.as_slice()) {
        (None, [minutes]) => (0, *minutes, 0),
        (None, [minutes, seconds]) => (0, *minutes, *seconds),
        (Some(_), [hours]) => (*hours, 0, 0),
        (Some(_), [hours, minutes]) => (*hours, *minutes, 0),
        (_, [hours, minutes, seconds]) => (*hours, *minutes, *seconds),
        _ => return None,
    };
    Some(((days.unwrap_or(0) * 24 + hours) * 60 + minutes) * 60 + seconds)
}

/// A whole number of at most six digits, without a sign.
fn whole(text: &str) -> Option<u64> {
    let is_plain = (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten()
}

/// Memory of a task: a number with K, M, G or T behind it; megabytes without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memory(String);

impl FromStr for Memory {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let figure = text.strip_suffix(['K', 'M', 'G', 'T']).unwrap_or(text);
        match whole(figure) {
            Some(1..) => Ok(Self(text.to_owned())),
            _ => Err("expected a number with K, M, G or T behind it, such as 500M or 2G".into()),
        }
    }
}

impl std::fmt::Display for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a partition or an account; several with commas between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word(String);

impl FromStr for Word {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_allowed = |c: char| c.is_alphanumeric() || "_-.,@+:/".contains(c);
        if text.is_empty() || text.starts_with('-') || !text.chars().all(is_allowed) {
            return Err("expected a name without spaces and quotes".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Display for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_limit_is_read_as_slurm_reads_it() {
        for (text, expected) in [
            ("90", Some(5_400)),
            ("10:30", Some(630)),
            ("02:00:00", Some(7_200)),
            ("1-12", Some(129_600)),
            ("1-12:30", Some(131_400)),
            ("1-00:00:01", Some(86_401)),
            ("", None),
            ("2h", None),
            ("-5", None),
            ("+5", None),
            ("1-", None),
            ("1:2:3:4", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }

    #[test]
    fn a_limit_that_leaves_no_time_to_work_is_refused() {
        assert!("3".parse::<TimeLimit>().is_ok());
        assert!("2:59".parse::<TimeLimit>().is_err());
    }

    #[test]
    fn memory_is_a_number_with_a_unit() {
        for text in ["500", "500M", "2G"] {
            assert!(text.parse::<Memory>().is_ok(), "{text}");
        }
        for text in ["", "0", "G", "2 G", "2GB", "-1G", "1.5G"] {
            assert!(text.parse::<Memory>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_cannot_bring_a_second_option() {
        for text in ["long", "gpu,cpu", "北京"] {
            assert!(text.parse::<Word>().is_ok(), "{text}");
        }
        for text in ["", "a b", "a\n#SBATCH --uid=0", "-x", "\"a\""] {
            assert!(text.parse::<Word>().is_err(), "{text}");
        }
    }
}
