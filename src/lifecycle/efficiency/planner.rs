//! The planner's problem in whole yuan and square metres: any rents of land give a bound on it.

use std::cmp::Reverse;

use crate::kernel::units::Area;

/// A place where a project may land.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The district, by its place in the table.
    pub district: usize,
    /// What the project yields there, in yuan a year.
    pub worth: i64,
}

/// A project as someone sees it who knows everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Land that it needs.
    pub land: Area,
    /// Where it may land, by district.
    pub places: Vec<Place>,
}

/// A yearly rent of land in each district, in yuan per square metre.
pub type Rents = Vec<u32>;

/// Where each project lands, if it does.
pub type Plan = Vec<Option<Place>>;

/// Projects, and the land on which each may land once or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    land: Vec<Area>,
    projects: Vec<Candidate>,
}

impl Problem {
    /// Poses the problem. Places that are too small for the project alone, or worth nothing, are
    /// struck out: no plan loses by it, and the bound becomes lower.
    #[must_use]
    pub fn new(land: Vec<Area>, mut projects: Vec<Candidate>) -> Self {
        for project in &mut projects {
            project
                .places
                .retain(|place| place.worth > 0 && project.land <= land[place.district]);
        }
        Self { land, projects }
    }

    /// Land of each district.
    #[must_use]
    pub fn land(&self) -> &[Area] {
        &self.land
    }

    /// The projects.
    #[must_use]
    pub fn projects(&self) -> &[Candidate] {
        &self.projects
    }

    /// What no plan exceeds, in yuan a year, whatever the rents.
    ///
    /// A plan's worth is what its projects keep after rent, plus the rent of the land they take. The
    /// first is at most what every project keeps at the place of its choice; the second at most the
    /// rent of all land.
    #[must_use]
    pub fn bound_at(&self, rents: &Rents) -> i128 {
        self.bound_of(&self.choices(rents), rents)
    }

    /// The same, where it is known already what each project would choose at these rents.
    pub(super) fn bound_of(&self, choices: &Plan, rents: &Rents) -> i128 {
        let of_land: i128 = self
            .land
            .iter()
            .zip(rents)
            .map(|(land, &rent)| i128::from(rent) * i128::from(land.square_metres()))
            .sum();
        let of_projects: i128 = self
            .projects
            .iter()
            .zip(choices)
            .filter_map(|(project, choice)| Some(kept(project, choice.as_ref()?, rents)))
            .map(i128::from)
            .sum();
        of_land + of_projects
    }

    /// Where each project would go if rents alone stood in its way: the land may not suffice.
    #[must_use]
    pub fn choices(&self, rents: &Rents) -> Plan {
        let choice = |project| {
            let (kept, place) = best(project, |_| true, rents)?;
            (kept > 0).then_some(place)
        };
        self.projects.iter().map(choice).collect()
    }

    /// A plan that the land allows: those that keep the most per square metre choose first, among
    /// the places that still have room.
    #[must_use]
    pub fn plan_at(&self, rents: &Rents) -> Plan {
        let mut queue: Vec<(f64, usize)> = self
            .projects
            .iter()
            .enumerate()
            .filter_map(|(at, project)| {
                let (kept, _) = best(project, |_| true, rents)?;
                Some((kept as f64 / project.land.square_metres().max(1) as f64, at))
            })
            .collect();
        queue.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));

        let mut left = self.land.clone();
        let mut plan = vec![None; self.projects.len()];
        for (_, at) in queue {
            let project = &self.projects[at];
            let has_room = |place: &Place| project.land <= left[place.district];
            plan[at] = best(project, has_room, rents).map(|(_, place)| place);
            if let Some(place) = plan[at] {
                left[place.district] -= project.land;
            }
        }
        plan
    }

    /// What a plan is worth, in yuan a year; nothing if the land does not allow it.
    #[must_use]
    pub fn worth(&self, plan: &Plan) -> Option<i128> {
        let mut left: Vec<u64> = self.land.iter().map(|land| land.square_metres()).collect();
        let mut worth = 0;
        for (project, place) in self.projects.iter().zip(plan) {
            if let Some(place) = place {
                let room = &mut left[place.district];
                *room = room.checked_sub(project.land.square_metres())?;
                worth += i128::from(place.worth);
            }
        }
        Some(worth)
    }
}

/// What a project keeps of its worth in a place after rent, in yuan a year.
///
/// A rent beyond all numbers counts as the greatest one, which is more than any project yields.
fn kept(project: &Candidate, place: &Place, rents: &Rents) -> i64 {
    let area = i64::try_from(project.land.square_metres()).unwrap_or(i64::MAX);
    let rent = i64::from(rents[place.district]).saturating_mul(area);
    place.worth.saturating_sub(rent)
}

/// The place where a project keeps the most after rent, the first of equals, and how much.
fn best(
    project: &Candidate,
    counts: impl Fn(&Place) -> bool,
    rents: &Rents,
) -> Option<(i64, Place)> {
    project
        .places
        .iter()
        .filter(|place| counts(place))
        .map(|place| (kept(project, place, rents), *place))
        .min_by_key(|&(kept, _)| Reverse(kept))
}
