//! Rights to negotiate: who is given one, and how it ends.

use super::{Said, Teller, after, after_zh, fit, percent, said, short, weeks};
use crate::world::witness::{Grounds, Note};

impl Teller<'_> {
    pub(super) fn right(&self, note: &Note) -> Said {
        match note {
            Note::Covered { by_size, ahead } => {
                let (why, why_zh) = if *by_size {
                    ("by its investment", "总投资达到门槛")
                } else {
                    (
                        "because it matters to the whole city",
                        "属全局性、战略性项目",
                    )
                };
                let covered = said(
                    format!("The first-negotiation system covers it {why}"),
                    format!("{why_zh}，纳入首谈制"),
                );
                match ahead {
                    Some(0) => covered.and(said(
                        "Nobody stands before it in the queue for certification",
                        "待认定队列中前面无其他项目",
                    )),
                    Some(ahead) => covered.and(said(
                        format!("Before it in the queue for certification: {ahead}"),
                        format!("待认定队列中前面有{ahead}个项目"),
                    )),
                    None => covered,
                }
                .by(5)
            }
            Note::RightGiven {
                to,
                why,
                seen,
                queued,
                begins_in,
            } => self.right_given(to, *why, *seen, *queued, *begins_in),
            Note::RightLapsed {
                by,
                weeks: held,
                done,
                needed,
                by_regime,
            } => {
                let (en, zh) = (self.en(by), self.zh(by));
                let (done, needed) = (percent(*done), percent(*needed));
                if *by_regime {
                    return said(
                        format!(
                            "The city took it back from {en} after {} without substantive progress \
                             ({done} of the work was done, {needed} counts)",
                            weeks(*held)
                        ),
                        format!(
                            "{zh}{held}周内无实质性进展（完成{done}，须达{needed}），由市级收回"
                        ),
                    );
                }
                said(
                    format!(
                        "{en}'s first-negotiation right lapsed after {} without substantive \
                         progress ({done} of the work was done, {needed} counts)",
                        weeks(*held)
                    ),
                    format!(
                        "{zh}洽谈{held}周仍无实质性进展（完成{done}，须达{needed}），首谈权失效"
                    ),
                )
                .by(5)
            }
            Note::RightEnded { by } => said(
                format!(
                    "{} had not signed in time; it is open to all again",
                    self.en(by)
                ),
                format!("{}未能按期签约，项目重新向各区开放", self.zh(by)),
            )
            .by(2),
            Note::Opened { rights, by_regime } => {
                let told = said(
                    format!(
                        "After {rights} {} it is open to all",
                        if *rights == 1 {
                            "district"
                        } else {
                            "districts"
                        }
                    ),
                    format!("经{rights}个区洽谈未果，向各区开放"),
                );
                if *by_regime { told } else { told.by(5) }
            }
            other => self.referral(other),
        }
    }

    fn right_given(
        &self,
        to: &str,
        why: Grounds,
        seen: Option<f64>,
        queued: Option<u32>,
        begins_in: u32,
    ) -> Said {
        let (en, zh) = (self.en(to), self.zh(to));
        let (fit_en, fit_zh) = seen.map_or_else(Default::default, |seen| {
            let seen = fit(seen);
            (
                format!(", where it sees the best fit ({seen})"),
                format!("（市级评估适配度{seen}，最优）"),
            )
        });
        let queue = queued.unwrap_or_default();
        let (from, from_zh) = if begins_in > 0 {
            (" from next week", "，自下周起")
        } else {
            ("", "")
        };
        match why {
            Grounds::Named => said(
                format!("The city named {en} to negotiate first{fit_en}"),
                format!("市级确定{zh}为优先落地区{fit_zh}"),
            )
            .by(5),
            Grounds::Finder => said(
                format!(
                    "{en}, which found it, was certified {} and may negotiate alone",
                    after(queue)
                ),
                format!("发现线索的{zh}{}获认定，取得首谈权", after_zh(queue)),
            )
            .by(5),
            Grounds::Reassigned => said(
                format!("Of those not tried yet the city chose {en}{from}{fit_en}"),
                format!("市级另行择优选择{zh}{fit_zh}{from_zh}"),
            )
            .by(5),
            Grounds::Conflict => said(
                format!("The city settled the conflict: {en} alone may negotiate"),
                format!("市级协调各区争抢，确定由{zh}洽谈"),
            )
            .by(2),
            Grounds::Assigned => said(
                format!("The city assigned it to {en}{fit_en}"),
                format!("市级统一分配至{zh}{fit_zh}"),
            ),
            Grounds::Matched => said(
                format!("Deferred acceptance matched it with {en}"),
                format!("经延迟接受匹配至{zh}"),
            ),
        }
    }

    fn referral(&self, note: &Note) -> Said {
        match note {
            Note::Referred {
                by,
                here,
                elsewhere,
                credit_share,
            } => {
                let (here, elsewhere) = (percent(*here), percent(*elsewhere));
                let credit = percent(*credit_share);
                said(
                    format!(
                        "{} sent it up to the city: it believed in a landing at home with {here}, \
                         elsewhere with {elsewhere}, and a referral is credited with {credit}",
                        self.en(by)
                    ),
                    format!(
                        "{}将项目推送市级：自判本区落地概率{here}，他区{elsewhere}，推送计入业绩{credit}",
                        self.zh(by)
                    ),
                )
                .by(5)
            }
            Note::ReferralCertified {
                by,
                queued,
                credited_yi,
            } => {
                let (en, zh) = match credited_yi {
                    Some(yi) => (
                        format!("{} yi are credited to it", short(*yi)),
                        format!("计入业绩{}亿元", short(*yi)),
                    ),
                    None => (
                        "nothing more is credited".to_owned(),
                        "不再计入业绩".to_owned(),
                    ),
                };
                said(
                    format!(
                        "The referral by {} was certified {}; {en}",
                        self.en(by),
                        after(*queued)
                    ),
                    format!("{}的推送{}获认定，{zh}", self.zh(by), after_zh(*queued)),
                )
                .by(5)
            }
            Note::Hoarded {
                by,
                here,
                elsewhere,
            } => {
                let (here, elsewhere) = (percent(*here), percent(*elsewhere));
                said(
                    format!(
                        "{} holds on to it although it believes in a landing at home with {here} \
                         and elsewhere with {elsewhere}",
                        self.en(by)
                    ),
                    format!(
                        "{}留而不推：自判本区落地概率{here}，他区{elsewhere}",
                        self.zh(by)
                    ),
                )
            }
            _ => said("", ""),
        }
    }
}
