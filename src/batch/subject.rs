//! What the tables of a job speak of, read from its manifest: tables can be written from a manifest
//! and journals alone, wherever the runs were done.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::parquet::Kind;
use crate::kernel::calendar::Calendar;
use crate::kernel::record::{Layout, Metric, Place, Scope};
use crate::simulation;
use crate::world::city;
use crate::world::district::Zone;
use crate::world::enterprise::Ownership;

/// A job as its manifest describes it.
#[derive(Debug, Deserialize)]
pub(crate) struct Subject {
    /// `run`, `compare`, `attribution` or `sweep`.
    pub kind: String,
    start: Date,
    burn_in_weeks: u32,
    pub horizon_weeks: u32,
    #[serde(rename = "scenarios")]
    named: Vec<Named>,
    #[serde(default)]
    pub split: Vec<Split>,
    places: Places,
    pub sweep: Option<Swept>,
}

/// What a sweep varied and read.
#[derive(Debug, Deserialize)]
pub(crate) struct Swept {
    pub points: usize,
    pub inputs: Vec<Varied>,
    pub outputs: Vec<Read>,
    pub design_sha256: String,
    pub parquet: bool,
}

/// An input of a sweep.
#[derive(Debug, Deserialize)]
pub(crate) struct Varied {
    pub name: String,
    pub role: String,
    #[serde(default)]
    is_whole: bool,
    #[serde(default)]
    values: Vec<String>,
}

/// An output of a sweep.
#[derive(Debug, Deserialize)]
pub(crate) struct Read {
    pub name: String,
    pub unit: String,
    effect: bool,
}

impl Varied {
    /// What its cells hold.
    pub(crate) fn kind(&self) -> Kind {
        let all =
            |holds: fn(&String) -> bool| !self.values.is_empty() && self.values.iter().all(holds);
        if self.is_whole || all(|value| value.parse::<i64>().is_ok()) {
            Kind::Whole
        } else if all(|value| value.parse::<bool>().is_ok()) {
            Kind::Truth
        } else if self.values.is_empty() || all(|value| value.parse::<f64>().is_ok()) {
            Kind::Number
        } else {
            Kind::Text
        }
    }
}

impl Swept {
    /// Whether effects against a baseline are read.
    pub(crate) fn has_effects(&self) -> bool {
        self.outputs.iter().any(|output| output.effect)
    }
}

/// The outputs of a run of a sweep: its figures, then their differences from the baseline's.
pub(crate) fn outputs(
    figures: &[Option<f64>],
    baseline: Option<&[Option<f64>]>,
) -> Vec<Option<f64>> {
    let effects =
        (baseline.into_iter().flatten().zip(figures)).map(|(base, own)| Some((*own)? - (*base)?));
    figures.iter().copied().chain(effects).collect()
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
    #[serde(default)]
    city: NamedCity,
}

#[derive(Debug, Default, Deserialize)]
struct NamedCity {
    #[serde(default)]
    copies: Option<usize>,
}

/// A measure over which an effect is split.
#[derive(Debug, Deserialize)]
pub(crate) struct Split {
    pub article: u8,
    pub name: String,
}

#[derive(Debug, Deserialize)]
struct Places {
    district: Vec<District>,
    sector: Vec<Coded>,
}

#[derive(Debug, Deserialize)]
struct District {
    code: String,
    zone: String,
}

#[derive(Debug, Deserialize)]
struct Coded {
    code: String,
}

impl Subject {
    /// What a manifest speaks of.
    pub(crate) fn read(manifest: &Map<String, Value>) -> Result<Self, serde_json::Error> {
        serde_json::from_value(Value::Object(manifest.clone()))
    }

    /// The names of the scenarios; the first is the base.
    pub(crate) fn scenarios(&self) -> Vec<&str> {
        self.named.iter().map(|s| s.name.as_str()).collect()
    }

    /// The calendar of every run.
    pub(crate) fn calendar(&self) -> Calendar {
        Calendar::new(self.start, self.burn_in_weeks, self.horizon_weeks)
    }

    /// How figures are laid out.
    pub(crate) fn layout(&self) -> Layout {
        let zone = |code: &str| Zone::ALL.iter().position(|zone| zone.1 == code);
        let districts = self.places.district.iter();
        Layout {
            zone_of: districts.map(|d| zone(&d.zone).unwrap_or(0)).collect(),
            copies: self.named.first().and_then(|s| s.city.copies).unwrap_or(1),
            zones: Zone::ALL.len(),
            sectors: self.places.sector.len(),
            ownerships: Ownership::ALL.len(),
        }
    }

    /// The code of a place.
    pub(crate) fn code(&self, place: Place) -> String {
        city::code(
            place,
            |d| self.places.district[d].code.as_str(),
            |s| self.places.sector[s].code.as_str(),
        )
    }

    /// The figures of a run, with the codes of their places.
    pub(crate) fn figures(&self) -> Vec<Figure> {
        self.coded(simulation::figures(&self.layout()))
    }

    /// The figures of a week, with the codes of their places.
    pub(crate) fn weekly_figures(&self) -> Vec<Figure> {
        self.coded(simulation::weekly_figures(&self.layout()))
    }

    fn coded(&self, figures: Vec<(&'static Metric, Scope, Place)>) -> Vec<Figure> {
        figures
            .into_iter()
            .map(|(metric, scope, place)| Figure {
                metric,
                scope,
                code: self.code(place),
            })
            .collect()
    }
}

/// A metric at a place.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub metric: &'static Metric,
    pub scope: Scope,
    /// The place's code.
    pub code: String,
}
