//! What this room keeps: the books of the state land companies, and the sites they renovate.

use bevy_ecs::prelude::*;

use crate::kernel::agenda::Agenda;
use crate::kernel::calendar::Week;
use crate::kernel::ids::ParcelId;
use crate::world::parcel::LandCompany;

/// The books of one company, in whole yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Books {
    /// Spent since the year began.
    pub spent: u64,
    /// Spent on land that no project has been granted yet: its outstanding debt.
    pub owed: u64,
}

/// The state land companies (市、区属国有企业): one of each district, and the city's own.
#[derive(Resource, Debug, Clone, Default)]
pub(super) struct Companies {
    districts: Vec<Books>,
    city: Books,
}

impl Companies {
    pub(super) fn new(districts: usize) -> Self {
        Self {
            districts: vec![Books::default(); districts],
            city: Books::default(),
        }
    }

    /// The books of a company.
    pub(super) fn books(&self, company: LandCompany) -> Books {
        match company {
            LandCompany::District(district) => self.districts[district.index()],
            LandCompany::City => self.city,
        }
    }

    /// The books of a company, to write in.
    pub(super) fn books_mut(&mut self, company: LandCompany) -> &mut Books {
        match company {
            LandCompany::District(district) => &mut self.districts[district.index()],
            LandCompany::City => &mut self.city,
        }
    }

    /// A year begins: every company has its budget again.
    pub(super) fn begin_year(&mut self) {
        self.city.spent = 0;
        for books in &mut self.districts {
            books.spent = 0;
        }
    }
}

/// Sites under renovation by the week in which they are finished, with the week of the purchase.
#[derive(Resource, Debug, Default)]
pub(super) struct Renovations(pub Agenda<(ParcelId, Entity, Week)>);
