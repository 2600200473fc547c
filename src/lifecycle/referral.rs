//! Hold or refer: what a district does with a project that it negotiates for alone.

use bevy_ecs::prelude::*;

use super::ground::Ground;
use super::metrics::Metrics;
use super::negotiation::rules::believed_chance;
use super::negotiation::{self, Negotiations};
use crate::kernel::model::Model;
use crate::kernel::schedule::Tick;
use crate::world::authority::LeadReferred;
use crate::world::district::Conducts;
use crate::world::project::{Docket, Life, NegotiationRight, Project, Stage};
use crate::world::witness::Note;

/// Installs the decision. Without a right there is nothing to refer.
pub fn plugin(model: &mut Model) {
    model.add_message::<LeadReferred>();
    model
        .tick
        .add_systems(hold_or_refer.in_set(Tick::MisfitsAreReferred));
}

/// Whether a district refers: what it expects of giving away exceeds what it expects of holding.
#[must_use]
pub fn refers(expected_of_holding: f64, expected_of_referring: f64) -> bool {
    expected_of_referring > expected_of_holding
}

/// After diligence and monthly thereafter each district that holds a project alone compares what
/// it expects of holding it with what it would get for giving it away.
///
/// Where there is nothing to get, it holds what it cannot land: that is hoarding, and is counted
/// once per negotiation.
fn hold_or_refer(
    ground: Ground,
    p: Res<negotiation::Parameters>,
    docket: Res<Docket>,
    conducts: Res<Conducts>,
    mut metrics: ResMut<Metrics>,
    mut referred: MessageWriter<LeadReferred>,
    mut projects: Query<(
        &Project,
        &Life,
        &mut Negotiations,
        Option<&NegotiationRight>,
    )>,
) {
    let now = ground.calendar.now();
    for (id, entity) in docket.waiting.iter().copied() {
        let Ok((project, life, mut negotiations, right)) = projects.get_mut(entity) else {
            continue;
        };
        let [alone] = negotiations.open.as_mut_slice() else {
            continue;
        };
        let age = now.since(alone.opened);
        let decides = age >= p.diligence_weeks
            && age > 0
            && (age - p.diligence_weeks).is_multiple_of(p.review_weeks);
        // A right that has gone to another district ends this negotiation later in the week.
        let is_shut_out = matches!(right, Some(NegotiationRight::Held { by, leak, .. })
            if *by != alone.district && *leak <= 0.0);
        if !decides || is_shut_out || life.stage() >= Stage::Agreed {
            continue;
        }
        let district = &ground.districts[alone.district];
        let conduct = &conducts[alone.district];
        let seen = ground.seen_by_district(alone.suitability, alone.district, project, true);
        let here = believed_chance(conduct, seen, &p);
        let elsewhere = conduct.lands_elsewhere.rate();
        let tax = ground.expected_output_yi(project) * ground.sectors[project.sector].tax_rate;
        let of_holding = here * ground.value_to(alone.district, project);
        let terms = match right {
            Some(NegotiationRight::Held { by, terms, .. }) if *by == alone.district => Some(terms),
            _ => None,
        };
        let of_referring = terms.map_or(0.0, |terms| {
            elsewhere
                * (terms.credit_share * district.credit_weight * project.investment_yi
                    + terms.tax_share * district.tax_weight * tax)
        });
        if terms.is_some() && refers(of_holding, of_referring) {
            referred.write(LeadReferred {
                project: entity,
                id,
                by: alone.district,
            });
            ground.witness.note(now, id, || Note::Referred {
                by: ground.witness.code(alone.district),
                here,
                elsewhere,
                credit_share: terms.map_or(0.0, |terms| terms.credit_share),
            });
        } else if elsewhere > here && !alone.hoards {
            alone.hoards = true;
            ground.witness.note(now, id, || Note::Hoarded {
                by: ground.witness.code(alone.district),
                here,
                elsewhere,
            });
            metrics
                .leads_hoarded
                .add(project.cell(Some(alone.district)), 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_district_refers_only_for_more_than_it_expects_at_home() {
        assert!(refers(1.0, 1.1));
        assert!(!refers(1.0, 1.0));
        assert!(!refers(0.0, 0.0));
    }
}
