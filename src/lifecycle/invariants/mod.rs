//! What must hold of the base economy after every week.

mod districts;
mod land;
mod projects;
#[cfg(test)]
mod tests;

use crate::kernel::model::Model;

/// Installs the invariants.
pub(super) fn plugin(model: &mut Model) {
    model.must_hold(land::is_conserved);
    model.must_hold(land::is_given_once);
    model.must_hold(land::offers_add_up);
    model.must_hold(land::plants_stand_on_producing_land);
    model.must_hold(projects::are_listed_where_they_stand);
    model.must_hold(projects::go_forward);
    model.must_hold(projects::bear_a_right_only_while_they_seek_a_place);
    model.must_hold(projects::are_promised_land_that_adds_up);
    model.must_hold(districts::use_no_more_teams_than_they_have);
    model.must_hold(districts::stay_within_their_budgets);
}
