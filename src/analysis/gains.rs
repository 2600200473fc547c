//! The projects that explain a difference: those that land in a district under one scenario and not
//! under another, and where they are there instead. The table of landings is read once, replication
//! by replication.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::batch::statistics::Moments;
use crate::kernel::ids::ProjectId;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The code of the district.
    pub district: &'a str,
    /// The scenario that is compared.
    pub scenario: &'a str,
    /// The scenario that it is compared with.
    pub base: &'a str,
    /// Whether projects are asked for that the district loses, else those that it gains.
    pub lost: bool,
    /// The replication whose projects are listed.
    pub replication: u32,
}

/// Projects that a district gains or loses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gains {
    /// The code of the district.
    pub district: String,
    /// The scenario that is compared.
    pub scenario: String,
    /// The scenario that it is compared with.
    pub base: String,
    /// Whether the projects are lost, else gained.
    pub lost: bool,
    /// Replications.
    pub replications: u64,
    /// All of them, then by where they are under the other scenario, most projects first.
    pub summary: Vec<Line>,
    /// The replication whose projects follow.
    pub replication: u32,
    /// Its projects, the largest first.
    pub projects: Vec<Gain>,
}

/// Where projects are under the other scenario, over replications.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Where; nothing for all together.
    pub instead: Option<Instead>,
    /// Projects in a replication.
    pub projects: Estimate,
    /// Their land, in hectares.
    pub land_ha: Estimate,
    /// Their investment, in yi.
    pub investment_yi: Estimate,
}

/// A mean over replications with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// The lower bound; nothing with one replication.
    pub ci_low: Option<f64>,
    /// The upper bound.
    pub ci_high: Option<f64>,
}

/// A project that is gained or lost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gain {
    /// Its id.
    pub project: String,
    /// The code of its sector.
    pub sector: String,
    /// Its investment, in yi.
    pub investment_yi: f64,
    /// Its land, in hectares.
    pub land_ha: f64,
    /// Where it is under the other scenario.
    pub instead: Instead,
}

/// Where a project is under the other scenario.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Instead {
    /// In another district.
    District(String),
    /// It ended without land: its exit and the cause.
    Ended(String, String),
    /// Still on its way when the run ended.
    OnItsWay,
    /// Never found.
    NeverFound,
}

/// A row of `landings.csv`.
struct Landing {
    sector: String,
    investment_yi: f64,
    land_ha: f64,
    district: String,
    stage: String,
    cause: String,
}

/// Landings of one replication, by scenario.
#[derive(Default)]
struct Replication {
    number: Option<u32>,
    own: BTreeMap<ProjectId, Landing>,
    other: BTreeMap<ProjectId, Landing>,
}

/// Sums over replications by place.
#[derive(Default)]
struct Sums {
    replications: u64,
    /// Projects, hectares and yi of each replication in which there are some.
    by_place: BTreeMap<Option<Instead>, Vec<[f64; 3]>>,
}

/// Reads the landings of a result and says which projects a district gains or loses.
///
/// # Errors
///
/// What reading the table says.
pub fn gains(landings: &Path, question: &Question<'_>) -> csv::Result<Gains> {
    let mut reader = csv::Reader::from_path(landings)?;
    let head = reader.headers()?.clone();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap_or(0);
    let (scenario, number, id) = (at("scenario"), at("replication"), at("id"));
    let (investment, land) = (at("investment_yi"), at("land_ha"));
    let (sector, district) = (at("sector"), at("landing_district"));
    let (stage, cause) = (at("stage"), at("cause"));
    let mut sums = Sums::default();
    let mut listed = Vec::new();
    let mut current = Replication::default();
    let mut end = |replication: Replication| {
        let found = found(&replication, question);
        sums.take(&replication, &found);
        if replication.number == Some(question.replication) {
            listed = found;
        }
    };
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row)? {
        let number = row[number].parse().ok();
        if number != current.number {
            end(std::mem::take(&mut current));
            current.number = number;
        }
        let side = match &row[scenario] {
            name if name == question.scenario => &mut current.own,
            name if name == question.base => &mut current.other,
            _ => continue,
        };
        let Ok(id) = row[id].parse() else { continue };
        let number = |at: usize| row[at].parse().unwrap_or(0.0);
        side.insert(
            id,
            Landing {
                sector: row[sector].to_owned(),
                investment_yi: number(investment),
                land_ha: number(land),
                district: row[district].to_owned(),
                stage: row[stage].to_owned(),
                cause: row[cause].to_owned(),
            },
        );
    }
    end(current);
    listed.sort_by(|a, b| b.investment_yi.total_cmp(&a.investment_yi));
    Ok(Gains {
        district: question.district.to_owned(),
        scenario: question.scenario.to_owned(),
        base: question.base.to_owned(),
        lost: question.lost,
        replications: sums.replications,
        summary: sums.lines(),
        replication: question.replication,
        projects: listed,
    })
}

