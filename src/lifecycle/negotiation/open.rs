//! Which negotiations begin and end: those in reach may, unless somebody holds a right.

use bevy_ecs::prelude::*;

use super::rules::{belief_mut, may_negotiate};
use super::{Negotiation, Negotiations, Parameters};
use crate::kernel::calendar::{Calendar, Week};
use crate::kernel::ids::DistrictId;
use crate::lifecycle::enterprise::{self, Patience};
use crate::lifecycle::ground::Ground;
use crate::lifecycle::lead::Reach;
use crate::world::district::Conducts;
use crate::world::land_bank::LandBank;
use crate::world::project::{Docket, Life, NegotiationRight, Project, Stage, StageReached};
use crate::world::witness::Note;

/// Every year the budgets for discounts are full again.
pub(super) fn renew_budgets(calendar: Res<Calendar>, mut conducts: ResMut<Conducts>) {
    if calendar.year_begins() {
        for conduct in &mut conducts.0 {
            conduct.discounts_yi = 0.0;
        }
    }
}

/// Ends negotiations that a right no longer allows, and begins those that districts want.
///
/// Districts in reach look at what is in the pool once a month; a district that has been named
/// begins at once, however badly the project suits it.
pub(super) fn open_negotiations(
    ground: Ground,
    p: Res<Parameters>,
    tastes: Res<enterprise::Parameters>,
    bank: Res<LandBank>,
    docket: Res<Docket>,
    mut conducts: ResMut<Conducts>,
    mut reached: MessageWriter<StageReached>,
    mut projects: Query<(
        &Project,
        &Reach,
        &mut Life,
        &mut Negotiations,
        Option<&NegotiationRight>,
    )>,
) {
    let now = ground.calendar.now();
    for entity in docket.waiting() {
        let Ok((project, reach, mut life, mut negotiations, right)) = projects.get_mut(entity)
        else {
            continue;
        };
        if life.stage() >= Stage::Agreed {
            continue;
        }
        let may = |district| may_negotiate(right, district, project.id, &ground.dice);
        if right.is_some() {
            for n in negotiations.open.iter().filter(|n| !may(n.district)) {
                let talk = || n.talk(project, &ground.witness);
                ground.witness.note(now, project.id, || Note::TalksEnded {
                    district: talk().district,
                    done: talk().done,
                });
            }
            close_those(&mut negotiations, &mut conducts, &p, |n| !may(n.district));
        }

        let mut begin: Vec<DistrictId> = Vec::new();
        if let Some(NegotiationRight::Held { by, .. }) = right {
            begin.push(*by);
        }
        let since = life.reached(Stage::Pooled).unwrap_or(now);
        if now.since(since).is_multiple_of(p.review_weeks)
            && right != Some(&NegotiationRight::Pending)
        {
            begin.extend(
                reach
                    .0
                    .iter()
                    .filter(|&&(district, hears)| hears <= now && may(district))
                    .map(|&(district, _)| district),
            );
        }
        for district in begin {
            let under_way = negotiations.open.iter().any(|n| n.district == district);
            if under_way {
                continue;
            }
            let named = matches!(right, Some(NegotiationRight::Held { by, .. }) if *by == district);
            let negotiation = first_look(district, project, now, &ground, &bank, &tastes);
            let takes_up = named || (negotiation.admitted && negotiation.seen >= p.bid_threshold);
            ground.witness.note(now, project.id, || Note::Looked {
                district: ground.witness.code(district),
                seen: negotiation.seen,
                suitability: negotiation.suitability,
                threshold: p.bid_threshold,
                is_admitted: negotiation.admitted,
                was_named: named,
                takes_up,
                weeks_to_land: negotiation.weeks_to_land,
            });
            if !takes_up {
                continue;
            }
            negotiations.open.push(negotiation);
            life.first_negotiator.get_or_insert(district);
            if life.stage() < Stage::Negotiating {
                life.reach(Stage::Negotiating, now);
                reached.write(StageReached {
                    project: entity,
                    id: project.id,
                    stage: Stage::Negotiating,
                });
            }
        }
    }
}

/// Ends some negotiations without signing; the districts learn from it.
pub(crate) fn close_those(
    negotiations: &mut Negotiations,
    conducts: &mut Conducts,
    p: &Parameters,
    ends: impl Fn(&Negotiation) -> bool,
) {
    let closed = &mut negotiations.closed;
    negotiations.open.retain(|n| {
        let stays = !ends(n);
        if !stays {
            belief_mut(&mut conducts[n.district], n.seen, p).learn(false, p.memory);
            closed.push((n.district, n.spent));
        }
        stays
    });
}

/// A right ends when its project signs or is lost.
pub(super) fn end_rights(mut commands: Commands, mut reached: MessageReader<StageReached>) {
    for message in reached.read() {
        if message.stage == Stage::Agreed || message.stage.is_exit() {
            commands
                .entity(message.project)
                .remove::<NegotiationRight>();
        }
    }
}

/// Whoever has gone or produces neither waits nor talks any more, and leaves the table of those who
/// do: what the parts of the week go over every week lies together, and memory is given back. Of those who
/// have come and gone, a large city has millions.
pub(super) fn leave_the_table(
    mut commands: Commands,
    mut reached: MessageReader<StageReached>,
    mut projects: Query<&mut Negotiations>,
) {
    for message in reached.read() {
        if message.stage == Stage::Operating || message.stage.is_exit() {
            commands
                .entity(message.project)
                .remove::<(Reach, Negotiations, Patience)>();
        } else if message.stage == Stage::Agreed
            && let Ok(mut negotiations) = projects.get_mut(message.project)
        {
            negotiations.open.shrink_to_fit();
        }
    }
}

fn first_look(
    district: DistrictId,
    project: &Project,
    now: Week,
    ground: &Ground,
    bank: &LandBank,
    tastes: &enterprise::Parameters,
) -> Negotiation {
    let weeks_to_land = ground.weeks_to_land(bank, district, project);
    let admitted = ground.admits(district, project);
    let suitability = if admitted {
        ground.suitability_at(weeks_to_land, district, project)
    } else {
        0.0
    };
    Negotiation {
        district,
        opened: now,
        progress: 0.0,
        spent: 0.0,
        admitted,
        suitability,
        seen: ground.seen_by_district(suitability, district, project, false),
        weeks_to_land,
        has_site: ground.is_serviced(weeks_to_land),
        discount: 0.0,
        liking: enterprise::liking(
            district,
            project,
            ground.talent(district, project),
            &ground.dice,
            tastes,
        ),
        utility: f64::NEG_INFINITY,
        service: 0.0,
        speed: 0.0,
        weighed: (f64::NAN, 0.0),
        hoards: false,
    }
}
