//! Talks of districts with a project, and how they end.

use super::{Said, Teller, capital, cause, fit, percent, said, weeks};
use crate::world::witness::{Note, Talk};

impl Teller<'_> {
    pub(super) fn talks(&self, note: &Note) -> Said {
        match note {
            Note::TalksEnded { district, done } => said(
                format!(
                    "{} had to end its talks with {} of the work done",
                    self.en(district),
                    percent(*done)
                ),
                format!("{}终止洽谈（完成{}）", self.zh(district), percent(*done)),
            ),
            Note::DiscountRaised { district, discount } => said(
                format!(
                    "{} raised its discount on the land price to {}",
                    self.en(district),
                    percent(*discount)
                ),
                format!(
                    "{}将地价优惠提高至{}",
                    self.zh(district),
                    percent(*discount)
                ),
            ),
            Note::Reading {
                outside,
                patience,
                talks,
                is_signed,
                ..
            } => {
                let (en, zh) = self.standing(talks, *is_signed);
                let (lead, lead_zh) = if talks.is_empty() || *is_signed {
                    ("", "")
                } else {
                    ("Talks: ", "洽谈：")
                };
                let (en, zh) = (capital(&format!("{lead}{en}")), format!("{lead_zh}{zh}"));
                said(
                    format!(
                        "{en}. Outside offer {}; {} of its patience is used up",
                        fit(*outside),
                        percent(*patience)
                    ),
                    format!(
                        "{zh}。外部机会效用{}，等待耐心已耗{}",
                        fit(*outside),
                        percent(*patience)
                    ),
                )
            }
            Note::Looked { .. } => self.look(note),
            other => self.end_of_talks(other),
        }
    }

    fn look(&self, note: &Note) -> Said {
        match note {
            Note::Looked {
                district,
                seen,
                suitability,
                threshold,
                is_admitted,
                was_named,
                takes_up,
                weeks_to_land,
            } => {
                let (en, zh) = (self.en(district), self.zh(district));
                if !is_admitted && *was_named {
                    return said(
                        format!(
                            "{en} is to negotiate, but its zone or standard closes it: nothing moves"
                        ),
                        format!("{zh}虽获指定，但受功能区规定或准入标准限制，洽谈无从推进"),
                    );
                }
                if !is_admitted {
                    return said(
                        format!("{en} is closed to it by zone or standard"),
                        format!("{zh}受功能区规定或准入标准限制，不得接纳"),
                    );
                }
                let (does, does_zh) = match (takes_up, was_named) {
                    (true, true) => ("began to negotiate, as it was named to", "按指定开始洽谈"),
                    (true, false) => ("took it up", "开始洽谈"),
                    (false, _) => ("passed", "未予接洽"),
                };
                said(
                    format!(
                        "{en} {does}: it saw a fit of {} (true {}, {} wanted) and land in about {}",
                        fit(*seen),
                        fit(*suitability),
                        fit(*threshold),
                        weeks(*weeks_to_land)
                    ),
                    format!(
                        "{zh}{does_zh}：自评适配度{}（真实{}，门槛{}），预计约{weeks_to_land:.0}周可供地",
                        fit(*seen),
                        fit(*suitability),
                        fit(*threshold)
                    ),
                )
            }
            _ => said("", ""),
        }
    }

    fn end_of_talks(&self, note: &Note) -> Said {
        match note {
            Note::Signed {
                district,
                utility,
                outside,
                discount,
                others,
            } => {
                let off = match percent(*discount) {
                    nothing if nothing == "0 %" => said("", ""),
                    off => said(
                        format!(", with {off} off the land price"),
                        format!("，地价优惠{off}"),
                    ),
                };
                let signed = said(
                    format!(
                        "It signed with {}: an offer worth {} against {} outside{}",
                        self.en(district),
                        fit(*utility),
                        fit(*outside),
                        off.en
                    ),
                    format!(
                        "与{}签约：条件效用{}，外部机会效用{}{}",
                        self.zh(district),
                        fit(*utility),
                        fit(*outside),
                        off.zh
                    ),
                );
                let (en, zh) = self.standing(others, false);
                signed.and_if(!others.is_empty(), || {
                    said(format!("Left behind: {en}"), format!("放弃的洽谈：{zh}"))
                })
            }
            Note::Lost {
                cause: why,
                outside,
                talks,
                waited,
            } => {
                let why = cause(why);
                let (en, zh) = self.standing(talks, false);
                said(
                    format!(
                        "It went elsewhere after {}: {}. The outside offer was worth {}; {en}",
                        weeks(*waited),
                        why.en,
                        fit(*outside)
                    ),
                    format!(
                        "等待{waited}周后流失外地：{}。外部机会效用{}；{zh}",
                        why.zh,
                        fit(*outside)
                    ),
                )
            }
            _ => said("", ""),
        }
    }

    /// Where talks stand.
    fn standing(&self, talks: &[Talk], is_signed: bool) -> (String, String) {
        if is_signed {
            let offer = talks.first();
            let worth = offer.and_then(|talk| talk.utility).map(fit);
            let worth = worth.unwrap_or_default();
            return (
                format!("Signed and waiting for land; the offer is worth {worth}"),
                format!("已签约待供地，条件效用{worth}"),
            );
        }
        if talks.is_empty() {
            return ("nobody negotiates".to_owned(), "无区洽谈".to_owned());
        }
        let worth = |talk: &Talk| talk.utility.map_or_else(|| "-".to_owned(), fit);
        let en = talks.iter().map(|talk| {
            let done = percent(talk.done);
            format!(
                "{} {done} done, offer {}",
                self.en(&talk.district),
                worth(talk)
            )
        });
        let zh = talks.iter().map(|talk| {
            let done = percent(talk.done);
            format!(
                "{}完成{done}、条件效用{}",
                self.zh(&talk.district),
                worth(talk)
            )
        });
        (
            en.collect::<Vec<_>>().join("; "),
            zh.collect::<Vec<_>>().join("；"),
        )
    }
}
