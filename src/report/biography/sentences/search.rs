//! Found and screened.

use super::{Said, Teller, capital, list_en, list_zh, percent, said, short, weeks};
use crate::kernel::language::{Words, words};
use crate::world::witness::{Figures, Note};

impl Teller<'_> {
    pub(super) fn search(&self, note: &Note) -> Said {
        match note {
            Note::Found {
                by,
                expansion_of,
                attraction,
                was_drawn,
                reach,
            } => {
                let (en, zh) = (capital(&self.en(by)), self.zh(by));
                let lead = match expansion_of {
                    Some(first) => said(
                        format!("After {first} the enterprise wants to build again; {en} knows"),
                        format!("继{first}之后企业拟再次投资，{zh}获知"),
                    ),
                    None => said(format!("{en} found the lead"), format!("{zh}发现线索")),
                };
                let others: Vec<_> = reach.iter().filter(|h| h.district != *by).collect();
                let hears_en = others.iter().map(|h| match h.weeks {
                    0 => self.en(&h.district),
                    n => format!("{} (after {})", self.en(&h.district), weeks(n)),
                });
                let hears_zh = others.iter().map(|h| match h.weeks {
                    0 => self.zh(&h.district),
                    n => format!("{}（{n}周后）", self.zh(&h.district)),
                });
                let hears = said(
                    format!("Also in reach: {}", list_en(&hears_en.collect::<Vec<_>>())),
                    format!("另可获知的区：{}", list_zh(&hears_zh.collect::<Vec<_>>())),
                );
                lead.and_if(*was_drawn, || {
                    let more = percent(attraction - 1.0);
                    said(
                        format!("It came only because promotion draws {more} more of its kind"),
                        format!("该项目因同类投资来源增加{more}而出现"),
                    )
                    .by(1)
                })
                .and_if(!others.is_empty(), || hears)
            }
            Note::Screened {
                admitted,
                is_barred,
                seen,
                truth,
                standard,
                standard_of,
                shut_out,
                deserves,
            } => {
                if *is_barred {
                    return said(
                        "It was turned away: general manufacturing is kept out",
                        "一般制造业不予准入，项目被拒",
                    )
                    .by(1);
                }
                let verdict =
                    self.verdict(*admitted, seen, truth, standard, standard_of.as_deref());
                let wrong = match (admitted, deserves) {
                    (true, false) => Some(said(
                        "By its true figures it would have been rejected",
                        "按真实指标本不应准入",
                    )),
                    (false, true) => Some(said(
                        "By its true figures it would have been admitted",
                        "按真实指标本应准入",
                    )),
                    _ => None,
                };
                let verdict = match wrong {
                    Some(wrong) => verdict.and(wrong),
                    None => verdict,
                };
                let (en, zh): (Vec<_>, Vec<_>) =
                    shut_out.iter().map(|d| (self.en(d), self.zh(d))).unzip();
                verdict.and_if(!shut_out.is_empty(), || {
                    said(
                        format!("Their own standards close {} to it", list_en(&en)),
                        format!("未达{}自身准入标准，不得在该处落地", list_zh(&zh)),
                    )
                    .by(3)
                })
            }
            _ => said("It entered the project pool", "进入项目库"),
        }
    }

    fn verdict(
        &self,
        admitted: bool,
        seen: &Figures,
        truth: &Figures,
        standard: &Figures,
        of: Option<&str>,
    ) -> Said {
        let figures = |name: Words, seen: f64, truth: f64, limit: f64| {
            let (seen, truth, limit) = (short(seen), short(truth), short(limit));
            said(
                format!("{} {seen} (true {truth}, limit {limit})", name.en),
                format!("{}{seen}（真实{truth}，标准{limit}）", name.zh),
            )
        };
        let rows = [
            figures(
                words("investment", "投资强度"),
                seen.investment,
                truth.investment,
                standard.investment,
            ),
            figures(
                words("output", "产出强度"),
                seen.output,
                truth.output,
                standard.output,
            ),
            figures(words("tax", "税收强度"), seen.tax, truth.tax, standard.tax),
            figures(
                words("energy", "能耗"),
                seen.energy,
                truth.energy,
                standard.energy,
            ),
        ];
        let en: Vec<String> = rows.iter().map(|row| row.en.clone()).collect();
        let zh: Vec<String> = rows.iter().map(|row| row.zh.clone()).collect();
        let (did, did_zh) = if admitted {
            ("Admitted", "准入")
        } else {
            ("Rejected", "未准入")
        };
        let unit = "in yi per ha and tce per 10,000 yuan";
        let told = said(
            format!("{did} by what was seen of it: {}; {unit}", en.join(", ")),
            format!(
                "按评估所见{did_zh}：{}（亿元/公顷；吨标准煤/万元）",
                zh.join("，")
            ),
        );
        match of {
            Some(district) => {
                let (en, zh) = (self.en(district), self.zh(district));
                told.and(
                    said(
                        format!("The limits are the standard of {en}, which it came nearest to"),
                        format!("所列标准为最接近的{zh}准入标准"),
                    )
                    .by(3),
                )
            }
            None => told,
        }
    }
}
