//! What the city does for a project, and what a commitment asks of it.

use super::{Said, Teller, after, after_zh, hold, percent, said, weeks};
use crate::world::witness::Note;

impl Teller<'_> {
    pub(super) fn help(&self, note: &Note) -> Said {
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
                        "It got a steward of {} {}: while talks last they go {faster} faster and \
                         the chance to lose it falls by {fewer}",
                        self.en(level),
                        after(*waited)
                    ),
                    format!(
                        "{}{}配备项目管家：洽谈期间提速{faster}、流失风险降低{fewer}",
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
}
