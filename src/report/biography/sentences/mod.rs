//! Sentences: each note of a witness in words, in both languages at once.

mod help;
mod plant;
mod rights;
mod search;
mod talks;

use super::{Names, cause, stage};
use crate::kernel::language::{Language, Words, words};
use crate::world::witness::{Hold, Note};

/// A sentence in both languages.
struct Said {
    en: String,
    zh: String,
}

fn said(en: impl Into<String>, zh: impl Into<String>) -> Said {
    Said {
        en: en.into(),
        zh: zh.into(),
    }
}

impl Said {
    /// Names the measure that acted.
    fn by(self, article: u8) -> Self {
        let name = match article {
            1 => "鼓励投资高精尖产业",
            2 => "重大项目统筹协调",
            3 => "大数据服务平台",
            4 => "项目管家",
            5 => "首谈制",
            6 => "承诺制",
            7 => "产业用地保障",
            _ => "空间再利用",
        };
        Self {
            en: format!("{} — measure {article}", self.en),
            zh: format!("{}——措施{article}（{name}）", self.zh),
        }
    }

    /// Adds a sentence.
    fn and(mut self, more: Self) -> Self {
        self.en = format!("{}. {}", self.en, more.en);
        self.zh = format!("{}。{}", self.zh, more.zh);
        self
    }

    fn and_if(self, holds: bool, more: impl FnOnce() -> Self) -> Self {
        if holds { self.and(more()) } else { self }
    }
}

/// A note as a sentence.
pub(super) fn sentence(note: &Note, names: &Names, language: Language) -> String {
    let teller = Teller { names };
    let said = match note {
        Note::Found { .. } | Note::Screened { .. } | Note::Pooled {} => teller.search(note),
        Note::Covered { .. }
        | Note::RightGiven { .. }
        | Note::RightLapsed { .. }
        | Note::RightEnded { .. }
        | Note::Opened { .. }
        | Note::Referred { .. }
        | Note::ReferralCertified { .. }
        | Note::Hoarded { .. } => teller.right(note),
        Note::Looked { .. }
        | Note::TalksEnded { .. }
        | Note::DiscountRaised { .. }
        | Note::Reading { .. }
        | Note::Signed { .. }
        | Note::Lost { .. } => teller.talks(note),
        Note::Stalled { .. }
        | Note::Cleared { .. }
        | Note::Unreached {}
        | Note::StewardAssigned { .. }
        | Note::Committed { .. }
        | Note::Broke {}
        | Note::Inspected { .. }
        | Note::PutRight {} => teller.help(note),
        Note::Sited { .. }
        | Note::Granted { .. }
        | Note::Approved {}
        | Note::Begun { .. }
        | Note::Slipped { .. }
        | Note::Finished { .. }
        | Note::Operating { .. }
        | Note::Expands { .. }
        | Note::Ended { .. }
        | Note::StillThere { .. } => teller.plant(note),
    };
    match language {
        Language::English => format!("{}.", said.en),
        Language::Chinese => format!("{}。", said.zh),
    }
}

/// A size with few digits.
pub(super) fn short(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 0.1 => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn fit(value: f64) -> String {
    format!("{value:.2}")
}

/// Weeks in English, with their noun.
fn weeks(weeks: impl Into<f64>) -> String {
    let weeks: f64 = weeks.into();
    let noun = if (0.5..1.5).contains(&weeks) {
        "week"
    } else {
        "weeks"
    };
    format!("{weeks:.0} {noun}")
}

/// After how many weeks something came.
fn after(waited: u32) -> String {
    match waited {
        0 => "at once".to_owned(),
        waited => format!("after {}", weeks(waited)),
    }
}

fn after_zh(waited: u32) -> String {
    match waited {
        0 => "当即".to_owned(),
        waited => format!("{waited}周后"),
    }
}

fn hold(hold: Hold) -> Words {
    match hold {
        Hold::Land => words("land", "用地"),
        Hold::Quota => words("farmland quota", "占补平衡指标"),
        Hold::Approval => words("approval", "审批"),
        Hold::Conflict => words("a conflict of districts", "各区争抢"),
    }
}

fn list_en(items: &[String]) -> String {
    match items {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn list_zh(items: &[String]) -> String {
    if items.is_empty() {
        "无".to_owned()
    } else {
        items.join("、")
    }
}

struct Teller<'a> {
    names: &'a Names,
}

impl Teller<'_> {
    fn en(&self, code: &str) -> String {
        self.names.place(code, Language::English)
    }

    fn zh(&self, code: &str) -> String {
        self.names.place(code, Language::Chinese)
    }
}

/// A text that begins a sentence.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
