//! Which measures an effect is split over, and the scenario of each combination of them.

use crate::batch::Failure;
use crate::measures::{MEASURES, Measure};
use crate::scenario::{Resolved, Scenario};

/// The measures that are on in a variant and off in its base.
#[derive(Debug)]
pub struct Plan<'a> {
    variant: &'a Scenario,
    /// Places in the register, in the order of the notice.
    measures: Vec<usize>,
}

impl<'a> Plan<'a> {
    /// The plan for a base and a variant.
    ///
    /// # Errors
    ///
    /// [`Failure::Asked`] if the variant turns no measure on or turns one off, or if the two
    /// differ in anything else: an effect can only be split over measures if nothing else has one.
    pub fn new(base: &Scenario, variant: &'a Scenario) -> Result<Self, Failure> {
        let switched = |from: &Scenario, to: &Scenario| -> Vec<usize> {
            (0..MEASURES.len())
                .filter(|&at| !from.switches[at].on && to.switches[at].on)
                .collect()
        };
        let (base_name, name) = (&base.name, &variant.name);
        let dropped = switched(variant, base);
        if !dropped.is_empty() {
            return Err(Failure::Asked(format!(
                "the effect of {name} cannot be split over its measures: {} is on in {base_name} and \
                 off in {name}\nhelp: BASE may have only measures on that VARIANT has on too; what \
                 is split is the effect of those that VARIANT adds",
                names(&dropped)
            )));
        }
        let measures = switched(base, variant);
        if measures.is_empty() {
            return Err(Failure::Asked(format!(
                "the effect of {name} cannot be split over its measures: {name} turns on no measure \
                 that is off in {base_name}\nhelp: landfall compare shows the whole effect of other \
                 differences"
            )));
        }
        let differences = differences(base, variant, &measures);
        if !differences.is_empty() {
            let sections: Vec<String> = measures
                .iter()
                .map(|&at| format!("[{}]", section(&MEASURES[at])))
                .collect();
            return Err(Failure::Asked(format!(
                "the effect of {name} cannot be split over its measures: {base_name} and {name} \
                 differ in more\n  {}\nhelp: an attribution splits only what measures do, so both \
                 must agree in everything but {}; let VARIANT extend BASE and give both the same \
                 values",
                differences.join("\n  "),
                sections.join(", ")
            )));
        }
        Ok(Self { variant, measures })
    }

    /// The measures that the effect is split over, in the order of the notice.
    #[must_use]
    pub fn measures(&self) -> Vec<&'static Measure> {
        self.measures.iter().map(|&at| &MEASURES[at]).collect()
    }

    /// How many combinations of them there are.
    #[must_use]
    pub fn combinations(&self) -> usize {
        1 << self.measures.len()
    }

    /// A combination as the articles of its measures, such as `1+5+7`, or `none`.
    #[must_use]
    pub fn name(&self, mask: usize) -> String {
        let articles: Vec<u8> = self
            .measures
            .iter()
            .map(|&at| MEASURES[at].article)
            .collect();
        combination(&articles, mask)
    }

    /// The variant with only some of these measures on; measures of the base stay on.
    pub(super) fn scenario(&self, mask: usize) -> Scenario {
        let mut scenario = self.variant.clone();
        for (member, &at) in self.measures.iter().enumerate() {
            scenario.switches[at].on = mask >> member & 1 == 1;
        }
        scenario.name = format!("{} with {}", self.variant.name, self.name(mask));
        scenario
    }
}

/// A combination of articles, such as `1+5+7`, or `none`.
pub(super) fn combination(articles: &[u8], mask: usize) -> String {
    let members = articles.iter().enumerate();
    let on: Vec<String> = members
        .filter(|(member, _)| mask >> member & 1 == 1)
        .map(|(_, article)| article.to_string())
        .collect();
    if on.is_empty() {
        "none".to_owned()
    } else {
        on.join("+")
    }
}

fn names(measures: &[usize]) -> String {
    let names: Vec<&str> = measures.iter().map(|&at| MEASURES[at].name).collect();
    names.join(", ")
}

/// The table of a measure in a scenario file.
fn section(measure: &Measure) -> String {
    format!("measures.{}", measure.name)
}

/// What two scenarios differ in besides some measures, a line each.
fn differences(base: &Scenario, variant: &Scenario, measures: &[usize]) -> Vec<String> {
    let line = |name: &str, of_base: String, of_variant: String| {
        let (base, variant) = (&base.name, &variant.name);
        format!("{name}: {of_base} in {base}, {of_variant} in {variant}")
    };
    let mut lines = Vec::new();
    if base.run.start != variant.run.start {
        let (ours, theirs) = (base.run.start, variant.run.start);
        lines.push(line("run.start", ours.to_string(), theirs.to_string()));
    }
    if base.city != variant.city {
        lines.push(line(
            "the city's tables",
            base.city.name.clone(),
            variant.city.name.clone(),
        ));
    }
    for (at, measure) in MEASURES.iter().enumerate() {
        let from = |scenario: &Scenario| {
            let switch = scenario.switches[at];
            switch
                .on
                .then(|| switch.from.unwrap_or(scenario.run.start).to_string())
        };
        if let (Some(ours), Some(theirs)) = (from(base), from(variant))
            && ours != theirs
        {
            lines.push(line(&format!("{}.from", section(measure)), ours, theirs));
        }
    }
    let split: Vec<String> = measures.iter().map(|&at| section(&MEASURES[at])).collect();
    for (ours, theirs) in base.resolved().iter().zip(&variant.resolved()) {
        let is_split = split.iter().any(|table| table == ours.parameter.section);
        let same = ours.value == theirs.value && ours.changes == theirs.changes;
        if !is_split && !same {
            lines.push(line(&ours.parameter.name(), shown(ours), shown(theirs)));
        }
    }
    lines
}

