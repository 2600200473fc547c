//! Land, construction and the plant.

use super::{Said, Teller, cause, fit, percent, said, short, stage, weeks};
use crate::kernel::language::words;
use crate::world::witness::{Note, Ticking};

impl Teller<'_> {
    pub(super) fn plant(&self, note: &Note) -> Said {
        match note {
            Note::Sited {
                district,
                hectares,
                parcels,
                readiness,
                weeks: until,
                was_first_in_line,
            } => {
                let kind = match readiness.as_str() {
                    "standard" => words("standard land", "标准地"),
                    "serviced" => words("serviced land", "熟地"),
                    _ => words("raw land, to be serviced first", "生地，须先行配套"),
                };
                let (ha, several) = (short(*hectares), *parcels);
                let (noun, of) = if several == 1 {
                    ("parcel", kind.en)
                } else {
                    ("parcels", kind.en)
                };
                let sited = said(
                    format!(
                        "{ha} ha were set aside in {} ({several} {noun}, {of}); the grant is due \
                         in {}",
                        self.en(district),
                        weeks(*until)
                    ),
                    format!(
                        "在{}落实用地{ha}公顷（{several}宗，{}），预计{until}周后供地",
                        self.zh(district),
                        kind.zh
                    ),
                );
                sited.and_if(*was_first_in_line, || {
                    said("It had been put first in line", "已列为优先供地").by(2)
                })
            }
            Note::Granted { .. } => self.granted(note),
            Note::Approved {} => said("It was approved", "审批通过"),
            Note::Begun { weeks: planned } => said(
                format!("Construction began; it is to take {}", weeks(*planned)),
                format!("开工建设，计划工期{planned}周"),
            ),
            Note::Slipped { weeks: lost, times } => said(
                format!("Construction lost {} (delay {times})", weeks(*lost)),
                format!("建设延误{lost}周（第{times}次）"),
            ),
            Note::Finished { stall, slippage } => said(
                format!(
                    "The plant was finished. Construction had come {} of the way to stopping for \
                     good, and {} to a further delay",
                    percent(*stall),
                    percent(*slippage)
                ),
                format!(
                    "建成。建设停滞时钟已走过{}，再次延误时钟已走过{}",
                    percent(*stall),
                    percent(*slippage)
                ),
            ),
            other => self.running(other),
        }
    }

    fn granted(&self, note: &Note) -> Said {
        let Note::Granted {
            district,
            hectares,
            stock_share,
            paid_yi,
            suitability,
            patience,
            route_days,
            is_ordinary,
            weeks: until,
        } = note
        else {
            return said("", "");
        };
        let (ha, paid, days) = (short(*hectares), short(*paid_yi), short(*route_days));
        let (stock, patience) = (percent(*stock_share), percent(*patience));
        let landed = said(
            format!(
                "It landed in {}: {ha} ha, {stock} of it in use before, for {paid} yi; true fit {}. \
                 {patience} of its patience was used up",
                self.en(district),
                fit(*suitability)
            ),
            format!(
                "落地{}：供地{ha}公顷，其中存量{stock}，地价款{paid}亿元，真实适配度{}。等待耐心已耗{patience}",
                self.zh(district),
                fit(*suitability)
            ),
        );
        landed.and(if *is_ordinary {
            said(
                format!(
                    "Approval takes the ordinary route ({days} days as a rule), {} here",
                    weeks(*until)
                ),
                format!("按一般程序审批（通常{days}天），本项目需{until}周"),
            )
        } else {
            said(
                format!(
                    "Approval is by notification and commitment ({days} days as a rule), {} here",
                    weeks(*until)
                ),
                format!("按告知承诺审批（通常{days}天），本项目需{until}周"),
            )
            .by(6)
        })
    }

    fn running(&self, note: &Note) -> Said {
        match note {
            Note::Operating {
                capacity_yi,
                weeks: until,
            } => said(
                format!(
                    "The plant opened; in {} it is to make {} yi a year",
                    weeks(*until),
                    short(*capacity_yi)
                ),
                format!("投产，{until}周后达产，年产出{}亿元", short(*capacity_yi)),
            ),
            Note::Expands { project, in_weeks } => said(
                format!(
                    "Its enterprise wants to build again: {project} follows in {}",
                    weeks(*in_weeks)
                ),
                format!("企业拟再次投资，{in_weeks}周后形成项目{project}"),
            ),
            Note::Ended {
                exit,
                cause: why,
                district,
            } => {
                let (exit, why) = (stage(exit), cause(why));
                said(
                    format!("It {} in {}: {}", ends(exit.en), self.en(district), why.en),
                    format!("在{}{}：{}", self.zh(district), exit.zh, why.zh),
                )
            }
            Note::StillThere {
                stage: at,
                clock,
                nearness,
            } => {
                let (at, near) = (stage(at), percent(*nearness));
                let here = said(
                    format!("The run ends with it {}", at.en),
                    format!("模拟期末：{}", at.zh),
                );
                let clock = clock.map(|clock| match clock {
                    Ticking::Loss => words("leaving for elsewhere", "流失外地"),
                    Ticking::Stall => words("stopping for good", "建设停滞"),
                    Ticking::Exit => words("the plant's exit", "工厂退出"),
                });
                match clock {
                    Some(clock) => Said {
                        en: format!("{}, {near} of the way to {}", here.en, clock.en),
                        zh: format!("{}，{}时钟已走过{near}", here.zh, clock.zh),
                    },
                    None => here,
                }
            }
            _ => said("", ""),
        }
    }
}

/// An exit as a verb.
fn ends(exit: &str) -> String {
    match exit {
        "closed" => exit.to_owned(),
        "withdrawn" => "was withdrawn".to_owned(),
        other => format!("was {other}"),
    }
}
