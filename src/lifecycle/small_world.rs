//! A world of three districts for tests of single systems: everything that the base economy reads,
//! nothing drawn.

use bevy_ecs::message::{Message, MessageRegistry};
use bevy_ecs::prelude::*;
use bevy_ecs::system::{IntoSystem, RunSystemOnce};

use super::approval::{self, Approvals};
use super::enterprise::Patience;
use super::incumbent::{self, Closures};
use super::land_supply::{self, DiversionBarred, LandAdjusted, new_parcel};
use super::lead::{self, Reach};
use super::metrics::Metrics;
use super::negotiation::{self, FIRST_BELIEFS, Negotiations};
use super::siting::{self, Grants, Site};
use super::{construction, enterprise, operation, screening, suitability, tape};
use crate::kernel::calendar::{Calendar, Week};
use crate::kernel::chance::Dice;
use crate::kernel::ids::{DistrictId, EnterpriseId, ParcelId, ProjectId, SectorId};
use crate::kernel::record::Layout;
use crate::kernel::units::Area;
use crate::world::authority::{LeadReferred, nothing_in_force};
use crate::world::cluster::Clusters;
use crate::world::district::{
    Conduct, Conducts, District, DistrictKind, DistrictSet, Districts, Zone,
};
use crate::world::enterprise::{Enterprise, Ownership};
use crate::world::land_bank::LandBank;
use crate::world::parcel::{LandState, Parcel, StakeSettled};
use crate::world::project::{Docket, FoundBy, Life, Project, Stage, StageReached};
use crate::world::quota::FarmlandQuota;
use crate::world::sector::{Sector, Sectors, Tier};

/// A new town with a plan of 10 hectares a year, whose leading sector is the first.
pub(crate) fn district(code: &str) -> District {
    District {
        code: code.to_owned(),
        name: code.to_owned(),
        name_zh: code.to_owned(),
        tile: (0, 0),
        kind: DistrictKind::Administrative,
        zone: Zone::PlainNewTown,
        industrial_land: Area::from_hectares(100.0),
        idle_share: 0.2,
        vacated: Area::ZERO,
        output_yi: 100.0,
        books_headquarters: false,
        land_price_yuan: 1000.0,
        annual_plan: Area::from_hectares(10.0),
        research_share_pct: 5.0,
        promoters: 1.0,
        teams: 2.0,
        discount_budget_yi: 1.0,
        output_weight: 0.02,
        tax_weight: 1.0,
        credit_weight: 0.05,
        land_weight: 0.1,
        pilot_share: 0.5,
        standardizes_land: true,
        reuse_pilot: false,
        investment_floor: 0.5,
        output_floor: 1.0,
        tax_floor: 0.05,
        stewards: 1.0,
        farmland_quota: Area::from_hectares(2.0),
        land_company_yi: 1.0,
        leading_sectors: vec![SectorId(0)],
    }
}

/// A sector of a tier, of which one hectare yields one yi a year.
pub(crate) fn sector(code: &str, tier: Tier) -> Sector {
    Sector {
        code: code.to_owned(),
        name: code.to_owned(),
        name_zh: code.to_owned(),
        tier,
        project_share: 1.0,
        land_ha_per_yi: 1.0,
        output_yi_per_ha: 1.0,
        value_added_rate: 0.3,
        tax_rate: 0.06,
        jobs_per_ha: 50.0,
        energy_tce_per_wan: 0.02,
        emission_t_per_tce: 2.5,
        research_intensity_pct: 2.0,
        construction_months: 12.0,
        ramp_up_months: 12.0,
        smallest_lot_ha: 0.5,
        related: Vec::new(),
    }
}

/// Three like districts A, B and C, a pillar sector (0) and general manufacturing (1), week 0.
pub(crate) fn world() -> World {
    let mut world = World::new();
    let layout = Layout {
        zone_of: vec![Zone::PlainNewTown.index(); 3],
        copies: 1,
        zones: Zone::ALL.len(),
        sectors: 2,
        ownerships: Ownership::ALL.len(),
    };
    let (chances, firmness, elsewhere) = FIRST_BELIEFS;
    let conduct = Conduct::new(chances, elsewhere, firmness);
    world.init_resource::<MessageRegistry>();
    message::<StageReached>(&mut world);
    message::<LeadReferred>(&mut world);
    message::<LandAdjusted>(&mut world);
    message::<DiversionBarred>(&mut world);
    message::<StakeSettled>(&mut world);
    nothing_in_force(&mut world);
    world.insert_resource(Calendar::new(jiff::civil::date(2021, 9, 6), 0, 520));
    world.insert_resource(Dice::new(1, 0));
    world.insert_resource(Districts(["A", "B", "C"].map(district).to_vec()));
    world.insert_resource(Sectors(vec![
        sector("S", Tier::Pillar),
        sector("G", Tier::General),
    ]));
    world.insert_resource(Clusters::new(&layout));
    world.insert_resource(LandBank::new(&layout));
    world.insert_resource(FarmlandQuota::new(layout.districts()));
    world.insert_resource(Conducts(vec![conduct; layout.districts()]));
    world.insert_resource(Metrics::new(&layout));
    world.insert_resource(layout);
    world.init_resource::<Docket>();
    world.init_resource::<Approvals>();
    world.init_resource::<Grants>();
    world.init_resource::<Closures>();
    world.insert_resource(approval::Parameters::default());
    world.insert_resource(construction::Parameters::default());
    world.insert_resource(enterprise::Parameters::default());
    world.insert_resource(incumbent::Parameters::default());
    world.insert_resource(land_supply::Parameters::default());
    world.insert_resource(lead::Parameters::default());
    world.insert_resource(negotiation::Parameters::default());
    world.insert_resource(operation::Parameters::default());
    world.insert_resource(screening::Parameters::default());
    world.insert_resource(siting::Parameters::default());
    world.insert_resource(suitability::Parameters::default());
    world.insert_resource(tape::Parameters::default());
    world
}