/// A value with its dated changes.
fn shown(resolved: &Resolved) -> String {
    let changes = resolved
        .changes
        .iter()
        .map(|(date, value)| format!(" then {value} from {date}"));
    let changes: String = changes.collect();
    format!("{}{changes}", resolved.value)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::kernel::parameter::Value;
    use crate::scenario::Overrides;

    fn small_city(measures: &[usize]) -> Scenario {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small_city.toml");
        let mut scenario = Scenario::load(&path, Overrides::default()).unwrap();
        for &at in measures {
            scenario.switches[at].on = true;
        }
        scenario
    }

    fn named(name: &str, measures: &[usize]) -> Scenario {
        Scenario {
            name: name.to_owned(),
            ..small_city(measures)
        }
    }

    fn refusal(base: &Scenario, variant: &Scenario) -> String {
        Plan::new(base, variant).unwrap_err().to_string()
    }

    #[test]
    fn combinations_switch_what_the_variant_adds_and_leave_the_rest() {
        let (base, variant) = (small_city(&[1]), named("all", &[0, 1, 4, 6]));
        let plan = Plan::new(&base, &variant).unwrap();
        let articles: Vec<u8> = plan.measures().iter().map(|m| m.article).collect();
        assert_eq!(articles, [1, 5, 7]);
        assert_eq!(plan.combinations(), 8);
        let names: Vec<String> = (0..8).map(|mask| plan.name(mask)).collect();
        assert_eq!(names, ["none", "1", "5", "1+5", "7", "1+7", "5+7", "1+5+7"]);
        for mask in 0..8 {
            let on: Vec<bool> = plan.scenario(mask).switches.iter().map(|s| s.on).collect();
            let expected = [(0, 0), (4, 1), (6, 2)].map(|(at, bit)| (at, mask >> bit & 1 == 1));
            assert!(expected.iter().all(|&(at, is)| on[at] == is), "{mask}");
            assert!(on[1] && !on[2] && !on[3] && !on[5] && !on[7]);
        }
        assert_eq!(plan.scenario(5).name, "all with 1+7");
    }

    #[test]
    fn a_measure_that_the_variant_turns_off_is_refused() {
        let said = refusal(&named("b", &[0, 4]), &named("v", &[4, 5]));
        assert!(said.contains("investment_promotion is on in b and off in v"));
    }

    #[test]
    fn where_no_measure_is_added_there_is_nothing_to_split() {
        let said = refusal(&named("b", &[4]), &named("v", &[4]));
        assert!(said.contains("v turns on no measure that is off in b"));
    }

    #[test]
    fn parameters_of_the_measures_that_are_split_may_differ_and_no_others() {
        let base = named("b", &[]);
        let mut variant = named("v", &[4]);
        let window = ("measures.first_negotiation", "window_weeks");
        variant.timetable.set(window.0, window.1, Value::Count(8));
        assert!(Plan::new(&base, &variant).is_ok());

        let date = jiff::civil::date(2022, 1, 1);
        variant
            .timetable
            .schedule("leads", "city_share", &[(date, Value::Number(0.5))]);
        variant
            .timetable
            .set("negotiation", "good_fit", Value::Number(0.9));
        variant.run.start = date;
        variant.city.districts.pop();
        let said = refusal(&base, &variant);
        for line in [
            "run.start: 2021-09-06 in b, 2022-01-01 in v",
            "the city's tables:",
            "leads.city_share: ",
            " then 0.5 from 2022-01-01 in v",
            "negotiation.good_fit: ",
            "but [measures.first_negotiation];",
        ] {
            assert!(said.contains(line), "{line} is missing in {said}");
        }
        assert!(!said.contains("window_weeks"));
    }

    #[test]
    fn a_measure_that_both_have_must_begin_on_the_same_day() {
        let base = named("b", &[4]);
        let mut variant = named("v", &[4, 5]);
        variant.switches[4].from = Some(base.run.start);
        assert!(
            Plan::new(&base, &variant).is_ok(),
            "the start is the default"
        );
        variant.switches[4].from = Some(jiff::civil::date(2023, 1, 1));
        let said = refusal(&base, &variant);
        assert!(said.contains("measures.first_negotiation.from: 2021-09-06 in b, 2023-01-01 in v"));
    }
}
