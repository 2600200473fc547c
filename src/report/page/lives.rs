//! A few lives of projects, told week by week: what the figures are made of.

use std::path::Path;

use maud::{Markup, html};

use super::facts::Facts;
use super::frame::Pages;
use crate::batch::lives::Biography;
use crate::report::biography::{self, Mark, Names, Pairing};
use crate::report::plots::PlotError;

/// The lives that a result tells.
const LIVES: &str = "lives.jsonl";

/// Adds the section; nothing where the result tells no lives.
pub(super) fn section(
    folder: &Path,
    facts: &Facts,
    pages: &mut Pages<'_>,
) -> Result<(), PlotError> {
    let lives = read(&folder.join(LIVES))?;
    if lives.is_empty() {
        return Ok(());
    }
    let names = Names::of(&facts.manifest);
    let told: Vec<Markup> = lives
        .chunk_by(|one, next| one.project == next.project && one.chosen_for == next.chosen_for)
        .enumerate()
        .map(|(at, lives)| told(facts, lives, &names, at == 0))
        .collect();
    let body = html! {
        p.lead { (facts.say(
            "A few projects of the first replication, the largest of their kind and not typical ones; landfall why tells any other.",
            "首次重复中的若干项目，为同类中最大者，并非典型；其他项目可用 landfall why 查询。",
        )) }
        @for life in &told { (life) }
    };
    let title = facts.say("A few lives", "若干项目的经历");
    pages.section("lives", title, body);
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Biography>, PlotError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(PlotError::read(path, &error)),
    };
    let lines = text.lines().map(serde_json::from_str);
    lines
        .collect::<Result<_, _>>()
        .map_err(|error| PlotError::read(path, &error))
}

/// One project: its life, or its lives under two scenarios side by side.
fn told(facts: &Facts, lives: &[Biography], names: &Names, is_open: bool) -> Markup {
    let Some(first) = lives.first() else {
        return html! {};
    };
    let language = facts.language;
    let why = first
        .chosen_for
        .map_or("", |reason| biography::reason(reason).of(language));
    let body = if let [base, variant] = lives {
        side_by_side(facts, (base, variant), names)
    } else {
        html! { @for life in lives { (alone(facts, life, names)) } }
    };
    html! {
        details.life open[is_open] {
            summary { strong { (first.project) } " · " (why) }
            (body)
        }
    }
}

fn alone(facts: &Facts, life: &Biography, names: &Names) -> Markup {
    html! {
        p { (biography::heading(life, names, facts.language)) }
        div.scroll tabindex="0" role="region" aria-label=(life.project) { table {
            thead { tr { th scope="col" { (facts.say("week of", "当周")) } th scope="col" { (names.scenario(&life.scenario, facts.language)) } } }
            tbody { @for sentence in biography::tell(life, names, facts.language) {
                tr { th scope="row" class="date" { (sentence.date) } td { (sentence.text) } }
            } }
        } }
    }
}

fn side_by_side(facts: &Facts, (base, variant): (&Biography, &Biography), names: &Names) -> Markup {
    let language = facts.language;
    let pairing: Pairing = biography::versus(base, variant, names, language);
    let parting = match &pairing.parting {
        Some((_, date)) => language
            .choose(
                &format!("The two lives part in the week of {date}."),
                &format!("两种经历自 {date} 当周起不同。"),
            )
            .to_owned(),
        None => facts
            .say("The same happens in both lives.", "两种情景下的经历相同。")
            .to_owned(),
    };
    html! {
        p { (biography::heading(base, names, language)) br; (biography::heading(variant, names, language)) }
        p { (parting) }
        div.scroll tabindex="0" role="region" aria-label=(base.project) { table {
            thead { tr {
                th scope="col" { (facts.say("week of", "当周")) }
                th scope="col" { (names.scenario(&base.scenario, language)) }
                th scope="col" { (names.scenario(&variant.scenario, language)) }
            } }
            tbody { @for row in &pairing.rows {
                tr class=[(row.mark == Mark::Parts).then_some("parts")] {
                    th scope="row" class="date" { (row.date)
                        @if row.mark == Mark::Parts { br; span.parting { "▶ " (facts.say("they part", "自此不同")) } }
                    }
                    @if row.mark == Mark::Same {
                        td colspan="2" { (sentences(&row.one)) }
                    } @else {
                        td { (sentences(&row.one)) }
                        td { (sentences(&row.other)) }
                    }
                }
            } }
        } }
    }
}

fn sentences(told: &[String]) -> Markup {
    html! { @for (at, sentence) in told.iter().enumerate() { @if at > 0 { br; } (sentence) } }
}