/// Makes room for a message.
pub(crate) fn message<T: Message>(world: &mut World) {
    MessageRegistry::register_message::<T>(world);
}

/// Lets weeks pass without anything happening.
pub(crate) fn advance(world: &mut World, weeks: u32) {
    for _ in 0..weeks {
        world.resource_mut::<Calendar>().advance();
    }
}

/// Runs one system once. Its readers see every message that is still there.
pub(crate) fn run<M>(world: &mut World, system: impl IntoSystem<(), (), M> + 'static) {
    world.run_system_once(system).unwrap();
}

/// A private enterprise's project of 2 yi on 2 hectares, found by a district and in the pool since
/// week 0.
pub(crate) fn project(world: &mut World, place: u32, finder: u16) -> Entity {
    let enterprise = world
        .spawn(Enterprise {
            id: EnterpriseId(place),
            ownership: Ownership::Private,
            sector: SectorId(0),
            productivity: 1.0,
            credibility: 0.8,
            impatience: 0.0,
            experience: 0.0,
        })
        .id();
    let id = ProjectId::on_tape(place);
    let project = Project {
        id,
        enterprise,
        sector: SectorId(0),
        ownership: Ownership::Private,
        investment_yi: 2.0,
        land: Area::from_hectares(2.0),
        productivity: 1.0,
        energy_factor: 1.0,
        is_citywide: false,
        is_strategic: false,
        is_factory: true,
        leases: false,
        copy: 0,
        found_by: FoundBy::District(DistrictId(finder)),
        shut_out: DistrictSet::default(),
        work: 4.0,
        outside: 0.0,
        impatience: 0.0,
    };
    let mut life = Life::new(Week(0));
    life.reach(Stage::Pooled, Week(0));
    let patience = Patience::new(id, world.resource::<Dice>());
    let entity = world
        .spawn((
            project,
            life,
            patience,
            Reach::default(),
            Negotiations::default(),
        ))
        .id();
    let mut docket = world.resource_mut::<Docket>();
    docket.all.push((id, entity));
    docket.admit(id, entity);
    entity
}

/// Sends the message that a project has reached a stage, and has it reach it this week.
pub(crate) fn reach(world: &mut World, project: Entity, stage: Stage) {
    let now = world.resource::<Calendar>().now();
    let mut life = world.get_mut::<Life>(project).unwrap();
    if !stage.is_exit() {
        life.reach(stage, now);
    }
    let id = world.get::<Project>(project).unwrap().id;
    world.write_message(StageReached { project, id, stage });
}

/// A parcel of serviced stock in a state, entered into the bank; change what a test needs.
pub(crate) fn parcel(
    world: &mut World,
    number: u32,
    district: u16,
    hectares: f64,
    state: LandState,
    change: impl FnOnce(&mut Parcel),
) -> Entity {
    let district = DistrictId(district);
    let id = ParcelId::of_the_first_day(district, number);
    let area = Area::from_hectares(hectares);
    let mut parcel = new_parcel(id, district, area, state, world.resource::<Dice>());
    change(&mut parcel);
    let entity = world.spawn_empty().id();
    world.resource_mut::<LandBank>().enter(entity, &parcel);
    world.entity_mut(entity).insert(parcel);
    entity
}

/// Has a project land in a district on a parcel, granted this week.
pub(crate) fn land(world: &mut World, project: Entity, parcel: Entity) {
    let now = world.resource::<Calendar>().now();
    let id = world.get::<Project>(project).unwrap().id;
    let (district, area) = {
        let mut held = world.get_mut::<Parcel>(parcel).unwrap();
        held.holder = Some(id);
        (held.district, held.area)
    };
    let mut life = world.get_mut::<Life>(project).unwrap();
    life.landing_district = Some(district);
    life.reach(Stage::Granted, now);
    world.entity_mut(project).insert(Site {
        parcels: vec![parcel],
        area,
    });
}
