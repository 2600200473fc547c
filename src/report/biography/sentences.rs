//! Sentences: each note of a witness in words, in both languages at once.

use super::{Names, cause, stage};
use crate::kernel::language::{Language, Words, words};
use crate::world::witness::{Figures, Grounds, Hold, Note, Talk, Ticking};

/// A sentence in both languages.
struct Said {
    en: String,
    zh: String,
}

fn said(en: impl Into<String>, zh: impl Into<String>) -> Said {
    Said {
        en: en.into(),
        zh: zh.into(),
    }
}

impl Said {
    /// Names the measure that acted.
    fn by(self, article: u8) -> Self {
        let name = match article {
            1 => "鼓励投资高精尖产业",
            2 => "重大项目统筹协调",
            3 => "大数据服务平台",
            4 => "项目管家",
            5 => "首谈制",
            6 => "承诺制",
            7 => "产业用地保障",
            _ => "空间再利用",
        };
        Self {
            en: format!("{} — measure {article}", self.en),
            zh: format!("{}——措施{article}（{name}）", self.zh),
        }
    }

    /// Adds a sentence.
    fn and(mut self, more: Self) -> Self {
        self.en = format!("{}. {}", self.en, more.en);
        self.zh = format!("{}。{}", self.zh, more.zh);
        self
    }

    fn and_if(self, holds: bool, more: impl FnOnce() -> Self) -> Self {
        if holds { self.and(more()) } else { self }
    }
}

/// A note as a sentence.
pub(super) fn sentence(note: &Note, names: &Names, language: Language) -> String {
    let teller = Teller { names };
    let said = match note {
        Note::Found { .. } | Note::Screened { .. } | Note::Pooled {} => teller.search(note),
        Note::Covered { .. }
        | Note::RightGiven { .. }
        | Note::RightLapsed { .. }
        | Note::RightEnded { .. }
        | Note::Opened { .. }
        | Note::Referred { .. }
        | Note::ReferralCertified { .. }
        | Note::Hoarded { .. } => teller.right(note),
        Note::Looked { .. }
        | Note::TalksEnded { .. }
        | Note::DiscountRaised { .. }
        | Note::Reading { .. }
        | Note::Signed { .. }
        | Note::Lost { .. } => teller.talks(note),
        Note::Stalled { .. }
        | Note::Cleared { .. }
        | Note::Unreached {}
        | Note::StewardAssigned { .. }
        | Note::Committed { .. }
        | Note::Broke {}
        | Note::Inspected { .. }
        | Note::PutRight {} => teller.help(note),
        Note::Sited { .. }
        | Note::Granted { .. }
        | Note::Approved {}
        | Note::Begun { .. }
        | Note::Slipped { .. }
        | Note::Finished { .. }
        | Note::Operating { .. }
        | Note::Expands { .. }
        | Note::Ended { .. }
        | Note::StillThere { .. } => teller.plant(note),
    };
    match language {
        Language::English => format!("{}.", said.en),
        Language::Chinese => format!("{}。", said.zh),
    }
}

/// A size with few digits.
pub(super) fn short(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 0.1 => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn fit(value: f64) -> String {
    format!("{value:.2}")
}

/// Weeks in English, with their noun.
fn weeks(weeks: impl Into<f64>) -> String {
    let weeks: f64 = weeks.into();
    let noun = if (0.5..1.5).contains(&weeks) {
        "week"
    } else {
        "weeks"
    };
    format!("{weeks:.0} {noun}")
}

/// After how many weeks something came.
fn after(waited: u32) -> String {
    match waited {
        0 => "at once".to_owned(),
        waited => format!("after {}", weeks(waited)),
    }
}

fn after_zh(waited: u32) -> String {
    match waited {
        0 => "当即".to_owned(),
        waited => format!("{waited}周后"),
    }
}

fn hold(hold: Hold) -> Words {
    match hold {
        Hold::Land => words("land", "用地"),
        Hold::Quota => words("farmland quota", "占补平衡指标"),
        Hold::Approval => words("approval", "审批"),
        Hold::Conflict => words("a conflict of districts", "各区争抢"),
    }
}

fn list_en(items: &[String]) -> String {
    match items {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn list_zh(items: &[String]) -> String {
    if items.is_empty() {
        "无".to_owned()
    } else {
        items.join("、")
    }
}

struct Teller<'a> {
    names: &'a Names,
}

impl Teller<'_> {
    fn en(&self, code: &str) -> String {
        self.names.place(code, Language::English)
    }

    fn zh(&self, code: &str) -> String {
        self.names.place(code, Language::Chinese)
    }

    fn search(&self, note: &Note) -> Said {
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

    fn right(&self, note: &Note) -> Said {
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
                    format!("After {rights} districts it is open to all"),
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

    fn talks(&self, note: &Note) -> Said {
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

    fn help(&self, note: &Note) -> Said {
        match note {
            Note::Stalled { obstacle } => said(
                format!("Tracking found it stuck: {}", hold(*obstacle).en),
                format!("跟踪发现项目受阻：{}", hold(*obstacle).zh),
            )
            .by(2),
            Note::Cleared {
                obstacle,
                district,
                weeks: stuck,
            } => said(
                format!(
                    "The city cleared what had held it for {} in {}: {}",
                    weeks(*stuck),
                    self.en(district),
                    hold(*obstacle).en
                ),
                format!(
                    "市级统筹协调，解决其在{}受阻{stuck}周的问题：{}",
                    self.zh(district),
                    hold(*obstacle).zh
                ),
            )
            .by(2),
            Note::Unreached {} => said(
                "It was stuck and no coordination slot was left for it",
                "项目受阻，但当周统筹协调名额已满",
            )
            .by(2),
            Note::StewardAssigned {
                level,
                waited,
                pace,
                loss_left,
            } => {
                let (faster, fewer) = (percent(pace - 1.0), percent(1.0 - loss_left));
                said(
                    format!(
                        "It got a steward of {} {}: talks go {faster} faster, the chance to lose \
                         it falls by {fewer}",
                        self.en(level),
                        after(*waited)
                    ),
                    format!(
                        "{}{}配备项目管家：洽谈提速{faster}，流失风险降低{fewer}",
                        self.zh(level),
                        after_zh(*waited)
                    ),
                )
                .by(4)
            }
            Note::Committed {
                breach_chance,
                weeks: supervised,
            } => said(
                format!(
                    "Its commitment is supervised for {}; the chance that it breaks it is {:.1} %",
                    weeks(*supervised),
                    100.0 * breach_chance
                ),
                format!(
                    "企业作出承诺，监管期{supervised}周，违诺概率{:.1} %",
                    100.0 * breach_chance
                ),
            )
            .by(6),
            Note::Broke {} => said(
                "It broke its commitment, and nobody knows yet",
                "违反承诺，尚未被发现",
            )
            .by(6),
            Note::Inspected {
                found,
                puts_right_in,
            } => match (found, puts_right_in) {
                (false, _) => said(
                    "An inspector came and found nothing broken",
                    "监管检查，未发现违诺",
                ),
                (true, Some(time)) => said(
                    format!(
                        "An inspector found the broken commitment; it has {} to put it right",
                        weeks(*time)
                    ),
                    format!("监管检查发现违诺，限{time}周整改"),
                ),
                (true, None) => said(
                    "An inspector found the broken commitment; its land is taken back",
                    "监管检查发现违诺，收回土地",
                ),
            }
            .by(6),
            _ => said("What was broken is put right", "完成整改").by(6),
        }
    }

    fn plant(&self, note: &Note) -> Said {
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

/// A text that begins a sentence.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
