//! Every note is told in both languages, and two lives part where something happens in one alone.

use serde_json::json;

use super::*;
use crate::batch::lives::{Event, Facts};
use crate::world::witness::{Figures, Grounds, Hearing, Hold, Talk, Ticking};

fn names() -> Names {
    Names::of(&json!({
        "places": {
            "district": [
                { "code": "HILLS", "name": "Hills", "name_zh": "山区" },
                { "code": "PORT", "name": "Harbor", "name_zh": "港区" },
            ],
            "sector": [{ "code": "BIO", "name": "Pharma", "name_zh": "医药健康" }],
            "ownership": [{ "code": "private", "name": "Private", "name_zh": "民营" }],
        },
        "scenarios": [],
    }))
}

fn talk() -> Talk {
    Talk {
        district: "PORT".to_owned(),
        done: 0.31,
        utility: Some(0.4),
        seen: 0.5,
        discount: 0.05,
    }
}

fn found() -> Note {
    Note::Found {
        by: "HILLS".to_owned(),
        expansion_of: None,
        attraction: 1.15,
        was_drawn: true,
        reach: vec![Hearing {
            district: "PORT".to_owned(),
            weeks: 3,
        }],
    }
}

fn screened(admitted: bool, is_barred: bool) -> Note {
    Note::Screened {
        admitted,
        is_barred,
        seen: Figures::default(),
        truth: Figures::default(),
        standard: Figures::default(),
        standard_of: Some("HILLS".to_owned()),
        shut_out: vec!["PORT".to_owned()],
        deserves: !admitted,
    }
}

fn right(why: Grounds) -> Note {
    Note::RightGiven {
        to: "HILLS".to_owned(),
        why,
        seen: Some(0.62),
        queued: Some(2),
        begins_in: 1,
    }
}

fn lapsed(by_regime: bool) -> Note {
    Note::RightLapsed {
        by: "HILLS".to_owned(),
        weeks: 14,
        done: 0.31,
        needed: 0.5,
        by_regime,
    }
}

fn looked(takes_up: bool, was_named: bool, is_admitted: bool) -> Note {
    Note::Looked {
        district: "HILLS".to_owned(),
        seen: 0.42,
        suitability: 0.56,
        threshold: 0.3,
        is_admitted,
        was_named,
        takes_up,
        weeks_to_land: 42.0,
    }
}

fn reading(week_talks: Vec<Talk>, is_signed: bool) -> Note {
    Note::Reading {
        outside: 0.5,
        patience: 0.2,
        hazard: 0.01,
        talks: week_talks,
        is_signed,
    }
}

fn granted(is_ordinary: bool) -> Note {
    Note::Granted {
        district: "HILLS".to_owned(),
        hectares: 6.12,
        stock_share: 1.0,
        paid_yi: 0.49,
        suitability: 0.62,
        patience: 0.18,
        route_days: 35.0,
        is_ordinary,
        weeks: 5,
    }
}

fn hills() -> String {
    "HILLS".to_owned()
}

/// Notes of every kind, in each of the ways in which they are told.
fn every() -> Vec<Note> {
    [simple(), rights(), decided(), ends()].concat()
}

fn simple() -> Vec<Note> {
    vec![
        found(),
        Note::Found {
            by: "city".to_owned(),
            expansion_of: Some("P7".to_owned()),
            attraction: 1.0,
            was_drawn: false,
            reach: Vec::new(),
        },
        screened(true, false),
        screened(false, false),
        screened(false, true),
        Note::Pooled {},
        lapsed(true),
        lapsed(false),
        Note::RightEnded { by: hills() },
        Note::TalksEnded {
            district: hills(),
            done: 0.2,
        },
        Note::DiscountRaised {
            district: hills(),
            discount: 0.1,
        },
        reading(vec![talk()], false),
        reading(vec![talk()], true),
        reading(Vec::new(), false),
        Note::Unreached {},
        Note::Approved {},
        Note::Begun { weeks: 83 },
        Note::Slipped { weeks: 8, times: 1 },
        Note::Finished {
            stall: 0.04,
            slippage: 0.56,
        },
        Note::Operating {
            capacity_yi: 5.7,
            weeks: 78,
        },
        Note::Expands {
            project: "P7.1".to_owned(),
            in_weeks: 9,
        },
        Note::Committed {
            breach_chance: 0.013,
            weeks: 260,
        },
        Note::Broke {},
        Note::PutRight {},
        Note::Sited {
            district: hills(),
            hectares: 6.0,
            parcels: 2,
            readiness: "raw".to_owned(),
            weeks: 40,
            was_first_in_line: true,
        },
        granted(true),
        granted(false),
    ]
}

