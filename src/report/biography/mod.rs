//! Biographies: the life of a project in dated sentences, alone or beside another.

mod names;
mod sentences;
#[cfg(test)]
mod tests;
mod versus;

use crate::batch::lives::{Biography, Reason};
use crate::kernel::language::{Language, Words, words};
use crate::world::witness::Note;

pub use names::Names;
pub use versus::{Mark, Pairing, Row, versus};

/// A dated sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The week, counted from the first counted week.
    pub week: i64,
    /// The day on which it begins.
    pub date: String,
    /// The sentence.
    pub text: String,
}

/// A life in dated sentences. Of its monthly readings those are told that a reader needs: one a
/// quarter, and each in which another quarter of its patience is used up.
#[must_use]
pub fn tell(life: &Biography, names: &Names, language: Language) -> Vec<Sentence> {
    if life.facts.is_none() {
        return Vec::new();
    }
    let mut readings = Readings::default();
    let told = life.events.iter().filter(|event| match &event.note {
        Note::Reading { patience, .. } => readings.is_told(event.week, *patience),
        _ => true,
    });
    told.map(|event| Sentence {
        week: event.week,
        date: event.date.clone(),
        text: sentences::sentence(&event.note, names, language),
    })
    .collect()
}

/// Which readings are told.
#[derive(Default)]
struct Readings {
    last: Option<i64>,
    quarters: f64,
}

impl Readings {
    fn is_told(&mut self, week: i64, patience: f64) -> bool {
        const QUARTER_OF_A_YEAR: i64 = 12;
        let quarters = libm::floor(patience * 4.0);
        let is_due = self
            .last
            .is_none_or(|last| week - last >= QUARTER_OF_A_YEAR);
        let is_told = is_due || quarters > self.quarters;
        if is_told {
            self.last = Some(week);
            self.quarters = quarters;
        }
        is_told
    }
}

/// What a project is and what became of it, in a line.
#[must_use]
pub fn heading(life: &Biography, names: &Names, language: Language) -> String {
    let Some(facts) = &life.facts else {
        return language
            .choose(
                &format!("{}: never found under this scenario", life.project),
                &format!("{}：该情景下未被发现", life.project),
            )
            .to_owned();
    };
    let sector = names.sector(&facts.sector, language);
    let owner = names.ownership(&facts.ownership, language);
    let found = names.place(&facts.found_by, language);
    let size = sentences::short(facts.investment_yi);
    let land = sentences::short(facts.land_ha);
    let end = ending(life, names, language);
    let strategic = match (facts.is_strategic || facts.is_citywide, language) {
        (false, _) => "",
        (true, Language::English) => ", of citywide or strategic weight",
        (true, Language::Chinese) => "，属全局性、战略性项目",
    };
    language
        .choose(
            &format!(
                "{}: {sector}, {owner}, {size} yi, {land} ha{strategic}, found by {found}; {end}",
                life.project
            ),
            &format!(
                "{}：{sector}，{owner}，总投资{size}亿元，需地{land}公顷{strategic}，由{found}发现；{end}",
                life.project
            ),
        )
        .to_owned()
}

/// What became of a project.
fn ending(life: &Biography, names: &Names, language: Language) -> String {
    let Some(facts) = &life.facts else {
        return String::new();
    };
    let stage = stage(&facts.stage).of(language);
    let place = facts.landing_district.as_deref();
    let place = place.map(|code| names.district(code, language));
    let cause = facts.cause.as_deref().map(|word| cause(word).of(language));
    let (en, zh) = match (place, cause) {
        (Some(place), Some(cause)) => (
            format!("landed in {place}, then {stage}: {cause}"),
            format!("落地{place}，后{stage}：{cause}"),
        ),
        (Some(place), None) => (
            format!("landed in {place}, {stage}"),
            format!("落地{place}，{stage}"),
        ),
        (None, Some(cause)) => (format!("{stage}: {cause}"), format!("{stage}：{cause}")),
        (None, None) => (stage.to_owned(), stage.to_owned()),
    };
    language.choose(&en, &zh).to_owned()
}

/// Why a life is among those that a result tells.
#[must_use]
pub fn reason(reason: Reason) -> Words {
    match reason {
        Reason::Gained => words(
            "the largest project that lands under the variant and was lost under the base",
            "变体情景下落地、基准情景下流失的最大项目",
        ),
        Reason::Forgone => words(
            "the largest project that landed under the base and is lost under the variant",
            "基准情景下落地、变体情景下流失的最大项目",
        ),
        Reason::Moved => words(
            "the largest project that lands in another district under the variant",
            "两种情景下落地区不同的最大项目",
        ),
        Reason::Landed => words("the largest project that lands", "落地的最大项目"),
        Reason::Lost => words("the largest project that is lost", "流失的最大项目"),
        Reason::Lapsed => words(
            "the largest project whose right lapsed",
            "首谈权失效的最大项目",
        ),
    }
}

/// A stage by its word in files.
#[must_use]
pub fn stage(word: &str) -> Words {
    match word {
        "lead" => words("a lead", "招商线索"),
        "screened" => words("admitted", "已准入"),
        "pooled" => words("in the pool", "已入库"),
        "certified" => words("certified", "已认定"),
        "negotiating" => words("in negotiation", "洽谈中"),
        "agreed" => words("signed", "已签约"),
        "sited" => words("sited", "已选址"),
        "granted" => words("with land", "已供地"),
        "approved" => words("approved", "已审批"),
        "building" => words("under construction", "建设中"),
        "operating" => words("in operation", "投产"),
        "rejected" => words("rejected", "未准入"),
        "lost_elsewhere" => words("lost to elsewhere", "流失外地"),
        "withdrawn" => words("withdrawn", "中途退出"),
        "breached" => words("ended by a broken commitment", "违诺终止"),
        "closed" => words("closed", "关停"),
        _ => words("at an unknown stage", "阶段不明"),
    }
}

/// A cause by its word in files.
#[must_use]
pub fn cause(word: &str) -> Words {
    match word {
        "below_standard" => words("seen below the admission standard", "评估结果低于准入标准"),
        "sector_barred" => words("its sector is kept out", "所属行业不予准入"),
        "waiting" => words("it had waited too long", "等待过久"),
        "price" => words("the land was too dear", "地价过高"),
        "no_land" => words("no land in time", "未能及时落实用地"),
        "no_talent" => words("too little talent", "人才不足"),
        "stalled_negotiations" => words("negotiations did not move", "洽谈停滞"),
        "stalled_construction" => words("construction stopped for good", "建设停滞"),
        "broken_commitment" => words("it broke its commitment", "违反承诺"),
        "plant_exit" => words("the plant closed", "工厂退出"),
        _ => words("for an unknown reason", "原因不明"),
    }
}
