//! Two lives of one project side by side, and the week in which they part.

use super::{Names, Sentence, tell};
use crate::batch::lives::{Biography, Event};
use crate::kernel::language::Language;
use crate::world::witness::Note;

/// How the lives stand to each other in a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The same is told of both.
    Same,
    /// The same happens; only figures differ.
    Figures,
    /// Here they part.
    Parts,
    /// They have parted.
    Apart,
}

/// A week of two lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The week, counted from the first counted week.
    pub week: i64,
    /// The day on which it begins.
    pub date: String,
    /// What is told of the first life.
    pub one: Vec<String>,
    /// What is told of the other.
    pub other: Vec<String>,
    /// How they stand to each other.
    pub mark: Mark,
}

/// Two lives side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// The weeks in which something is told of either.
    pub rows: Vec<Row>,
    /// The first week, with its date, in which something happens in one life and not in the other;
    /// nothing if the same happens in both to the end.
    pub parting: Option<(i64, String)>,
}

/// Puts two lives side by side. They part in the first week in which something happens in one and not
/// in the other: a stage, a decision, a right, an end. Figures that differ before are no parting, and
/// neither are the readings in between.
#[must_use]
pub fn versus(one: &Biography, other: &Biography, names: &Names, language: Language) -> Pairing {
    let parting = parting(one, other);
    let (told, of_other) = (tell(one, names, language), tell(other, names, language));
    let mut weeks: Vec<(i64, String)> = told
        .iter()
        .chain(&of_other)
        .map(|sentence| (sentence.week, sentence.date.clone()))
        .chain(parting.clone())
        .collect();
    weeks.sort();
    weeks.dedup();
    let of_week = |sentences: &[Sentence], week: i64| {
        let of_week = sentences.iter().filter(|sentence| sentence.week == week);
        of_week.map(|s| s.text.clone()).collect::<Vec<_>>()
    };
    let parts_in = parting.as_ref().map(|(week, _)| *week);
    let rows = weeks.into_iter().map(|(week, date)| {
        let (one, other) = (of_week(&told, week), of_week(&of_other, week));
        let mark = match parts_in {
            Some(parting) if week == parting => Mark::Parts,
            Some(parting) if week > parting => Mark::Apart,
            _ if one == other => Mark::Same,
            _ => Mark::Figures,
        };
        Row {
            week,
            date,
            one,
            other,
            mark,
        }
    });
    Pairing {
        rows: rows.collect(),
        parting,
    }
}

/// The first week in which the course of two lives differs.
fn parting(one: &Biography, other: &Biography) -> Option<(i64, String)> {
    let course = |life: &Biography| -> Vec<(i64, String, String)> {
        let events = life.events.iter();
        let events = events.filter(|event| !matches!(event.note, Note::Reading { .. }));
        events
            .map(|event| (event.week, event.date.clone(), happening(event)))
            .collect()
    };
    let (one, other) = (course(one), course(other));
    let shared = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let next = [one.get(shared), other.get(shared)].into_iter().flatten();
    let first = next.min_by_key(|(week, ..)| *week)?;
    Some((first.0, first.1.clone()))
}

/// What happens in an event, without its figures: its kind, who acts and what is decided.
fn happening(event: &Event) -> String {
    let mut value = serde_json::to_value(&event.note).unwrap_or_default();
    keep_words(&mut value);
    if let Some(map) = value.as_object_mut() {
        // Whom else it talked with, and who hears of it later, is no event of this week.
        map.retain(|key, _| !matches!(key.as_str(), "others" | "talks" | "reach" | "deserves"));
        map.retain(|key, _| !matches!(key.as_str(), "standard_of" | "was_drawn"));
    }
    value.to_string()
}

fn keep_words(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(map) => {
            map.retain(|_, value| !value.is_number() && !value.is_null());
            map.values_mut().for_each(keep_words);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(keep_words),
        _ => {}
    }
}
