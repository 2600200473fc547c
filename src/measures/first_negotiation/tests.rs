//! Tables of cases for the rules of the first-negotiation system.

use super::parameters::{Parameters, StrategicReading};
use super::rules::*;
use crate::kernel::calendar::Week;
use crate::kernel::ids::DistrictId;

fn standing(investment_yi: f64, is_citywide: bool, is_strategic: bool) -> Standing {
    Standing {
        investment_yi,
        is_citywide,
        is_strategic,
    }
}

// Notice 5.1
#[test]
fn a_project_is_covered_from_one_yi_on_or_if_it_matters_to_the_city() {
    let p = Parameters::default();
    let cases = [
        (standing(1.0, false, false), true), // 以上(含)
        (standing(0.999_999, false, false), false),
        (standing(0.1, true, false), true),
        (standing(0.1, false, true), true),
        (standing(0.1, true, true), true),
    ];
    for (project, covered) in cases {
        assert_eq!(is_covered(project, &p), covered, "{project:?}");
    }
}

// Notice 5.1
#[test]
fn read_as_and_a_small_project_must_be_both() {
    let p = Parameters {
        strategic_reading: StrategicReading::And,
        ..Parameters::default()
    };
    assert!(!is_covered(standing(0.1, true, false), &p));
    assert!(!is_covered(standing(0.1, false, true), &p));
    assert!(is_covered(standing(0.1, true, true), &p));
    assert!(is_covered(standing(1.0, false, false), &p));
}

// Notice 5.3
#[test]
fn a_right_survives_week_thirteen_and_lapses_in_week_fourteen() {
    let p = Parameters::default();
    let since = Week(100);
    assert!(!lapses(since, Week(113), false, &p));
    assert!(lapses(since, Week(114), false, &p));
    assert!(!lapses(since, Week(500), true, &p));
}

// Notice 5.3
#[test]
fn with_no_window_a_right_lapses_after_its_first_week() {
    let p = Parameters {
        window_weeks: 0,
        ..Parameters::default()
    };
    assert!(!lapses(Week(100), Week(100), false, &p));
    assert!(lapses(Week(100), Week(101), false, &p));
}

// Notice 5.2
#[test]
fn the_best_district_is_chosen_and_the_first_in_the_table_among_equals() {
    let d = DistrictId;
    assert_eq!(best([(d(0), 0.2), (d(1), 0.7), (d(2), 0.7)]), Some(d(1)));
    assert_eq!(best([]), None);
}
