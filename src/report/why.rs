//! Lives and gains as tables for the terminal.

use super::biography::{Mark, Names, Pairing, Sentence, cause, stage};
use super::tables::{plain, right};
use crate::analysis::gains::{Estimate, Gains, Instead};
use crate::kernel::language::Language;

/// A life as a table.
#[must_use]
pub fn life(sentences: &[Sentence], language: Language, width: u16) -> String {
    let mut table = plain(width);
    table.set_header([
        language.choose("week of", "周起始日"),
        language.choose("what happened", "事件"),
    ]);
    for sentence in sentences {
        table.add_row([&sentence.date, &sentence.text]);
    }
    whole_dates(&mut table);
    format!("{table}\n")
}

/// Two lives side by side.
#[must_use]
pub fn pairing(pairing: &Pairing, names: [&str; 2], language: Language, width: u16) -> String {
    let mut table = plain(width);
    let date = language.choose("week of", "周起始日");
    table.set_header([date, "", names[0], names[1]]);
    for row in &pairing.rows {
        let mark = match row.mark {
            Mark::Same => "=",
            Mark::Figures => "~",
            Mark::Parts => ">>",
            Mark::Apart => "",
        };
        let one = row.one.join("\n");
        let other = if row.mark == Mark::Same {
            language.choose("the same", "相同").to_owned()
        } else {
            row.other.join("\n")
        };
        table.add_row([&row.date, mark, &one, &other]);
    }
    whole_dates(&mut table);
    let key = language.choose(
        "= the same, ~ the same with other figures or reach, >> the two lives part",
        "= 相同；~ 事件相同、数值或可及区不同；>> 由此分岔",
    );
    let parting = match &pairing.parting {
        Some((_, date)) => language
            .choose(
                &format!("the two lives part in the week of {date}"),
                &format!("两种情景下的经历自{date}当周起分岔"),
            )
            .to_owned(),
        None => language
            .choose(
                "the same happens in both lives to the end",
                "两种情景下的经历始终相同",
            )
            .to_owned(),
    };
    format!("{table}\n{parting}\n{key}\n")
}

fn whole_dates(table: &mut comfy_table::Table) {
    if let Some(column) = table.column_mut(0) {
        column.set_constraint(comfy_table::ColumnConstraint::ContentWidth);
    }
}

/// What a district gains or loses; `result` is where the command finds the lives.
#[must_use]
pub fn gains(gains: &Gains, result: &str, names: &Names, language: Language, width: u16) -> String {
    let district = names.district(&gains.district, language);
    let (scenario, base) = (&gains.scenario, &gains.base);
    let n = gains.replications;
    let title = match (language, gains.lost) {
        (Language::English, false) => format!(
            "{district} gains under {scenario}: what lands there and not under {base}, in a \
             replication (n = {n})"
        ),
        (Language::English, true) => format!(
            "{district} loses under {scenario}: what landed there under {base} and no longer does, \
             in a replication (n = {n})"
        ),
        (Language::Chinese, false) => {
            format!("{district}在{scenario}下新增、在{base}下未落地于此的项目（每次重复，n = {n}）")
        }
        (Language::Chinese, true) => {
            format!(
                "{district}在{base}下落地、在{scenario}下不再落地于此的项目（每次重复，n = {n}）"
            )
        }
    };
    let other = if gains.lost { scenario } else { base };
    let mut summary = plain(width);
    summary.set_header([
        language
            .choose(&format!("under {other}"), &format!("在{other}下"))
            .to_owned(),
        language.choose("projects", "项目（个）").to_owned(),
        language.choose("95 % interval", "95 % 区间").to_owned(),
        language.choose("ha", "公顷").to_owned(),
        language.choose("95 % interval", "95 % 区间").to_owned(),
        language.choose("yi", "亿元").to_owned(),
        language.choose("95 % interval", "95 % 区间").to_owned(),
    ]);
    for line in &gains.summary {
        let mut cells = vec![match &line.instead {
            None => language.choose("all together", "合计").to_owned(),
            Some(place) => instead(place, names, language),
        }];
        for estimate in [&line.projects, &line.land_ha, &line.investment_yi] {
            cells.extend(figures(estimate));
        }
        summary.add_row(cells);
    }
    right(&mut summary, 1..7);
    let mut list = plain(width);
    list.set_header([
        language.choose("project", "项目"),
        language.choose("sector", "行业"),
        language.choose("yi", "亿元"),
        language.choose("ha", "公顷"),
        language.choose("instead", "另一情景下"),
    ]);
    for gain in &gains.projects {
        list.add_row([
            gain.project.clone(),
            names.sector(&gain.sector, language),
            format!("{:.2}", gain.investment_yi),
            format!("{:.2}", gain.land_ha),
            instead(&gain.instead, names, language),
        ]);
    }
    right(&mut list, 2..4);
    let replication = gains.replication;
    let of_one = language
        .choose(
            &format!("projects of replication {replication}, the largest first"),
            &format!("第{replication}次重复的项目，按总投资排序"),
        )
        .to_owned();
    let mut text = format!("{title}\n{summary}\n\n{of_one}\n{list}\n");
    if let Some(first) = gains.projects.first() {
        let lead = language.choose("read a life with", "查看项目经历");
        text.push_str(&format!(
            "{lead}: landfall why {} --in {result} --replication {replication} --scenario {scenario} \
             --versus {base}\n",
            first.project
        ));
    }
    text
}

/// Where a project is under the other scenario, in words.
fn instead(place: &Instead, names: &Names, language: Language) -> String {
    match place {
        Instead::District(code) => {
            let name = names.district(code, language);
            let (en, zh) = (format!("in {name}"), format!("落地{name}"));
            language.choose(&en, &zh).to_owned()
        }
        Instead::Ended(exit, why) => {
            let (exit, why) = (stage(exit).of(language), cause(why).of(language));
            let (en, zh) = (format!("{exit}: {why}"), format!("{exit}：{why}"));
            language.choose(&en, &zh).to_owned()
        }
        Instead::OnItsWay => language.choose("still on its way", "尚在推进").to_owned(),
        Instead::NeverFound => language.choose("never found", "未被发现").to_owned(),
    }
}

fn figures(estimate: &Estimate) -> [String; 2] {
    let interval = match (estimate.ci_low, estimate.ci_high) {
        (Some(low), Some(high)) => format!("{low:.2} … {high:.2}"),
        _ => "-".to_owned(),
    };
    [format!("{:.2}", estimate.mean), interval]
}