fn rights() -> Vec<Note> {
    let mut notes = Vec::new();
    for grounds in [
        Grounds::Named,
        Grounds::Finder,
        Grounds::Reassigned,
        Grounds::Conflict,
        Grounds::Assigned,
        Grounds::Matched,
    ] {
        notes.push(right(grounds));
    }
    for obstacle in [Hold::Land, Hold::Quota, Hold::Approval, Hold::Conflict] {
        notes.push(Note::Stalled { obstacle });
        notes.push(Note::Cleared {
            obstacle,
            district: hills(),
            weeks: 12,
        });
    }
    notes
}

/// Notes that are told in two ways.
fn decided() -> Vec<Note> {
    let mut notes = Vec::new();
    for yes in [true, false] {
        notes.extend([
            looked(yes, false, true),
            looked(true, true, true),
            looked(false, false, false),
            Note::Covered {
                by_size: yes,
                ahead: yes.then_some(3),
            },
            Note::Opened {
                rights: 3,
                by_regime: yes,
            },
            Note::Referred {
                by: hills(),
                here: 0.1,
                elsewhere: 0.35,
                credit_share: 1.0,
            },
            Note::ReferralCertified {
                by: hills(),
                queued: 1,
                credited_yi: yes.then_some(2.5),
            },
            Note::Hoarded {
                by: hills(),
                here: 0.1,
                elsewhere: 0.35,
            },
            Note::StewardAssigned {
                level: if yes { hills() } else { "city".to_owned() },
                waited: 0,
                pace: 1.2,
                loss_left: 0.8,
            },
            Note::Inspected {
                found: yes,
                puts_right_in: yes.then_some(13),
            },
            Note::Inspected {
                found: yes,
                puts_right_in: None,
            },
            Note::Signed {
                district: hills(),
                utility: 2.2,
                outside: 1.1,
                discount: 0.05,
                others: if yes { vec![talk()] } else { Vec::new() },
            },
        ]);
    }
    notes
}

fn ends() -> Vec<Note> {
    let mut notes = Vec::new();
    for cause in [
        "waiting",
        "price",
        "no_land",
        "no_talent",
        "stalled_negotiations",
    ] {
        notes.push(Note::Lost {
            cause: cause.to_owned(),
            outside: 2.6,
            talks: vec![talk()],
            waited: 47,
        });
    }
    let exits = [
        ("withdrawn", "stalled_construction"),
        ("breached", "broken_commitment"),
        ("closed", "plant_exit"),
    ];
    for (exit, cause) in exits {
        notes.push(Note::Ended {
            exit: exit.to_owned(),
            cause: cause.to_owned(),
            district: hills(),
        });
    }
    for clock in [
        None,
        Some(Ticking::Loss),
        Some(Ticking::Stall),
        Some(Ticking::Exit),
    ] {
        notes.push(Note::StillThere {
            stage: "granted".to_owned(),
            clock,
            nearness: 0.3,
        });
    }
    notes
}

/// The longest run of ASCII letters in a text.
fn longest_word(text: &str) -> usize {
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    words.map(str::len).max().unwrap_or(0)
}

#[test]
fn every_note_is_told_in_both_languages() {
    let names = names();
    for note in every() {
        let en = sentences::sentence(&note, &names, Language::English);
        let zh = sentences::sentence(&note, &names, Language::Chinese);
        assert!(en.len() > 12 && en.is_ascii() || en.contains('—'), "{en}");
        assert!(
            en.ends_with('.') && !en.contains("  ") && !en.contains(".."),
            "{en}"
        );
        assert!(
            en.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()),
            "{en}"
        );
        assert!(zh.chars().count() > 4 && zh.ends_with('。'), "{zh}");
        assert!(longest_word(&zh) < 3, "not in Chinese: {zh}");
        assert!(!zh.contains("不明") && !en.contains("unknown"), "{en} {zh}");
    }
}

#[test]
fn a_note_comes_back_from_its_line() {
    for note in every() {
        let event = event(3, note);
        let text = serde_json::to_string(&event).unwrap();
        assert_eq!(
            serde_json::from_str::<Event>(&text).unwrap(),
            event,
            "{text}"
        );
    }
}

