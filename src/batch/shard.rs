//! A shard: the part of a job's runs that one process does.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One of several parts of a job: every so many-th run, beginning with its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Its number, from 1.
    pub number: u32,
    /// How many parts there are.
    pub of: u32,
}

impl Shard {
    /// Parts of one job at most.
    pub const MOST: u32 = 100_000;

    /// Whether it is one of so many parts, and they are not too many.
    pub(super) fn is_sound(self) -> bool {
        (1..=self.of).contains(&self.number) && self.of <= Self::MOST
    }

    /// How many of a job's runs it does.
    #[must_use]
    pub fn runs(self, of_job: usize) -> usize {
        let (number, of) = (self.number as usize, self.of as usize);
        (of_job + of - number) / of
    }

    /// The run of the job that is its run of a number.
    #[must_use]
    pub fn run(self, own: usize) -> usize {
        own * self.of as usize + self.number as usize - 1
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once('/').and_then(|(number, of)| {
            let (number, of) = (number.parse().ok()?, of.parse().ok()?);
            Some(Self { number, of })
        });
        parsed.filter(|shard| shard.is_sound()).ok_or_else(|| {
            format!(
                "a shard is written as 2/5, the second of five parts, numbered from 1, at most {}",
                Self::MOST
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_is_in_one_shard() {
        for runs in [0, 1, 7, 16, 50] {
            for of in [1, 2, 3, 16] {
                let mut done: Vec<usize> = (1..=of)
                    .map(|number| Shard { number, of })
                    .flat_map(|shard| (0..shard.runs(runs)).map(move |own| shard.run(own)))
                    .collect();
                done.sort_unstable();
                assert_eq!(done, (0..runs).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn shards_are_numbered_from_one() {
        assert_eq!("2/5".parse(), Ok(Shard { number: 2, of: 5 }));
        for wrong in ["0/5", "6/5", "2", "2/", "a/b", "1/0", "1/1000000", "-1/4"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