/// The projects of a replication that land in the district on one side and not on the other,
/// ascending by id.
fn found(replication: &Replication, question: &Question<'_>) -> Vec<Gain> {
    let (here, there) = if question.lost {
        (&replication.other, &replication.own)
    } else {
        (&replication.own, &replication.other)
    };
    let landed = here
        .iter()
        .filter(|(_, landing)| landing.district == question.district);
    landed
        .filter_map(|(id, landing)| {
            let instead = match there.get(id) {
                Some(other) if other.district == question.district => return None,
                Some(other) if !other.district.is_empty() => {
                    Instead::District(other.district.clone())
                }
                Some(other) if !other.cause.is_empty() => {
                    Instead::Ended(other.stage.clone(), other.cause.clone())
                }
                Some(_) => Instead::OnItsWay,
                None => Instead::NeverFound,
            };
            Some(Gain {
                project: id.to_string(),
                sector: landing.sector.clone(),
                investment_yi: landing.investment_yi,
                land_ha: landing.land_ha,
                instead,
            })
        })
        .collect()
}

impl Sums {
    fn take(&mut self, replication: &Replication, found: &[Gain]) {
        if replication.number.is_none() {
            return;
        }
        self.replications += 1;
        let mut totals: BTreeMap<Option<Instead>, [f64; 3]> = BTreeMap::new();
        for gain in found {
            for place in [None, Some(gain.instead.clone())] {
                let total = totals.entry(place).or_default();
                total[0] += 1.0;
                total[1] += gain.land_ha;
                total[2] += gain.investment_yi;
            }
        }
        totals.entry(None).or_default();
        for (place, total) in totals {
            self.by_place.entry(place).or_default().push(total);
        }
    }

    fn lines(self) -> Vec<Line> {
        let replications = self.replications;
        let mut lines: Vec<Line> = (self.by_place.into_iter())
            .map(|(instead, totals)| {
                let estimate = |which: usize| {
                    let mut moments = Moments::default();
                    for total in &totals {
                        moments.add(total[which]);
                    }
                    // In the other replications there were none.
                    for _ in moments.n()..replications {
                        moments.add(0.0);
                    }
                    Estimate {
                        mean: moments.mean().unwrap_or(0.0),
                        ci_low: moments.interval().map(|(low, _)| low),
                        ci_high: moments.interval().map(|(_, high)| high),
                    }
                };
                Line {
                    projects: estimate(0),
                    land_ha: estimate(1),
                    investment_yi: estimate(2),
                    instead,
                }
            })
            .collect();
        lines.sort_by(|a, b| {
            let all_first = a.instead.is_some().cmp(&b.instead.is_some());
            let by_count = b.projects.mean.total_cmp(&a.projects.mean);
            all_first.then(by_count).then(a.instead.cmp(&b.instead))
        });
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
scenario,replication,id,sector,investment_yi,land_ha,landing_district,stage,cause
base,0,P1,BIO,2,1,HILLS,operating,
base,0,P2,BIO,3,2,,lost_elsewhere,price
base,0,P4,EV,9,5,HARBOUR,granted,
variant,0,P1,BIO,2,1,HARBOUR,operating,
variant,0,P2,BIO,3,2,HARBOUR,operating,
variant,0,P3,EV,5,4,HARBOUR,building,
variant,0,P4,EV,9,5,,negotiating,
base,1,P1,BIO,2,1,HARBOUR,operating,
variant,1,P1,BIO,2,1,HARBOUR,operating,
";

    fn asked(lost: bool) -> Gains {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("landings.csv");
        std::fs::write(&path, TABLE).unwrap();
        let question = Question {
            district: "HARBOUR",
            scenario: "variant",
            base: "base",
            lost,
            replication: 0,
        };
        gains(&path, &question).unwrap()
    }

    #[test]
    fn what_a_district_gains_came_from_somewhere() {
        let gains = asked(false);
        let listed: Vec<(&str, &Instead)> = gains
            .projects
            .iter()
            .map(|gain| (gain.project.as_str(), &gain.instead))
            .collect();
        let ended = Instead::Ended("lost_elsewhere".to_owned(), "price".to_owned());
        let hills = Instead::District("HILLS".to_owned());
        let expected = [("P3", &Instead::NeverFound), ("P2", &ended), ("P1", &hills)];
        assert_eq!(listed, expected);
        // Three in the one replication, none in the other.
        let all = &gains.summary[0];
        assert_eq!((all.instead.as_ref(), all.projects.mean), (None, 1.5));
        assert_eq!((all.land_ha.mean, all.investment_yi.mean), (3.5, 5.0));
        assert!(all.projects.ci_low.unwrap() < 0.0);
        assert!(
            gains.summary[1..]
                .iter()
                .all(|line| line.projects.mean == 0.5)
        );
    }

    #[test]
    fn what_it_loses_is_the_same_question_from_the_other_side() {
        let gains = asked(true);
        assert_eq!(gains.projects.len(), 1);
        assert_eq!(gains.projects[0].project, "P4");
        assert_eq!(gains.projects[0].instead, Instead::OnItsWay);
    }
}