#[test]
fn the_measure_that_acted_is_named() {
    let told = |note: &Note, language| sentences::sentence(note, &names(), language);
    let en = told(&lapsed(false), Language::English);
    let expected = "Hills's first-negotiation right lapsed after 14 weeks without substantive \
                    progress (31 % of the work was done, 50 % counts) — measure 5.";
    assert_eq!(en, expected);
    let zh = told(&lapsed(false), Language::Chinese);
    assert_eq!(
        zh,
        "山区洽谈14周仍无实质性进展（完成31 %，须达50 %），首谈权失效——措施5（首谈制）。"
    );
    assert!(!told(&lapsed(true), Language::English).contains("measure"));
}

fn event(week: i64, note: Note) -> Event {
    Event {
        week,
        date: format!("2022-01-{:02}", week + 1),
        note,
    }
}

fn life(events: Vec<Event>) -> Biography {
    Biography {
        scenario: "one".to_owned(),
        replication: 0,
        project: "P7".to_owned(),
        chosen_for: None,
        facts: Some(Facts {
            sector: "BIO".to_owned(),
            ownership: "private".to_owned(),
            investment_yi: 13.6,
            land_ha: 6.1,
            productivity: 1.0,
            is_citywide: false,
            is_strategic: true,
            is_factory: true,
            leases: false,
            work_team_weeks: 10.0,
            outside: 0.4,
            impatience: 0.03,
            found_by: "HILLS".to_owned(),
            first_negotiator: None,
            landing_district: None,
            stage: "lost_elsewhere".to_owned(),
            cause: Some("price".to_owned()),
        }),
        events,
    }
}

#[test]
fn lives_part_where_something_happens_in_one_alone() {
    let compared =
        |one: &Biography, other: &Biography| versus(one, other, &names(), Language::English);
    let one = life(vec![
        event(0, found()),
        event(2, looked(true, false, true)),
        event(9, Note::Approved {}),
    ]);
    let same = compared(&one, &one.clone());
    assert_eq!(same.parting, None);
    assert!(same.rows.iter().all(|row| row.mark == Mark::Same));

    // Other figures and other readings are no parting.
    let mut other = one.clone();
    if let Note::Looked { seen, .. } = &mut other.events[1].note {
        *seen = 0.5;
    }
    other.events.insert(2, event(6, reading(Vec::new(), false)));
    let alike = compared(&one, &other);
    assert_eq!(alike.parting, None);
    let marks: Vec<Mark> = alike.rows.iter().map(|row| row.mark).collect();
    assert_eq!(
        marks,
        [Mark::Same, Mark::Figures, Mark::Figures, Mark::Same]
    );

    // Another decision in week 2 is, and what comes later stands apart.
    other.events[1] = event(2, looked(false, false, true));
    let apart = compared(&one, &other);
    assert_eq!(apart.parting, Some((2, "2022-01-03".to_owned())));
    let marks: Vec<Mark> = apart.rows.iter().map(|row| row.mark).collect();
    assert_eq!(marks, [Mark::Same, Mark::Parts, Mark::Apart, Mark::Apart]);

    // One that ends earlier parts where the other goes on.
    let shorter = life(one.events[..2].to_vec());
    assert_eq!(compared(&one, &shorter).parting.unwrap().0, 9);
}

#[test]
fn readings_are_told_once_a_quarter_and_where_patience_runs_down() {
    let months = (0..10).map(|month| {
        let patience = if month < 5 { 0.01 } else { 0.3 };
        let note = match reading(Vec::new(), false) {
            Note::Reading {
                outside,
                hazard,
                talks,
                is_signed,
                ..
            } => Note::Reading {
                outside,
                patience,
                hazard,
                talks,
                is_signed,
            },
            other => other,
        };
        event(4 * month, note)
    });
    let told = tell(&life(months.collect()), &names(), Language::English);
    let weeks: Vec<i64> = told.iter().map(|sentence| sentence.week).collect();
    assert_eq!(weeks, [0, 12, 20, 32]);
}

#[test]
fn a_heading_says_what_it_is_and_what_became_of_it() {
    let life = life(Vec::new());
    let en = heading(&life, &names(), Language::English);
    let zh = heading(&life, &names(), Language::Chinese);
    assert!(
        en.contains("13.6 yi") && en.contains("found by Hills"),
        "{en}"
    );
    assert!(
        en.ends_with("lost to elsewhere: the land was too dear"),
        "{en}"
    );
    assert!(longest_word(&zh) < 3 && zh.contains("13.6亿元"), "{zh}");
}
